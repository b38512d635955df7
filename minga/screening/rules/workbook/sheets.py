"""Bytes of an XLSX file to rows of text, with guards against what is no workbook or far too big."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from minga.kernel.uploads.limits import FileProblem, Limits
from minga.kernel.uploads.workbooks import check_workbook
from minga.screening.rules.problems import ERROR, LoadProblem

LARGEST = 8_000_000
"""Largest workbook accepted, in bytes."""
LARGEST_UNPACKED = 80_000_000
"""Largest sum of its parts once unpacked, in bytes: a guard against ZIP bombs."""
MOST_ROWS = 5_000
"""Most rows read of a sheet."""
_SPAN = Limits(file_bytes=LARGEST, rows=1_048_576, columns=16_384, unpacked_bytes=LARGEST_UNPACKED)
"""A sheet may carry formatting down to its last row; what the references of its cells span is still bounded."""
_TOO_LARGE = frozenset({"too_many_rows", "too_many_columns", "too_many_cells", "too_many_entries", "unpacks_too_big"})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: the number that a spreadsheet shows, and text by column heading (stripped, empty cells left
    out).
    """

    number: int
    cells: Mapping[str, str]

    def get(self, *columns: str) -> str:
        """First non-empty cell among columns that mean the same."""
        for column in columns:
            if column in self.cells:
                return self.cells[column]
        return ""


Sheets = dict[str, tuple[SheetRow, ...]]


def read_sheets(content: bytes) -> tuple[Sheets, list[LoadProblem]]:
    """Sheets by lower-case name; one error problem, and no sheets, when the file cannot be read."""
    fault = _fault_of(content)
    if fault:
        return {}, [LoadProblem("", 0, "", fault, ERROR, {"limit_mb": LARGEST // 1_000_000})]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        raw = {
            name.strip().lower(): book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError) as fault_met:
        return {}, [LoadProblem("", 0, "", "not_a_workbook", ERROR, {"text": str(fault_met)[:200]})]
    long = [name for name, rows in raw.items() if len(rows) > MOST_ROWS]
    if long:
        return {}, [LoadProblem(long[0], 0, "", "too_many_rows", ERROR, {"most": MOST_ROWS})]
    return {name: _rows(rows) for name, rows in raw.items()}, []


def _fault_of(content: bytes) -> str:
    if len(content) > LARGEST:
        return "too_large"
    try:
        check_workbook(io.BytesIO(content), _SPAN)
    except FileProblem as problem:
        return "too_large" if problem.code in _TOO_LARGE else "not_a_workbook"
    return ""


def _rows(raw: Sequence[Sequence[object]]) -> tuple[SheetRow, ...]:
    start = next((index for index, row in enumerate(raw) if any(cell != "" for cell in row)), None)
    if start is None:
        return ()
    headings = [cell_text(cell) for cell in raw[start]]
    rows = []
    for number, row in enumerate(raw[start + 1 :], start + 2):
        cells = {
            heading: text
            for heading, cell in zip(headings, row, strict=False)
            if heading and (text := cell_text(cell)) != ""
        }
        if cells:
            rows.append(SheetRow(number, cells))
    return tuple(rows)


def cell_text(cell: object) -> str:
    """Text of a cell as a person reads it: whole numbers without decimals, dates as ISO, truths as
    true/false.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
