"""The sheets of the demo population are ones that the import understands, without a wrong row."""

from collections import Counter
from datetime import date

import pytest

from minga.demo.population import registrations
from minga.demo.sheets import cells, header, kobo_cells, kobo_header
from minga.people.rules import columns
from minga.people.rules.row_result import RowSettings
from minga.people.rules.rows import validate_row
from minga.people.states import PopulationGroup

ON = date(2026, 11, 21)
PEOPLE = list(registrations(400, seed=3, on=ON))


@pytest.mark.parametrize("shape", [(header, cells), (kobo_header, kobo_cells)], ids=["sheet", "kobo"])
def test_every_row_is_read_as_it_was_meant(shape):
    titles, line_of = shape[0](), shape[1]
    fields = columns.suggest(titles)
    warnings = Counter()
    for number, person in enumerate(PEOPLE, 2):
        raw = columns.assemble(titles, fields, line_of(person))
        row = validate_row(number, raw, RowSettings(today=ON))
        assert row.errors == []
        assert (row.values["given_names"], row.values["surnames"]) == (person.given_names, person.surnames)
        assert row.values["birth_date"] == person.birth_on
        assert row.values["resides_zone_since"] == person.resident_since
        assert row.values["nationality"] == person.nationality
        assert row.values["sex"] == person.sex
        assert (row.values["population_group"] == PopulationGroup.HOST) == (person.group == "host")
        warnings.update(problem.code for problem in row.warnings)
    assert set(warnings) <= {"phone_unusual"}, warnings  # phones outside the issued ranges
