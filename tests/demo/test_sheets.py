"""Sheets of the demo population: what is written can be read back, row for row."""

import csv
from datetime import date

from python_calamine import CalamineWorkbook

from minga.demo.population import registrations
from minga.demo.sheets import cells, header, write_csv, write_kobo_csv, write_xlsx

ON = date(2026, 11, 21)
PEOPLE = list(registrations(50, seed=3, on=ON))
EXPECTED = [[str(cell) for cell in cells(row)] for row in PEOPLE]


def test_csv_reads_back(tmp_path):
    path = tmp_path / "inscripciones.csv"
    assert write_csv(PEOPLE, path) == 50
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    assert lines[0] == header()
    assert lines[1:] == EXPECTED


def test_xlsx_reads_back_with_leading_zeros(tmp_path):
    path = tmp_path / "inscripciones.xlsx"
    assert write_xlsx(PEOPLE, path) == 50
    lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert lines[0] == header()
    number = header().index("Teléfono")
    assert [line[number] for line in lines[1:]] == [person.phone for person in PEOPLE]
    assert any(line[number].startswith("090") for line in lines[1:])


def test_kobo_shape_has_one_column_a_choice_and_its_own_ids(tmp_path):
    path = tmp_path / "kobo.csv"
    assert write_kobo_csv(PEOPLE, path) == 50
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len({line["_uuid"] for line in lines}) == 50
    for person, line in zip(PEOPLE, lines, strict=True):
        chosen = {name.split("/")[1] for name, cell in line.items() if name.startswith("necesidades/") and cell == "1"}
        assert chosen == set(person.household.needs) == set(line["necesidades"].split())
