"""An audit whose rows are committed, so that the owner's connection and other threads see them."""

from __future__ import annotations

import pytest
from django.db import connection, connections

from minga.audit import operations
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from tests.factories import make_municipality

TABLES = "audit_record, audit_waiting, audit_seal"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A municipality with nothing in the audit before or after."""
    with django_db_blocker.unblock():
        as_owner(f"TRUNCATE {TABLES} RESTART IDENTITY")
        municipality = make_municipality("tena", "TEN", "1501", "Tena")
        try:
            yield municipality
        finally:
            connection.close()
            as_owner(f"TRUNCATE {TABLES}")
            as_owner("DELETE FROM programmes_programme_municipalities WHERE municipality_id = %s", municipality.pk)
            as_owner("DELETE FROM territory_municipality WHERE id = %s", municipality.pk)
            connections["owner"].close()


def as_owner(statement, *values):
    """Run a statement as the owner of the tables, who may do everything; rows if there are any."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def write(municipality, at, count=1, **values):
    """So many committed rows of one municipality, in one transaction."""
    actor = system_actor(municipality.pk, label="Ñandú «prueba»")
    with scope(municipality.pk):
        for _ in range(count):
            operations.record(
                actor=actor, action="people.register_person", at=at, obj=municipality, fields=["name"], **values
            )
