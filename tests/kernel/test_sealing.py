"""Sealed fields and blind indexes."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from minga.kernel.sealing import CannotOpen, blind_index, seal, unseal
from minga.people.models import Person
from tests.factories import make_person


def test_sealed_text_opens_only_in_its_place(db):
    sealed = seal("0991234567", context="people_person:a:address")
    assert b"0991234567" not in sealed
    assert unseal(sealed, context="people_person:a:address") == "0991234567"
    with pytest.raises(CannotOpen):
        unseal(sealed, context="people_person:b:address")


def test_sealed_field_round_trip(in_manta):
    rosa = make_person(in_manta, address="Calle Ñ 12 y av. Única")
    assert Person.objects.get(pk=rosa.pk).address == "Calle Ñ 12 y av. Única"
    assert Person.objects.get(pk=rosa.pk).gender_identity == ""
    rosa = Person.objects.get(pk=rosa.pk)
    rosa.save()
    assert Person.objects.get(pk=rosa.pk).address == "Calle Ñ 12 y av. Única"


def test_sealed_field_is_not_readable_in_the_database(in_manta):
    rosa = make_person(in_manta, migratory_condition="virte")
    with connection.cursor() as cursor:
        cursor.execute("select migratory_condition from people_person where id = %s", [rosa.pk])
        assert b"virte" not in bytes(cursor.fetchone()[0])


def test_ciphertext_moved_to_another_row_does_not_open(in_manta):
    rosa, ana = make_person(in_manta, address="uno"), make_person(in_manta, address="dos")
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_person set address = (select address from people_person where id = %s) where id = %s",
            [rosa.pk, ana.pk],
        )
    with pytest.raises(CannotOpen):
        assert Person.objects.get(pk=ana.pk).address


def test_sealed_field_cannot_be_searched(in_manta):
    with pytest.raises(FieldError):
        Person.objects.filter(address="x").exists()


def test_blind_index_is_equal_for_equal_text_only(db):
    assert blind_index("phone", "+593991234567") == blind_index("phone", "+593991234567")
    assert blind_index("phone", "+593991234567") != blind_index("document", "+593991234567")
    assert len(blind_index("phone", "x")) == 16
