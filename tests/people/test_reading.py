"""Sheets of the field open; wrong files get one enumerated answer each, in bounded memory."""

import contextlib
import io
import resource
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from minga.kernel.uploads.limits import LIMITS, FileProblem, Limits
from minga.people.reading import open_sheet

HEADERS = ["Nombres", "Apellidos", "Cédula", "Teléfono"]
ROWS = [["María José", "Muñoz", "1714307103", "0991234567"], ["Ángel", "Peña", "0102030400", "098 765 4321"]]


def csv_bytes(rows, *, delimiter=",", encoding="utf-8"):
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def xlsx_bytes(sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    sheet.write(y, x, cell, *([date] if isinstance(cell, datetime) else []))
    return buffer.getvalue()


def zip_bytes(parts, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def opened(content, limits=LIMITS):
    return open_sheet(io.BytesIO(content), limits)


def problem(content, limits=LIMITS):
    with pytest.raises(FileProblem) as caught:
        list(opened(content, limits).rows())
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_every_delimiter_and_encoding(delimiter, encoding):
    sheet = opened(csv_bytes([HEADERS, *ROWS], delimiter=delimiter, encoding=encoding))
    assert sheet.headers == tuple(HEADERS)
    assert list(sheet.rows()) == [(2, ROWS[0]), (3, ROWS[1])]
    assert list(sheet.rows()) == [(2, ROWS[0]), (3, ROWS[1])]


def test_csv_that_declares_its_separator_keeps_row_numbers():
    sheet = opened(b"sep=;\r\n" + csv_bytes([HEADERS, *ROWS], delimiter=";"))
    assert [number for number, _ in sheet.rows()] == [3, 4]


def test_a_quoted_cell_may_hold_delimiters_and_lines():
    content = 'Nombres,Dirección\r\nAna,"Calle 1, casa 2\nesquina"\r\n'.encode()
    assert list(opened(content).rows()) == [(2, ["Ana", "Calle 1, casa 2\nesquina"])]


def test_titles_above_and_blank_rows_are_passed_over():
    rows = [["GAD de Manta: inscripciones"], [""], HEADERS, ROWS[0], ["", "", "", ""], ROWS[1]]
    for content in (csv_bytes(rows), xlsx_bytes({"Hoja1": rows})):
        sheet = opened(content)
        assert (sheet.headers, sheet.header_row) == (tuple(HEADERS), 3)
        assert [number for number, _ in sheet.rows()] == [4, 6]


def test_xlsx_keeps_types_and_names_the_other_sheets():
    born = datetime(1990, 6, 5)
    rows = [["Nombres", "Fecha de nacimiento", "Cédula"], ["Ana", born, 102030400]]
    sheet = opened(xlsx_bytes({"Instrucciones": [["Lea esto"]], "Datos": rows, "Lista": [["a", "b"]]}))
    assert (sheet.kind, sheet.sheet_name, sheet.other_sheets) == ("xlsx", "Datos", ("Instrucciones", "Lista"))
    [(number, cells)] = sheet.rows()
    assert (number, cells[0], cells[2]) == (2, "Ana", 102030400)
    assert (cells[1].year, cells[1].month, cells[1].day) == (1990, 6, 5)


def test_repeated_and_empty_headings_get_a_name_each():
    sheet = opened(csv_bytes([["Nombres", "Teléfono", "Teléfono", "", "Sexo"], ["Ana", "1", "2", "3", "F"]]))
    assert sheet.headers == ("Nombres", "Teléfono", "Teléfono (2)", "(4)", "Sexo")


cells = st.text("abcñáé,;\"'\n 019", max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda row: any(c.strip() for c in row)), max_size=8))
def test_what_a_spreadsheet_writes_as_csv_is_read_back(rows):
    import csv

    text = io.StringIO()
    csv.writer(text).writerows([["Nombres", "Apellidos"], *rows])
    assert [cells for _, cells in opened(text.getvalue().encode()).rows()] == rows


# --- the planted wrong files


