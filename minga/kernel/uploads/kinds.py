"""Kinds of file, and how their first bytes tell them apart."""

from __future__ import annotations

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a file is, by its bytes; the label fits into «Aquí se puede subir: …»."""

    JPEG = "jpeg", _("una imagen JPG")
    PNG = "png", _("una imagen PNG")
    WEBP = "webp", _("una imagen WebP")
    PDF = "pdf", _("un PDF")
    XLSX = "xlsx", _("una hoja de Excel (.xlsx)")
    CSV = "csv", _("una hoja CSV")


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
EXTENSIONS = {
    Kind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Kind.PNG: ("png",),
    Kind.WEBP: ("webp",),
    Kind.PDF: ("pdf",),
    Kind.XLSX: ("xlsx",),
    Kind.CSV: ("csv", "txt"),
}
CONTENT_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.PDF: "application/pdf",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv; charset=utf-8",
}
_MARKUP = re.compile(
    rb"<\s*(!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|meta|link|style|form|table|img|math|!--)",
    re.IGNORECASE,
)
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def detected(content: bytes) -> Kind | None:
    """The kind that the first bytes say, or None. Text without markup or control signs counts as CSV."""
    for mark, kind in ((b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"%PDF-", Kind.PDF)):
        if content.startswith(mark):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX
    return Kind.CSV if _is_text(content) else None


def looks_like_web_page(content: bytes) -> bool:
    """Whether a browser or a reader of SVG could take the beginning for markup, also as UTF-16 or after blanks."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"PK\x03\x04", b"%PDF-")):
        return False
    return bool(_MARKUP.search(content[:64_000].replace(b"\0", b"")))


def _is_text(content: bytes) -> bool:
    if content.startswith(_TEXT_MARKS[1:]):
        content = content.decode("utf-16", errors="replace").encode()
    return not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
