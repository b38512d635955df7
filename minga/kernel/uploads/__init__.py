"""Files that people send: told by their bytes, bounded before they are decoded, cleaned, scanned, kept sealed.

`check_upload` is the only door: what it gives back may be kept, and only its content, never the bytes that came.
"""

from __future__ import annotations

import io
import re
import unicodedata
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from minga.kernel import files
from minga.kernel.refusals import Refused

from . import antivirus, pdfs, pictures
from .antivirus import Scan
from .kinds import EXTENSIONS, PICTURES, Kind, detected, looks_like_web_page
from .limits import LIMITS, FileProblem
from .words import listed, refusal
from .workbooks import check_workbook

__all__ = ["PICTURES", "CleanUpload", "Kind", "Scan", "check_upload", "keep_upload", "shown_name"]

PAPERS = frozenset({Kind.PDF}) | PICTURES
"""What a signed paper may be: a scan or a photo of it."""


@dataclass(frozen=True, slots=True)
class CleanUpload:
    """What may be kept: `content` is ours (re-encoded), `name` fit for a download, `scan` what the antivirus said."""

    kind: Kind
    content: bytes
    name: str
    scan: Scan


def check_upload(
    file: BinaryIO,
    *,
    allow: Collection[Kind],
    name: str = "",
    max_bytes: int = 10_000_000,
    max_pixels: int = 25_000_000,
    max_pages: int = 300,
) -> CleanUpload:
    """The clean content of an open binary file, or Refused with the reason in words.

    Its bytes say what it is; its name must agree. Size and pixels are measured before anything is decoded. Pictures
    come back re-encoded and turned upright, without EXIF, place or comment; a PDF comes back written anew unless it
    is signed, and is refused with scripts, launches, hidden files or forms that send. Workbooks and CSV come back as
    they came, after the limits of `limits.py`. `scan` is HELD when clamd is configured and does not answer.
    """
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise Refused(refusal("empty"))
    if size > max_bytes:
        raise Refused(refusal("too_big", megabytes=size // 1_000_000, limit=max_bytes // 1_000_000))
    file.seek(0)
    content = file.read(max_bytes + 1)
    kind = _allowed_kind(content, allow)
    _refuse_other_name(name, kind)
    clean = _cleaned(kind, content, max_pixels, max_pages)
    return CleanUpload(kind=kind, content=clean, name=shown_name(name, kind), scan=antivirus.scan(content))


def keep_upload(upload: CleanUpload) -> uuid.UUID:
    """Seal the content under a random name and return its id; held when the antivirus could not be asked."""
    file_id = files.store([upload.content])
    if upload.scan is Scan.HELD:
        files.hold(file_id)
    return file_id


def shown_name(name: str, kind: Kind) -> str:
    """A name for downloads: one word after another, no folders, no signs that turn text round, our extension."""
    stem = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1].rpartition(".")[0]
    letters = "".join(sign if sign.isalnum() or sign in " _-()" else "-" for sign in stem)
    return f"{letters.strip(' -')[:80] or 'archivo'}.{EXTENSIONS[kind][0]}"


def _allowed_kind(content: bytes, allow: Collection[Kind]) -> Kind:
    allowed = listed([kind.label for kind in Kind if kind in allow])
    if looks_like_web_page(content):
        raise Refused(refusal("web_page", allowed=allowed))
    kind = detected(content)
    if kind is None:
        raise Refused(refusal("kind_unknown", allowed=allowed))
    if kind not in allow:
        raise Refused(refusal("kind_not_allowed", kind=kind.label, allowed=allowed))
    return kind


def _refuse_other_name(name: str, kind: Kind) -> None:
    extension = name.rpartition(".")[2].strip().lower() if "." in name else EXTENSIONS[kind][0]
    if extension not in EXTENSIONS[kind]:
        shown = re.sub(r"[^0-9a-záéíóúñ]", "", extension)[:12]
        raise Refused(refusal("name_of_other_kind", extension=f".{shown}", kind=kind.label))


def _cleaned(kind: Kind, content: bytes, max_pixels: int, max_pages: int) -> bytes:
    if kind in PICTURES:
        return pictures.cleaned(kind, content, max_pixels)
    if kind is Kind.PDF:
        return pdfs.cleaned(content, max_pages)
    if kind is Kind.XLSX:
        try:
            check_workbook(io.BytesIO(content), LIMITS)
        except FileProblem as problem:
            raise Refused(refusal(problem.code, **problem.details)) from problem
    return content
