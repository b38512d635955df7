"""How big a sheet may be, and the enumerated reasons why one is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep memory under 400 MB whatever is sent; a bigger sheet is split by whoever sends it."""

    file_bytes: int = 50_000_000
    rows: int = 200_000
    columns: int = 300
    cells: int = 6_000_000
    unpacked_bytes: int = 200_000_000
    unpacked_ratio: int = 200
    entries: int = 500
    cell_characters: int = 32_767


LIMITS = Limits()


class FileProblem(Exception):
    """Why a file cannot be read: a `code` that `words.py` puts into words, and its numbers.

    Codes: empty, too_big, too_many_rows, too_many_columns, too_many_cells, unpacks_too_big, too_many_entries,
    nested, not_a_workbook, damaged, encrypted, old_xls, html, ods, xlsb, other_format, no_header,
    broken_quotes, macros, declares_entities.
    """

    def __init__(self, code: str, **details: Any):
        super().__init__(code, details)
        self.code = code
        self.details = details
