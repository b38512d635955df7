"""Opening a sheet somebody sent: known by its bytes, not its name, in bounded memory, or refused in words.

Pure Python over an open binary file; nothing of the file is trusted, neither its sizes nor its dimensions.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import python_calamine

from minga.kernel.uploads.limits import LIMITS, FileProblem, Limits
from minga.kernel.uploads.workbooks import check_workbook

from .reading_csv import csv_lines, delimiter_of, encoding_of
from .rules.columns import recognised

HEADER_WITHIN = 15
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = {b"%PDF": "pdf", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"\x1f\x8b": "compressed"}
_BINARY |= {b"Rar!": "compressed", b"7z\xbc\xaf": "compressed", b"{\\rtf": "word"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that can be read: what it is, its headings, and `rows()`.

    `rows()` gives (number of the row in the file, cells), as many cells as headings or more; blank rows are
    left out. Cells are text in CSV; text, numbers, booleans, dates and date-times in XLSX. It may be called
    again, one reading after the other.
    """

    kind: str
    headers: tuple[str, ...]
    header_row: int
    rows: Callable[[], Iterator[tuple[int, list[Any]]]]
    encoding: str = ""
    delimiter: str = ""
    sheet_name: str = ""
    other_sheets: tuple[str, ...] = ()


def open_sheet(file: BinaryIO, limits: Limits = LIMITS, *, known: Callable = recognised) -> Sheet:
    """The table in an open binary file (XLSX or CSV), or FileProblem with the reason and its numbers.

    `known(headings)` counts the headings that mean something; the first of the leading rows with most of them
    is the heading row, and a file without any is refused (`no_header`). Problems: see `FileProblem`.
    """
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise FileProblem("empty")
    if size > limits.file_bytes:
        raise FileProblem("too_big", megabytes=size // 1_000_000, limit=limits.file_bytes // 1_000_000)
    file.seek(0)
    head = file.read(4096)
    if head.startswith(b"PK"):
        return _open_xlsx(file, limits, known)
    _refuse_other_formats(file, head)
    return _open_csv(file, head, limits, known)


def _refuse_other_formats(file: BinaryIO, head: bytes) -> None:
    if head.startswith(_OLE2):
        file.seek(0)
        content = file.read()
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise FileProblem("encrypted" if encrypted else "old_xls")
    for mark, name in _BINARY.items():
        if head.startswith(mark):
            raise FileProblem("other_format", format=name)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:200].replace(b"\x00", b"").lower()
    if re.match(rb"<(!doctype|html|head|body|table|meta|style|div|\?xml|xml|!--)", start):
        raise FileProblem("html")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem("other_format", format="binary")


def _open_csv(file: BinaryIO, head: bytes, limits: Limits, known: Callable) -> Sheet:
    encoding = encoding_of(file, head)
    delimiter = delimiter_of(file, encoding, known, HEADER_WITHIN)

    def lines() -> Iterator[tuple[int, list[str]]]:
        return csv_lines(file, encoding, delimiter, limits)

    leading = list(islice(lines(), HEADER_WITHIN))
    position, headers = _find_headers(leading, limits, known)

    def rows() -> Iterator[tuple[int, list[Any]]]:
        after = (line for line in lines() if line[0] > position)
        return _bounded(after, len(headers), limits)

    return Sheet("csv", headers, position, rows, encoding=encoding, delimiter=delimiter)


def _open_xlsx(file: BinaryIO, limits: Limits, known: Callable) -> Sheet:
    check_workbook(file, limits)
    file.seek(0)
    try:
        book = python_calamine.load_workbook(file)
        visible = [
            sheet.name for sheet in book.sheets_metadata if sheet.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        name, position, headers = _best_sheet(book, visible or book.sheet_names, limits, known)
    except (python_calamine.CalamineError, zipfile.BadZipFile) as error:
        raise FileProblem("damaged") from error

    def rows() -> Iterator[tuple[int, list[Any]]]:
        after = (line for line in _xlsx_lines(book, name) if line[0] > position)
        return _bounded(after, len(headers), limits)

    others = tuple(other for other in visible if other != name)
    return Sheet("xlsx", headers, position, rows, sheet_name=name, other_sheets=others)


def _best_sheet(book: Any, names: Sequence[str], limits: Limits, known: Callable) -> tuple[str, int, tuple[str, ...]]:
    """The first sheet with a heading row; when none has one, the problem of the first that is not empty."""
    problem: FileProblem | None = None
    for name in names:
        leading = list(islice(_xlsx_lines(book, name), HEADER_WITHIN))
        if not leading:
            continue
        try:
            position, headers = _find_headers(leading, limits, known)
        except FileProblem as found:
            problem = problem or found
            continue
        return name, position, headers
    raise problem or FileProblem("empty")


def _xlsx_lines(book: Any, name: str) -> Iterator[tuple[int, list[Any]]]:
    sheet = book.get_sheet_by_name(name)
    if not sheet.total_height:
        return
    first = (sheet.start or (0, 0))[0]
    for offset, cells in enumerate(sheet.iter_rows()):
        if any(cell not in ("", None) for cell in cells):
            yield first + offset + 1, cells


def _find_headers(
    leading: Sequence[tuple[int, Sequence[Any]]], limits: Limits, known: Callable
) -> tuple[int, tuple[str, ...]]:
    """(row number, headings): the leading row with most known headings; a title above it is passed over."""
    if not leading:
        raise FileProblem("empty")
    position, cells = max(leading, key=lambda line: known([str(cell) for cell in line[1]]))
    if not known([str(cell) for cell in cells]):
        first = [str(cell) for cell in leading[0][1] if str(cell).strip()]
        raise FileProblem("no_header", found=", ".join(first[:6])[:200])
    names = [" ".join(str(cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise FileProblem("too_many_columns", columns=len(names), limit=limits.columns)
    return position, tuple(_distinct(names))


def _distinct(names: Sequence[str]) -> Iterator[str]:
    """Headings as they are, a repeated one numbered ("Teléfono (2)"), an empty one called by its column."""
    seen: dict[str, int] = {}
    for column, name in enumerate(names, start=1):
        name = name or f"({column})"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _bounded(lines: Iterator[tuple[int, list[Any]]], width: int, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    """Rows padded to the headings; refuses when there are more than the limit."""
    for count, (number, cells) in enumerate(lines, start=1):
        if count > limits.rows:
            raise FileProblem("too_many_rows", limit=limits.rows)
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        elif len(cells) > width and not any(str(cell).strip() for cell in cells[width:]):
            cells = cells[:width]
        yield number, cells
