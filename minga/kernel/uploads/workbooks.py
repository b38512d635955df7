"""Is this ZIP a workbook that may be opened? Every part is unpacked once and counted before it is parsed.

The sizes in a ZIP are what its maker wrote, and a sheet of two cells can span seventeen thousand million: both
are measured here, because the parser that comes after trusts them.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .limits import FileProblem, Limits

_CHUNK = 1 << 18
_REFERENCE = re.compile(rb"""[\s"']r\s*=\s*["']\$?([A-Za-z]{0,4})\$?(\d{0,9})["']""")
_TAIL = 40
_ARCHIVE = re.compile(r"\.(zip|xlsx|xlsm|xlsb|jar|gz|tgz|bz2|xz|7z|rar)$", re.IGNORECASE)
_MACROS = re.compile(r"(^|/)(vbaProject\w*\.bin|macrosheets/|activeX/)", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCRYPTED_FLAG = 0x1


def check_workbook(file: BinaryIO, limits: Limits) -> None:
    """Refuse (FileProblem) a ZIP that is no XLSX, holds archives, or unpacks to more than the limits."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
        _check_entries(entries, limits)
        total = 0
        for entry in entries:
            total += _measure(file, entry, limits, limits.unpacked_bytes - total)
    except (zipfile.BadZipFile, struct.error, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise FileProblem("damaged") from error


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise FileProblem("too_many_entries", limit=limits.entries)
    problem = _problem_of_names({entry.filename for entry in entries})
    if problem:
        raise FileProblem(problem)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise FileProblem("encrypted")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    too_dense = unpacked > 10_000_000 and unpacked > packed * limits.unpacked_ratio
    if unpacked > limits.unpacked_bytes or too_dense:
        raise _too_big(limits)


def _problem_of_names(names: set[str]) -> str:
    if any(_ARCHIVE.search(name) for name in names):
        return "nested"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(_MACROS.search(name) for name in names):
        return "macros"
    if "xl/workbook.bin" in names:
        return "xlsb"
    is_workbook = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    return "" if is_workbook else "not_a_workbook"


def _measure(file: BinaryIO, entry: zipfile.ZipInfo, limits: Limits, left: int) -> int:
    """Bytes a part really unpacks to; one that says less than it holds is refused as too big."""
    size = 0
    span = _Span(limits)
    tail = b""
    for chunk in _unpacked(file, entry):
        plain = (tail + chunk).replace(b"\0", b"")  # also as UTF-16
        if _ENTITIES.search(plain):
            raise FileProblem("declares_entities")
        tail = plain[-_TAIL:]
        size += len(chunk)
        if size > min(left, entry.file_size):
            raise _too_big(limits)
        span.add(chunk)  # of every part: a sheet may be called anything
    return size


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(30)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(entry.header_offset + 30 + name_length + extra_length)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileProblem("damaged")
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    left = entry.compress_size
    while left > 0:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise EOFError(entry.filename)
        left -= len(packed)
        yield from _inflated(inflate, packed) if inflate else (packed,)


def _inflated(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    while packed:
        yield inflate.decompress(packed, _CHUNK)
        packed = inflate.unconsumed_tail


class _Span:
    """The rectangle that the cell references of a sheet cover, refused when it is more than the limits."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.columns: set[bytes] = set()
        self.last_row = 1
        self.tail = b""

    def add(self, chunk: bytes) -> None:
        """Read the references of one more piece; one that lies across two pieces is found in the second."""
        content = self.tail + chunk
        for column, row in set(_REFERENCE.findall(content)):
            if column:
                self.columns.add(column)
            if row:
                self.last_row = max(self.last_row, int(row))
        self.tail = content[-_TAIL:]
        self._check()

    def _check(self) -> None:
        limits = self.limits
        if self.last_row > limits.rows + 1000:
            raise FileProblem("too_many_rows", limit=limits.rows)
        width = max(map(_column_number, self.columns), default=1)
        if width > limits.columns:
            raise FileProblem("too_many_columns", columns=width, limit=limits.columns)
        if width * self.last_row > limits.cells:
            raise FileProblem("too_many_cells", cells=width * self.last_row, limit=limits.cells)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_big(limits: Limits) -> FileProblem:
    return FileProblem("unpacks_too_big", limit=limits.unpacked_bytes // 1_000_000)
