"""Finding people: any order, no accents, whole numbers; in name order, a page at a time, capped, inside one scope."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.kernel import tenancy
from minga.kernel.names import folded
from minga.people import operations, queries
from minga.people.models import Person
from minga.people.queries import windows
from minga.people.rules.entry import ContactEntry, DocumentEntry, PersonEntry
from minga.programmes.models import Programme
from tests.factories import make_participation, make_person

pytestmark = pytest.mark.django_db
NAMES = [
    ("María José", "Muñoz Peña"),
    ("José María", "Pérez"),
    ("Ángel", "Peñafiel"),
    ("Rosa", ""),
    ("Ana", "de la Cruz"),
]


@pytest.fixture
def technician(actor_of):
    return actor_of("technician")


@pytest.fixture
def everybody(in_manta):
    people = [make_person(in_manta, given_names=given, surnames=surnames) for given, surnames in NAMES]
    for person in people:
        make_participation(person)
    return people


def found(technician, **options):
    return [
        f"{row.given_names} {row.surnames}".strip() for row in queries.search_people(actor=technician, **options).rows
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Ana de la Cruz", "María José Muñoz Peña", "Ángel Peñafiel", "José María Pérez", "Rosa"]),
        ("jose maria", ["María José Muñoz Peña", "José María Pérez"]),
        ("PEÑ", ["María José Muñoz Peña", "Ángel Peñafiel"]),
        ("pena mar", ["María José Muñoz Peña"]),
        ("ngel", []),
        ("cruz ana", ["Ana de la Cruz"]),
        ("rosa", ["Rosa"]),
        ("' or 1=1 --", []),
        ("%", []),
        ("🌻", []),
    ],
)
@pytest.mark.parametrize("window", [20_000, 2])
def test_names_in_any_order_without_accents(technician, everybody, monkeypatch, text, names, window):
    monkeypatch.setattr(windows, "WINDOW", window)
    assert found(technician, text=text) == names


@pytest.mark.parametrize("window", [20_000, 2])
def test_pages_follow_each_other_without_gaps_or_repeats(technician, in_manta, monkeypatch, window):
    monkeypatch.setattr(windows, "WINDOW", window)
    for number in range(7):
        make_person(in_manta, given_names="Eva", surnames=f"Sol {'abc'[number % 3]}")
    for text in ("", "eva"):
        seen, after = [], None
        while True:
            page = queries.search_people(actor=technician, text=text, after=after, limit=3)
            seen += [row.id for row in page.rows]
            after = page.next_after
            if after is None:
                break
            assert page.count == "3+"
        assert seen == list(Person.objects.order_by("name_key", "id").values_list("pk", flat=True))


def test_documents_phones_and_codes_are_looked_up_whole(technician, in_manta, at):
    programme = Programme.objects.get(slug="site")
    entry = PersonEntry(
        given_names="Luz",
        population_group="host",
        documents=(DocumentEntry("cedula_ve", "V-12.345.678"),),
        contacts=(ContactEntry("whatsapp", "+593991234567"),),
    )
    person = operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    for text in ("12345678", "v-12345678", "099 123 4567", "+593991234567", person.code, person.code.lower()):
        assert found(technician, text=text) == ["Luz"], text
    for text in ("1234567", "0991234568", "12345679"):
        assert found(technician, text=text) == [], text
    page = queries.search_people(actor=technician, text=person.code)
    assert page.understood == queries.Understood.CODE


@pytest.mark.parametrize("window", [20_000, 2])
def test_filters_join_the_words(technician, everybody, monkeypatch, at, window):
    monkeypatch.setattr(windows, "WINDOW", window)
    jose = everybody[1]
    operations.close_participation(participation=jose.participations.get(), end="moved", actor=technician, at=at)
    Person.objects.filter(pk=everybody[0].pk).update(population_group="host")
    assert found(technician, status="closed") == ["José María Pérez"]
    assert found(technician, text="maria", status="open") == ["María José Muñoz Peña"]
    assert found(technician, text="maria", status="closed") == ["José María Pérez"]
    assert found(technician, population_group="host") == ["María José Muñoz Peña"]
    assert found(technician, text="jose", population_group="destination") == ["José María Pérez"]


@pytest.mark.parametrize("window", [20_000, 1])
def test_nobody_of_another_municipality_is_found(technician, everybody, quito, monkeypatch, window):
    monkeypatch.setattr(windows, "WINDOW", window)
    with tenancy.scope(quito.pk):
        make_person(quito, given_names="Rosa", surnames="Quiteña")
    assert found(technician, text="rosa") == ["Rosa"]
    assert "Rosa Quiteña" not in found(technician)


def test_the_function_that_runs_as_the_owner_fails_outside_a_scope(in_manta, everybody):
    tenancy.leave_scope()
    call = "SELECT * FROM people_by_words(to_tsquery('simple', 'rosa'), '', 0, 10)"
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(call)
    tenancy.enter_scope(in_manta.pk)
    with connection.cursor() as cursor:
        cursor.execute(call)
        assert len(cursor.fetchall()) == 1


def test_a_role_without_people_finds_nobody(actor_of, everybody):
    for role in ("facilitator", "authority", "donor_viewer"):
        assert found(actor_of(role), text="rosa") == []


def test_the_number_of_queries_does_not_depend_on_people(technician, everybody, in_manta):
    def count(text):
        with CaptureQueriesContext(connection) as captured:
            queries.search_people(actor=technician, text=text)
        return len(captured)

    few = {text: count(text) for text in ("", "maria", "099 123 4567")}
    for _number in range(30):
        make_participation(make_person(in_manta, given_names="María"))
    assert {text: count(text) for text in few} == few
    assert max(few.values()) <= 8


def test_codes_find_people_of_the_paper(technician, everybody):
    assert queries.people_with_codes(actor=technician, codes=["no es un código"]) == []


words = st.text("abcñáéí", min_size=1, max_size=4)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=6), words)
def test_search_finds_exactly_whose_words_begin_so(technician, in_manta, names, text):
    Person.objects.all().delete()
    for given_names, surnames in names:
        make_person(in_manta, given_names=given_names, surnames=surnames)
    whole = [f"{given_names} {surnames}" for given_names, surnames in names]
    expected = [name for name in whole if any(word.startswith(folded(text)) for word in folded(name).split())]
    assert sorted(found(technician, text=text)) == sorted(expected)
