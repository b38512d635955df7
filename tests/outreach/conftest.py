"""A round under way: ten assessed people in order, and classes with few places."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from minga.outreach import operations
from minga.people.models import ContactPoint
from tests.factories.priority import make_assessed, make_list
from tests.factories.training import make_class


@pytest.fixture
def technician(actor_of: Any) -> Any:
    return actor_of("technician")


@pytest.fixture
def people(in_manta: Any) -> list[Any]:
    """Ten people in the order in which they are called."""
    return [make_assessed(in_manta, f"0.{9 - number}", surnames=f"Zambrano {number}") for number in range(10)]


@pytest.fixture
def ranked_list(in_manta: Any, people: Any) -> Any:
    return make_list(in_manta)


@pytest.fixture
def open_round(in_manta: Any, ranked_list: Any, technician: Any, at: Any) -> Any:
    """`open_round(3, 2)`: a round over a class of three places and one of two."""

    def make(*places: int, channels: tuple[str, ...] = ("call", "visit"), moment: Any = at, **fields: Any) -> Any:
        classes = [make_class(in_manta, cupo=cupo) for cupo in places]
        given = {"ranked_list": ranked_list, "class_groups": classes, "name": "Noviembre", "hours": 72} | fields
        round_ = operations.open_round(municipality=in_manta, channels=channels, actor=technician, at=moment, **given)
        return SimpleNamespace(round=round_, classes=given["class_groups"])

    return make


@pytest.fixture
def add_point(in_manta: Any) -> Any:
    def make(person: Any, kind: str, value: str, **fields: Any) -> ContactPoint:
        return ContactPoint.objects.create(municipality=in_manta, person=person, kind=kind, value=value, **fields)

    return make
