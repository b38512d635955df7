"""Run alone, with little memory and time: reads a PDF from standard input, writes it clean, or says why not.

Exit 0: the PDF to keep is on standard output. Exit 3: `code number` on standard error. Anything else: it was stopped.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import pikepdf

MEMORY = 768 << 20
SECONDS = 20
OBJECTS = 100_000
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/RichMediaExecute",
}
_KEYS = {"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/RichMediaSettings"}
_TYPES = {"/EmbeddedFile", "/RichMedia"}
_KINDS = {
    "/S": _ACTIONS,
    "/Type": _TYPES,
    "/Subtype": {"/RichMedia", "/FileAttachment", "/Screen", "/Movie", "/Sound", "/3D"},
}


def main() -> None:
    """Bound ourselves, read, check, write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        sys.stdout.buffer.write(clean(content, max_pages=int(sys.argv[1])))
    except MemoryError:
        refuse("pdf_too_heavy")
    except pikepdf.PasswordError:
        refuse("pdf_encrypted")
    except pikepdf.PdfError as error:
        refuse("pdf_too_heavy" if "bad_alloc" in str(error) or "memory" in str(error) else "pdf_damaged")


def clean(content: bytes, max_pages: int) -> bytes:
    """The bytes to keep: the same when signed and flawless, else written anew from what was checked."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        warned = [str(warning) for warning in pdf.get_warnings()]
        refuse_by_size(pdf, warned, max_pages)
        found = [pdf.trailer, *pdf.objects]
        if any(is_active(thing) for value in found for thing in inside(value)):
            refuse("pdf_active")
        if is_signed(found):
            if warned or not ends_once(content):
                refuse("pdf_damaged")
            return content
        written = io.BytesIO()
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue()


def refuse_by_size(pdf: pikepdf.Pdf, warned: list[str], max_pages: int) -> None:
    """Refuse what is locked, swells, or has too many or no pages."""
    if pdf.is_encrypted:
        refuse("pdf_encrypted")
    if len(pdf.objects) > OBJECTS or any("bad_alloc" in warning for warning in warned):
        refuse("pdf_too_heavy")
    if len(pdf.pages) > max_pages:
        refuse("pdf_too_long", len(pdf.pages))
    if not len(pdf.pages):
        refuse("pdf_damaged")


def inside(value: Any, depth: int = 0) -> Iterator[Any]:
    """A value and every dictionary in it; what it refers to stands in the list of objects by itself."""
    if depth > 60:
        refuse("pdf_damaged")
    if isinstance(value, pikepdf.Array):
        for item in value:
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from inside(item, depth + 1)
    elif isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        yield value
        for key in value.keys():  # noqa: SIM118 - not a Python dictionary
            item = value[key]
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from inside(item, depth + 1)


def is_active(thing: Any) -> bool:
    """Whether a dictionary is a program, starts one, sends something off or hides a file."""
    if _KEYS & set(thing.keys()):
        return True
    return any(isinstance(thing.get(key), pikepdf.Name) and str(thing[key]) in bad for key, bad in _KINDS.items())


def is_signed(found: list[Any]) -> bool:
    """Whether some dictionary says which bytes a signature covers."""
    return any("/ByteRange" in thing for value in found for thing in inside(value))


def ends_once(content: bytes) -> bool:
    """Whether nothing comes before the header or after the last end mark."""
    return content.startswith(b"%PDF-") and content.rstrip(b"\r\n \0").endswith(b"%%EOF")


def refuse(code: str, number: int = 0) -> NoReturn:
    """Say why, and stop."""
    sys.stderr.write(f"{code} {number}\n")
    sys.stderr.flush()
    sys.exit(3)


if __name__ == "__main__":
    main()
