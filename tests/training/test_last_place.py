"""Fifty at once for the last place, each with a connection of its own, against the committed database."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from minga.kernel.actor import system_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.people.models import Person
from minga.training import operations, queries
from minga.training.models import ClassGroup
from tests.factories import make_municipality, make_participation, make_person, remove_committed
from tests.factories.training import make_class, make_course, make_enrolment

PEOPLE = 50


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A municipality whose rows are committed; the owner clears them, since the application role cannot truncate."""
    with django_db_blocker.unblock():
        municipality = make_municipality("tena", "TEN", "1501", "Tena")
        try:
            yield municipality
        finally:
            connection.close()
            remove_committed(municipality)


def at_once(jobs):
    """Run the jobs in threads that begin together; what each returned, or the code of its refusal."""
    ready = Barrier(len(jobs))

    def run(job):
        try:
            connection.ensure_connection()
            ready.wait(timeout=60)
            return job()
        except Refused as refused:
            return refused.refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def with_people(municipality, number):
    people = []
    for _ in range(number):
        person = make_person(municipality)
        make_participation(person)
        people.append(person)
    return people


def test_last_place_asked_for_by_fifty_goes_to_one(committed, at):
    with scope(committed.pk):
        class_group = make_class(committed, cupo=2)
        make_enrolment(class_group)
        people = with_people(committed, PEOPLE)

    def ask(person: Person):
        with scope(committed.pk):
            operations.enrol(class_group=class_group, person=person, actor=system_actor(committed.pk), at=at)
        return "enrolled"

    outcomes = Counter(at_once([lambda person=person: ask(person) for person in people]))
    assert outcomes == {"enrolled": 1, "class_full": PEOPLE - 1}
    with scope(committed.pk):
        assert queries.free_places(class_group) == 0
        assert sorted(class_group.enrolments.values_list("seat_number", "row_number")) == [(1, 1), (2, 2)]


def test_one_person_in_many_classes_at_once_does_not_pass_the_hours(committed, at):
    with scope(committed.pk):
        course = make_course(committed, hours=15)
        groups = [make_class(committed, course=course) for _ in range(8)]
        person = with_people(committed, 1)[0]

    def ask(class_group: ClassGroup):
        with scope(committed.pk):
            operations.enrol(class_group=class_group, person=person, actor=system_actor(committed.pk), at=at)
        return "enrolled"

    outcomes = Counter(at_once([lambda group=group: ask(group) for group in groups]))
    assert outcomes == {"enrolled": 2, "hours_limit": 6}
