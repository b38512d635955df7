"""Registering, changing, contacting, consenting, taking part: atomic, repeatable, audited, refused in words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from minga.audit.models import Record
from minga.kernel.ids import uuid7
from minga.kernel.refusals import Refused
from minga.kernel.sealing import blind_index
from minga.people import operations, queries
from minga.people.models import Consent, ContactPoint, Participation, Person
from minga.people.rules.entry import ContactEntry, DocumentEntry, PersonEntry, TrustedEntry
from minga.programmes.models import Programme

pytestmark = pytest.mark.django_db

ENTRY = PersonEntry(
    given_names="María José",
    surnames="Muñoz Peña",
    sex="female",
    birth_date=date(1993, 5, 4),
    nationality="VE",
    population_group="destination",
    address="Calle 12, junto al parque",
    documents=(DocumentEntry("cedula_ve", "12.345.678", expires_on=date(2020, 1, 1)),),
    contacts=(ContactEntry("whatsapp", "+593991234567"), ContactEntry("email", "maria@example.org")),
    trusted=TrustedEntry("Rosa", "+593987654321", "hermana", "Que la llamaron de la municipalidad"),
)


@pytest.fixture
def programme(in_manta):
    return Programme.objects.get(slug="site")


@pytest.fixture
def technician(actor_of):
    return actor_of("technician")


@pytest.fixture
def register(programme, technician, at):
    def run(entry=ENTRY, **changes):
        options = {"programme": programme, "origin": "assisted", "actor": technician, "at": at, **changes}
        return operations.register_person(entry=entry, **options)

    return run


def actions():
    return list(Record.objects.order_by("pk").values_list("action", flat=True))


def test_register_person_writes_everything_at_once(register, at):
    person = register()
    assert (person.name_key, person.name_tokens) == ("munoz pena maria jose", "jose maria munoz pena")
    assert person.code.startswith("MAN-")
    document = person.documents.get()
    assert (document.number, document.expires_on, document.warnings) == ("V12345678", date(2020, 1, 1), [])
    assert bytes(document.number_index) == blind_index("document", "ve:V12345678")
    assert [(each.kind, each.value, each.position) for each in person.contact_points.all()] == [
        ("whatsapp", "+593991234567", 1),
        ("email", "maria@example.org", 2),
    ]
    assert person.trusted_people.get().may_be_told == "Que la llamaron de la municipalidad"
    participation = person.participations.get()
    assert (participation.entry, participation.opened_at, participation.origin) == (1, at, "assisted")
    assert actions() == ["people.register_person"]


def test_register_person_leaves_no_readable_document_phone_or_address(register):
    register()
    with connection.cursor() as cursor:
        for table in ("person", "document", "contactpoint", "trustedperson"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM people_{table} t")
            [(text,), *_] = cursor.fetchall()
            for value in ("12345678", "991234567", "Calle 12", "987654321", "example.org"):
                assert value not in text
                assert value.encode().hex() not in text


def test_register_person_again_with_the_same_id_changes_nothing(register):
    public_id = uuid7()
    first = register(public_id=public_id)
    assert register(public_id=public_id) == first
    assert Person.objects.count() == Participation.objects.count() == 1
    assert actions() == ["people.register_person"]


def test_register_person_needs_neither_document_nor_surname_nor_phone(register):
    person = register(
        PersonEntry(given_names="Ana", population_group="host", documents=(DocumentEntry("sin_documento", ""),))
    )
    assert (person.documents.count(), person.contact_points.count(), person.surnames) == (0, 0, "")


def test_register_person_keeps_a_document_that_fails_its_check(register):
    person = register(PersonEntry(given_names="Ana", documents=(DocumentEntry("cedula_ec", "1714307104"),)))
    assert person.documents.get().warnings == ["check_digit"]


def test_register_person_refuses_under_the_minimum_age_and_writes_nothing(register, at, programme):
    eighteen = timezone.localdate(at).replace(year=timezone.localdate(at).year - 18)
    with pytest.raises(Refused) as refused:
        register(PersonEntry(given_names="Ana", birth_date=eighteen + timedelta(days=1)))
    assert refused.value.refusal.code == "under_age"
    assert "17 años" in str(refused.value)
    assert Person.objects.count() == 0
    assert register(PersonEntry(given_names="Ana", birth_date=eighteen)).pk
    programme.settings.create(key="minimum_age", value=16, valid_from=date(2020, 1, 1))
    assert register(PersonEntry(given_names="Eva", birth_date=eighteen + timedelta(days=1))).pk


@pytest.mark.parametrize(
    "role", ["facilitator", "authority", "adviser", "donor_viewer", "communication", "programme_admin"]
)
def test_register_person_is_refused_to_roles_without_people(register, actor_of, role):
    with pytest.raises(Refused) as refused:
        register(actor=actor_of(role))
    assert refused.value.refusal.kind == "forbidden"
    assert Person.objects.count() == 0


def test_update_person_writes_what_differs_and_says_which(register, technician, at):
    person = register()
    values = {"surnames": "Peña", "nationality": "VE", "address": "Otra calle"}
    assert operations.update_person(person=person, values=values, actor=technician, at=at) == ("surnames", "address")
    person = Person.objects.get()
    assert (person.name_key, person.address) == ("pena maria jose", "Otra calle")
    assert operations.update_person(person=person, values=values, actor=technician, at=at) == ()
    record = Record.objects.get(action="people.update_person")
    assert record.fields == ["address", "surnames"]
    with pytest.raises(ValueError, match="code"):
        operations.update_person(person=person, values={"code": "X"}, actor=technician, at=at)


def test_contact_points_are_added_once_closed_and_never_lost(register, technician, at):
    person = register()
    entry = ContactEntry("phone", "+593991234567", is_shared=True, safe_note="Solo por la mañana")
    first = operations.add_contact_point(person=person, entry=entry, actor=technician, at=at)
    again = operations.add_contact_point(person=person, entry=entry, actor=technician, at=at)
    assert (first, first.position, first.safe_note) == (again, 3, "Solo por la mañana")
    operations.close_contact_point(contact=first, actor=technician, at=at)
    operations.close_contact_point(contact=first, actor=technician, at=at + timedelta(days=1))
    assert ContactPoint.objects.get(pk=first.pk).closed_at == at
    fresh = operations.add_contact_point(person=person, entry=entry, actor=technician, at=at)
    assert fresh != first
    assert actions().count("people.close_contact_point") == 1


def test_trusted_person_needs_what_may_be_told(register, technician, at):
    person = register()
    with pytest.raises(Refused) as refused:
        operations.set_trusted_person(person=person, entry=TrustedEntry("Eva", "", "", " "), actor=technician, at=at)
    assert refused.value.refusal.code == "nothing_to_tell"
    assert person.trusted_people.get().name == "Rosa"
    operations.set_trusted_person(person=person, entry=ENTRY.trusted, actor=technician, at=at)
    assert "people.set_trusted_person" not in actions()
    operations.set_trusted_person(person=person, entry=None, actor=technician, at=at)
    assert person.trusted_people.count() == 0


def test_consent_is_open_once_and_keeps_its_history(register, technician, at):
    person = register()
    given = {"person": person, "purpose": "image", "text_version": "2026-11", "how": "spoken", "actor": technician}
    first = operations.record_consent(**given, at=at)
    assert operations.record_consent(**given, at=at) == first
    operations.withdraw_consent(consent=first, actor=technician, at=at)
    second = operations.record_consent(**given, at=at)
    assert Consent.objects.count() == 2
    assert second.withdrawn_at is None
    assert actions()[1:] == ["people.record_consent", "people.withdraw_consent", "people.record_consent"]


def test_a_participation_is_open_once_and_a_return_is_the_next_entry(register, technician, programme, at):
    person = register()
    first = person.participations.get()
    opening = {"person": person, "programme": programme, "origin": "assisted", "actor": technician, "at": at}
    assert operations.open_participation(**opening) == first
    closed = operations.close_participation(participation=first, end="moved", actor=technician, at=at, note="A Loja")
    assert (closed.end, closed.closed_at) == ("moved", at)
    operations.close_participation(participation=first, end="withdrew", actor=technician, at=at)
    assert Participation.objects.get(pk=first.pk).end == "moved"
    assert operations.open_participation(**opening).entry == 2


def test_households_link_people_and_let_them_go(register, technician, at):
    maria, luis = register(), register(PersonEntry(given_names="Luis"))
    household = operations.join_household(person=luis, other=maria, actor=technician, at=at)
    assert operations.join_household(person=luis, other=maria, actor=technician, at=at) == household
    maria.refresh_from_db()
    assert queries.household_members(maria) == [luis]
    assert actions().count("people.join_household") == 2
    operations.leave_household(person=luis, actor=technician, at=at)
    operations.leave_household(person=luis, actor=technician, at=at)
    assert queries.household_members(maria) == []
    assert actions().count("people.leave_household") == 1


def test_the_comprobante_says_when_we_call(register, technician, programme, at):
    person = register()
    receipt = queries.receipt_of(person)
    assert (receipt.code, receipt.short_name, receipt.is_agreed) == (person.code, "María M.", False)
    assert receipt.next_step_on == timezone.localdate(at) + timedelta(days=15)
    person.participations.update(next_step_on=date(2026, 12, 1))
    receipt = queries.receipt_of(person)
    assert (receipt.next_step_on, receipt.is_agreed) == (date(2026, 12, 1), True)


def test_the_sheet_masks_numbers_unless_shown(register, technician):
    person = register()
    sheet = queries.person_sheet(actor=technician, public_id=person.public_id)
    assert [row.number for row in sheet.documents] == ["••••••678"]
    assert [row.value for row in sheet.contacts] == ["••••••567", "m•••@example.org"]
    shown = queries.person_sheet(actor=technician, public_id=person.public_id, shown=True)
    assert [row.number for row in shown.documents] == ["V12345678"]
    assert [row.value for row in shown.contacts] == ["099 123 4567", "maria@example.org"]


def test_the_sheet_costs_the_same_however_much_there_is(register, technician, at, django_assert_num_queries):
    person = register()
    for number in range(5):
        contact = ContactEntry("phone", f"+59399123450{number}")
        operations.add_contact_point(person=person, entry=contact, actor=technician, at=at)
    with django_assert_num_queries(6):
        queries.person_sheet(actor=technician, public_id=person.public_id)


def test_a_facilitator_sees_a_roster_entry_and_nobody_otherwise(register, actor_of, django_assert_num_queries):
    person = register()
    facilitator = actor_of("facilitator")
    assert list(queries.visible_people(facilitator)) == []
    assert queries.person_sheet(actor=facilitator, public_id=person.public_id) is None
    with django_assert_num_queries(1):
        entries = queries.roster_entries(actor=facilitator, person_ids=[person.pk])
    assert entries[person.pk].short_name == "María M."
    assert queries.roster_entries(actor=actor_of("donor_viewer"), person_ids=[person.pk]) == {}
