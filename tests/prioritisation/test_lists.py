"""Freezing orders of call: who is in, in what order, why, and that nothing changes afterwards."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minga.audit.models import Record
from minga.prioritisation import operations, queries
from minga.prioritisation.models import RankedList, RankedPlace
from minga.programmes.models import Programme
from tests.factories import make_person
from tests.factories.priority import NOW, make_assessed, make_list
from tests.refusals import refuses


def freeze(municipality, actor, **fields):
    given = {"component": "both", "includes_advised": False, "seed": "s", "as_of": NOW.date(), "at": NOW} | fields
    programme = Programme.objects.get(slug="site")
    return operations.freeze_list(municipality=municipality, programme=programme, actor=actor, **given)


def people_of(ranked_list):
    return [place.person for place in queries.places_in_order(ranked_list)]


def test_list_follows_priority_and_holds_one_component_or_both(in_manta, actor_of):
    low = make_assessed(in_manta, "0.1")
    high = make_assessed(in_manta, "0.9", component="employment")
    middle = make_assessed(in_manta, "0.5")
    make_assessed(in_manta, "1", component="referral")
    make_person(in_manta)
    technician = actor_of("technician")
    assert people_of(freeze(in_manta, technician)) == [high, middle, low]
    assert people_of(freeze(in_manta, technician, component="business")) == [middle, low]
    assert Record.objects.filter(action="prioritisation.freeze_list").count() == 2


def test_same_seed_gives_the_same_draw_and_another_one_another(in_manta, system):
    for _ in range(30):
        make_assessed(in_manta, "0.5")
    first, again, other = (freeze(in_manta, system, seed=seed) for seed in ("a", "a", "b"))
    assert people_of(first) == people_of(again)
    assert people_of(first) != people_of(other)


def test_who_is_left_out_is_counted_and_said(in_manta, system):
    make_assessed(in_manta)
    make_assessed(in_manta, is_advised=True)
    make_assessed(in_manta, takes_part=False)
    make_assessed(in_manta, gate={"outcome": "not_met", "opens_on": None})
    make_assessed(in_manta, gate={"outcome": "not_yet", "opens_on": "2027-01-01"})
    ranked_list = freeze(in_manta, system)
    assert ranked_list.size == 1
    assert ranked_list.left_out == {"advised": 1, "not_taking_part": 1, "not_met": 1, "not_yet": 1}
    assert freeze(in_manta, system, includes_advised=True).size == 2


def test_empty_list_is_refused(in_manta, system):
    with refuses("nobody_to_call"):
        freeze(in_manta, system)
    assert not RankedList.objects.exists()


@pytest.mark.parametrize("role", ["facilitator", "authority", "adviser", "case_worker", "communication"])
def test_only_who_may_freeze_does_and_others_see_nothing(in_manta, actor_of, role):
    make_assessed(in_manta)
    actor = actor_of(role)
    with refuses("role_may_not"):
        freeze(in_manta, actor)
    make_list(in_manta)
    assert not queries.lists(actor).exists()
    assert not queries.visible_places(actor).exists()
    assert queries.timeline_of(people_of(RankedList.objects.get())[0], actor) == []


def test_database_refuses_to_change_a_frozen_list(in_manta):
    make_assessed(in_manta, "0.1")
    ranked_list = make_list(in_manta)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        RankedList.objects.update(seed="mine")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        RankedPlace.objects.update(position=5)
    person = make_person(in_manta)
    RankedPlace.objects.filter(ranked_list=ranked_list).update(person=person)  # merging two records stays possible


def test_later_change_of_an_assessment_leaves_the_list_and_enters_a_new_one(in_manta, system):
    one, two = make_assessed(in_manta, "0.2"), make_assessed(in_manta, "0.6")
    before = freeze(in_manta, system)
    one.assessments.update(priority="0.9")
    assert people_of(before) == [two, one]
    assert people_of(freeze(in_manta, system)) == [one, two]


def test_explanation_is_two_sentences_about_the_person_alone(in_manta):
    make_assessed(in_manta, "0.9", given_names="Luisa", surnames="Ponce")
    rosa = make_assessed(in_manta, "0.5")
    place = make_list(in_manta).places.get(person=rosa)
    why, besides = queries.explanation_of(place)
    assert why == (
        "Su turno es el 2, sobre todo por las necesidades que nos contó y también por la vivienda, los estudios y los "
        "documentos con que cuenta."
    )
    assert besides == (
        "Lo que no respondió no le resta: se decide con lo demás, y si otra persona tiene el mismo nivel, decide un sorteo y "
        "no quién llegó antes."
    )
    assert "Luisa" not in why + besides


def test_explanation_of_an_ecuadorian_says_that_what_does_not_apply_costs_nothing(in_manta):
    scored = [["needs", "scored", 0.0], ["migratory_condition", "not_applicable", None]]
    person = make_assessed(in_manta, "0", dimensions=scored, nationality="EC", population_group="host")
    why, besides = queries.explanation_of(make_list(in_manta).places.get(person=person))
    assert "nada la adelanta" in why
    assert besides.startswith("Lo que no se aplica a usted no le resta")
    assert "migratoria" not in why + besides


def test_inputs_are_sealed_in_the_database(in_manta):
    make_assessed(in_manta)
    make_list(in_manta)
    with connection.cursor() as cursor:
        cursor.execute("select inputs from prioritisation_rankedplace")
        assert b"needs" not in bytes(cursor.fetchone()[0])


def test_thirds_count_women_and_both_populations(in_manta):
    for number in range(6):
        group = {"population_group": "host", "nationality": "EC", "sex": "male"} if number % 2 else {}
        make_assessed(in_manta, f"0.{number}", **group)
    thirds = queries.thirds_of(make_list(in_manta))
    assert [(row.third, row.people, row.women, row.host) for row in thirds] == [
        (1, 2, 1, 1),
        (2, 2, 1, 1),
        (3, 2, 1, 1),
    ]
    assert thirds[0].lowest > thirds[2].highest


def test_cost_does_not_grow_with_the_people(in_manta):
    def queries_for():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            make_list(in_manta)
        return len(seen)

    make_assessed(in_manta)
    few = queries_for()
    for _ in range(20):
        make_assessed(in_manta)
    assert queries_for() == few


def test_timeline_names_the_turn_for_who_may_see_it(in_manta, actor_of):
    person = make_assessed(in_manta)
    ranked_list = make_list(in_manta)
    (entry,) = queries.timeline_of(person, actor_of("technician"))
    assert entry.at == NOW
    assert ranked_list.code in entry.detail
