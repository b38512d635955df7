"""The audit: append-only, one municipality at a time, a page to read it."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from minga.audit import operations, queries
from minga.audit.models import Record
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.territory.operations import create_sector, create_venue


def put(actor, at, action="people.register_person", **fields):
    return operations.record(actor=actor, action=action, at=at, **fields)


@pytest.mark.parametrize(
    "statement",
    ["update audit_record set action = 'x'", "delete from audit_record", "truncate audit_record"],
)
def test_application_may_neither_change_nor_remove(system, at, statement):
    put(system, at)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Record.objects.count() == 1


def test_record_is_written_with_the_change_or_not_at_all(in_manta, actor_of, at):
    with transaction.atomic():
        create_sector(municipality=in_manta, name="Tarqui", actor=actor_of("technician"), at=at)
        assert Record.objects.count() == 1
        transaction.set_rollback(True)
    assert not Record.objects.exists()


def test_names_of_fields_never_values(in_manta, actor_of, at):
    create_venue(municipality=in_manta, name="Casa secreta", capacity=20, actor=actor_of("technician"), at=at)
    row = Record.objects.values().get()
    assert row["fields"] == ["capacity", "name"]
    assert "Casa secreta" not in str(row)


def test_other_municipality_is_not_read(manta, quito, at):
    with scope(quito.pk):
        put(system_actor(quito.pk), at)
    with scope(manta.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_record")
        assert cursor.fetchone() == (0,)
        assert not queries.records_in(quito.pk).exists()


# --- the page


@pytest.fixture
def many(manta, at):
    """120 records in Manta, two at each instant."""
    with scope(manta.pk):
        actor = system_actor(manta.pk, label="Sistema de prueba")
        for number in range(120):
            put(actor, at + timedelta(minutes=number // 2), action=f"people.number_{number}")


def actions_on(page):
    return re.findall(r"<code>([\w.]+)</code>", page)


def test_pages_go_through_everything_once(sign_in, many, client):
    sign_in("programme_admin")
    seen, address = [], "/manta/auditoria/"
    while address:
        page = client.get(address).content.decode()
        seen += [action for action in actions_on(page) if action.startswith("people.number")]
        following = re.search(r'href="([^"]*despues=[^"]*)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120
    assert seen[0] == "people.number_119"


def test_filter_by_object_and_action(sign_in, manta, at, client):
    with scope(manta.pk):
        system = system_actor(manta.pk)
        sector = create_sector(municipality=manta, name="Tarqui", actor=system, at=at)
        create_sector(municipality=manta, name="Los Esteros", actor=system, at=at)
        put(system, at)
    sign_in("coordinator")
    assert len(actions_on(client.get("/manta/auditoria/").content.decode())) == 3
    assert actions_on(client.get(f"/manta/auditoria/?object={sector.public_id}").content.decode()) == [
        "territory.create_sector"
    ]
    assert len(actions_on(client.get("/manta/auditoria/?action=territory.").content.decode())) == 2
    assert not actions_on(client.get(f"/manta/auditoria/?object={uuid.uuid4()}").content.decode())


@pytest.mark.parametrize("query", ["object=nada", "action=people';drop"])
def test_wrong_filter_says_what_to_do(sign_in, manta, client, query):
    sign_in("coordinator")
    response = client.get(f"/manta/auditoria/?{query}")
    assert response.status_code == 422
    assert "Revise lo siguiente" in response.content.decode()


def test_page_costs_the_same_for_few_and_many(sign_in, many, client, django_assert_max_num_queries):
    sign_in("programme_admin")
    client.get("/manta/auditoria/")
    with django_assert_max_num_queries(14):
        client.get("/manta/auditoria/")
