"""Builds `focalizacion_v1.xlsx` from the CSV files beside it: one file a sheet, the same bytes every time.

Run `python -m minga.screening.data.build_default` after a change of a CSV file; a test compares the two.
"""

import csv
import io
from datetime import datetime
from pathlib import Path

import xlsxwriter

SHEETS = ("survey", "choices", "settings", "eligibility", "routes", "priority", "parameters")
SOURCE = Path(__file__).parent / "focalizacion_v1"
WORKBOOK = Path(__file__).parent / "focalizacion_v1.xlsx"
_MADE_ON = datetime(2026, 11, 21)
_WIDE = ("label", "hint", "guidance", "reason", "met", "not_met", "unknown", "expression", "relevant", "constraint")


def build(source: Path = SOURCE) -> bytes:
    """The workbook as bytes, every cell as text so that codes keep their shape."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"title": "Entrevista inicial", "created": _MADE_ON})
    heading = book.add_format({"bold": True, "bg_color": "#0b4f5c", "font_color": "#ffffff", "text_wrap": True})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for name in SHEETS:
        sheet = book.add_worksheet(name)
        with (source / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text, body if number else heading)
        for column, title in enumerate(rows[0]):
            sheet.set_column(column, column, 48 if title.startswith(_WIDE) else 18)
        sheet.freeze_panes(1, 2)
    book.close()
    return memory.getvalue()


def default_workbook() -> bytes:
    """The committed default workbook."""
    return WORKBOOK.read_bytes()


if __name__ == "__main__":
    WORKBOOK.write_bytes(build())
