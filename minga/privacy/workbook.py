"""Workbooks: what is known of a person, and the register of processing. Cells are text: no formula can begin there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from .queries.export import Section
from .queries.register import Entry

_MOST = 31


def person_workbook(sections: Iterable[Section]) -> bytes:
    """One sheet a table: a heading a column, a row a record."""
    sheets = []
    for section in sections:
        names = list(dict.fromkeys(label for row in section.rows for _name, label, _shown, _plain in row))
        rows = [{label: shown for _name, label, shown, _plain in row} for row in section.rows]
        sheets.append((section.title, names, [[row.get(name, "") for name in names] for row in rows]))
    return _written(sheets)


def register_workbook(entries: Iterable[Entry]) -> bytes:
    """The register of processing: one row a table."""
    heads = [
        _("Tratamiento"), _("De quién"), _("Base legal"), _("Quién recibe"), _("Conservación"), _("Tabla"),
        _("Personales"), _("Sensibles"), _("Protegidos"), _("Columnas selladas"), _("Al suprimir"),
    ]  # fmt: skip
    rows = []
    for entry in entries:
        known = entry.processing
        for table in entry.tables:
            by_class = {str(each): names for each, names in table.columns}
            columns = [", ".join(by_class.get(each, [])) for each in ("personal", "sensitive", "protected")]
            rows.append(
                [
                    *(str(each) for each in (known.title, known.whose, known.ground, known.receives, known.kept)),
                    table.title,
                    *columns,
                    str(table.sealed),
                    table.on_erasure,
                ]
            )
    return _written([(_("Registro"), heads, rows)])


def _written(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True})
    used: set[str] = set()
    for title, names, rows in sheets:
        sheet = book.add_worksheet(_sheet_name(title, used))
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    book.close()
    return memory.getvalue()


def _sheet_name(title: str, used: set[str]) -> str:
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")[: _MOST - 3]
    name, number = plain, 2
    while name.lower() in used:
        name, number = f"{plain} {number}", number + 1
    used.add(name.lower())
    return name