def lying_bomb():
    """A part that says it unpacks to 100 bytes and unpacks to 300 MB."""
    content = zip_bytes({"[Content_Types].xml": "<x/>", "xl/workbook.xml": b"\0" * 300_000_000})
    real, lie = (300_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert content.count(real) == 2
    return content.replace(real, lie)


def spanning_two_cells():
    """A real workbook whose sheet is patched to hold A1 and the last cell of a spreadsheet."""
    source = zipfile.ZipFile(io.BytesIO(xlsx_bytes({"Hoja1": [["Nombres"], ["Ana"]]})))
    parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="XFD1048576"')
    return zip_bytes(parts)


MINIMAL = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}
WRONG = {
    "empty": lambda: b"",
    "empty text": lambda: b"\r\n\r\n",
    "html": lambda: b"\xef\xbb\xbf <HTML><body><table><tr><td>Nombres</td></tr></table></body></HTML>",
    "xml spreadsheet": lambda: b"<?xml version='1.0'?><Workbook/>",
    "old xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"),
    "encrypted": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    "pdf": lambda: b"%PDF-1.7 ...",
    "binary": lambda: b"\x01\x02\x00\x03" * 100,
    "plain zip": lambda: zip_bytes({"hola.txt": "hola"}),
    "nested": lambda: zip_bytes({**MINIMAL, "xl/a.zip": "PK"}),
    "ods": lambda: zip_bytes({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
    "xlsb": lambda: zip_bytes({"[Content_Types].xml": "<x/>", "xl/workbook.bin": "x"}),
    "many entries": lambda: zip_bytes({**MINIMAL, **{f"xl/{i}.xml": "" for i in range(600)}}),
    "declared bomb": lambda: zip_bytes({**MINIMAL, "xl/worksheets/sheet1.xml": b"0" * 210_000_000}),
    "dense bomb": lambda: zip_bytes({**MINIMAL, "xl/worksheets/sheet1.xml": b"0" * 20_000_000}),
    "lying bomb": lying_bomb,
    "cut short": lambda: xlsx_bytes({"Hoja1": [HEADERS, *ROWS]})[:-400],
    "no workbook inside": lambda: zip_bytes(MINIMAL),
    "two cells apart": spanning_two_cells,
    "no header": lambda: csv_bytes(ROWS),
    "no header xlsx": lambda: xlsx_bytes({"Hoja1": ROWS}),
    "quote left open": lambda: b'Nombres,Apellidos\r\nAna,"Paz\r\n' + b"Luis,Sol\r\n" * 20_000,
}
CODES = {
    "empty": "empty",
    "empty text": "empty",
    "html": "html",
    "xml spreadsheet": "html",
    "old xls": "old_xls",
    "encrypted": "encrypted",
    "pdf": "other_format",
    "binary": "other_format",
    "plain zip": "not_a_workbook",
    "nested": "nested",
    "ods": "ods",
    "xlsb": "xlsb",
    "many entries": "too_many_entries",
    "declared bomb": "unpacks_too_big",
    "dense bomb": "unpacks_too_big",
    "lying bomb": "unpacks_too_big",
    "cut short": "damaged",
    "no workbook inside": "damaged",
    "two cells apart": "too_many_rows",
    "no header": "no_header",
    "no header xlsx": "no_header",
    "quote left open": "broken_quotes",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_gets_its_one_reason(name):
    assert problem(WRONG[name]()).code == CODES[name]


def test_a_wide_sheet_is_refused_before_it_is_opened():
    content = xlsx_bytes({"Hoja1": [["Nombres", *[""] * 398, "fin"]]})
    assert problem(content).code == "too_many_columns"


def test_too_many_rows_are_refused_with_the_limit():
    limits = Limits(rows=3)
    rows = [["Nombres"], *[[f"Ana {i}"] for i in range(4)]]
    for content in (csv_bytes(rows), xlsx_bytes({"Hoja1": rows})):
        found = problem(content, limits)
        assert (found.code, found.details) == ("too_many_rows", {"limit": 3})
    assert len(list(opened(csv_bytes(rows[:4]), limits).rows())) == 3


def test_a_200_mb_csv_is_refused_by_its_size_without_being_read(tmp_path):
    path = tmp_path / "grande.csv"
    with path.open("wb") as file:
        file.write(csv_bytes([HEADERS, *ROWS]))
        file.truncate(200_000_000)
    with path.open("rb") as file, pytest.raises(FileProblem) as caught:
        open_sheet(file)
    assert (caught.value.code, caught.value.details) == ("too_big", {"megabytes": 200, "limit": 50})


def test_bombs_are_answered_without_growing():
    bombs = [WRONG[name]() for name in ("declared bomb", "dense bomb", "lying bomb", "two cells apart")]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for bomb in bombs:
        problem(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(content):
    with contextlib.suppress(FileProblem):
        list(opened(content).rows())


@given(st.integers(0, 3000), st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_is_read_or_refused(position, value):
    content = bytearray(WORKBOOK)
    content[position % len(content)] = value
    with contextlib.suppress(FileProblem):
        list(opened(bytes(content)).rows())


WORKBOOK = xlsx_bytes({"Hoja1": [HEADERS, *ROWS]})
