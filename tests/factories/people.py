"""People; the test must be inside the municipality's scope."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from minga.kernel import names
from minga.people.models import Participation, Person
from minga.people.states import Origin, PopulationGroup, Sex
from minga.programmes.models import Programme
from minga.territory.models import Municipality

_numbers = itertools.count(1)


def make_person(municipality: Municipality, **fields: Any) -> Person:
    """A person; any field can be given."""
    number = next(_numbers)
    given, surnames = fields.pop("given_names", "Rosa"), fields.pop("surnames", f"Delgado {number}")
    defaults = {
        "code": f"{municipality.code}-TEST-{number}",
        "sex": Sex.FEMALE,
        "birth_date": date(1993, 5, 4),
        "nationality": "VE",
        "population_group": PopulationGroup.DESTINATION,
        "arrived_country_on": date(2020, 1, 10),
        "resides_zone_since": date(2024, 2, 1),
        "origin": Origin.ASSISTED,
        "registered_at": datetime(2026, 10, 1, 15, 0, tzinfo=UTC),
    }
    return Person.objects.create(
        municipality=municipality,
        given_names=given,
        surnames=surnames,
        name_key=names.name_key(given, surnames),
        name_tokens=names.name_tokens(given, surnames),
        **(defaults | fields),
    )


def make_participation(person: Person, **fields: Any) -> Participation:
    """The person's open participation in the reference programme."""
    defaults = {
        "programme": Programme.objects.get(slug="site"),
        "origin": Origin.ASSISTED,
        "opened_at": person.registered_at,
    }
    return Participation.objects.create(municipality=person.municipality, person=person, **(defaults | fields))
