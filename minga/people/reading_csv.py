"""Text tables: encoding and delimiter found out, rows streamed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from minga.kernel.uploads.limits import FileProblem, Limits

_TEXT_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_UTF8 = "cp1252"
_DELIMITERS = ",;\t|"


def encoding_of(file: BinaryIO, head: bytes) -> str:
    """UTF-8 when every byte agrees, else what Excel writes in Spanish (Windows-1252)."""
    for mark, name in _TEXT_MARKS:
        if head.startswith(mark):
            return name
    file.seek(0)
    try:
        for _ in _text(file, "utf-8", errors="strict"):
            pass
    except UnicodeDecodeError:
        return _NOT_UTF8
    return "utf-8"


def delimiter_of(file: BinaryIO, encoding: str, known: Callable, leading: int) -> str:
    """The sign between columns: Excel's `sep=` line, else what gives most known headings, then most columns.

    Only the first `leading` rows are looked at.
    """
    file.seek(0)
    text = file.read(64_000).decode(encoding, errors="replace")
    lines = [line for line in text.splitlines() if line.strip()][:leading]
    if not lines:
        raise FileProblem("empty")
    declared = re.match(r"^sep=(.)$", lines[0].strip("\ufeff\r\n"))
    if declared:
        return declared[1]

    def gain(sign: str) -> tuple[int, int]:
        rows = [next(csv.reader([line], delimiter=sign), []) for line in lines]
        return max(known(row) for row in rows), max(len(row) for row in rows)

    return max(_DELIMITERS, key=gain)


def csv_lines(file: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row that is not blank, numbered as a spreadsheet would, streamed.

    FileProblem `broken_quotes` when a cell is longer than a cell can be: a quotation mark was left open.
    """
    file.seek(0)
    text = _text(file, encoding, errors="replace")
    reader = csv.reader(_without_separator_line(text), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileProblem("broken_quotes", row=number) from error
        if any(len(cell) > limits.cell_characters for cell in cells):
            raise FileProblem("broken_quotes", row=number)
        if any(cell.strip() for cell in cells):
            yield number, cells


def _without_separator_line(text: io.TextIOWrapper) -> Iterator[str]:
    for position, line in enumerate(text):
        yield "\n" if position == 0 and re.match(r"^\ufeff?sep=.\s*$", line) else line


def _text(file: BinaryIO, encoding: str, errors: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(_KeptOpen(file)), encoding, errors=errors, newline="")


class _KeptOpen(io.RawIOBase):
    """The file for a text reader that would close it when collected."""

    def __init__(self, file: BinaryIO):
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)
