"""Looks at people outside one's own tasks, their review, and «¿Quién vio mis datos?»."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from minga.audit import operations as audit
from minga.audit.models import Look, Record
from minga.kernel.actor import Actor
from minga.kernel.ids import uuid7
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.organisations.models import Organisation
from minga.outreach.models import Invitation, Round
from minga.people import operations as people
from minga.portal.queries import who_saw
from minga.portal.queries.tasks import concerns
from minga.referrals.models import Case
from minga.referrals.queries import subject_index
from minga.screening.models import Assessment, Submission
from tests.factories import make_account, make_participation, make_person
from tests.factories.anything import make_any
from tests.factories.priority import make_assessed
from tests.factories.samples.calling import calling_round
from tests.factories.samples.cohort import wish
from tests.factories.training import make_class, make_enrolment


def page(name, **kwargs):
    return reverse(f"portal:{name}", kwargs={"municipality": "manta", **kwargs})


@pytest.fixture
def person(in_manta):
    made = make_person(in_manta)
    make_participation(made)
    return made


def read(person, actor, at):
    people.read_person(person=person, actor=actor, at=at)


# --- what is one's own


def test_somebody_else_s_person_is_on_the_list_once_a_week(person, actor_of, at):
    actor = actor_of("technician")
    for minutes in (0, 5, 60):
        read(person, actor, at + timedelta(minutes=minutes))
    look = Look.objects.get()
    assert (look.week, look.person_public_id, look.account_id) == (
        date(2026, 11, 16),
        person.public_id,
        actor.account_id,
    )
    read(person, actor, at + timedelta(days=7))
    assert Look.objects.count() == 2


def test_the_system_is_not_on_the_list(person, system, at):
    read(person, system, at)
    assert not Look.objects.exists()


def registered(person, actor, at):
    person.registered_by_id, person.registered_at = actor.account_id, at - timedelta(days=3)
    person.save()


def registered_long_ago(person, actor, at):
    person.registered_by_id, person.registered_at = actor.account_id, at - timedelta(days=31)
    person.save()


def opened_her_class(person, actor, at):
    group = make_class(person.municipality, is_open=True)
    group.opened_by_id = actor.account_id
    group.save()
    make_enrolment(group, person=person)


def in_another_class(person, actor, at):
    make_enrolment(make_class(person.municipality, is_open=True), person=person)


@pytest.mark.parametrize(
    ("role", "given", "expected"),
    [
        ("technician", registered, True),
        ("technician", registered_long_ago, False),
        ("technician", opened_her_class, True),
        ("technician", in_another_class, False),
    ],
)
def test_whose_task_a_person_is(person, actor_of, at, role, given, expected, django_assert_num_queries):
    actor = actor_of(role)
    given(person, actor, at)
    with django_assert_num_queries(1):
        assert concerns(actor, person.pk, at) is expected


def test_an_open_call_is_work_of_whoever_may_call(in_manta, actor_of, at):
    calling_round(in_manta)
    Assessment.objects.update(is_current=False)
    person = Invitation.objects.get().person
    assert concerns(actor_of("technician"), person.pk, at)
    assert not concerns(actor_of("case_worker"), person.pk, at)
    Round.objects.update(state="closed", closed_at=at)
    assert not concerns(actor_of("technician"), person.pk, at)


def test_a_valuation_that_waits_is_work_of_whoever_may_confirm(in_manta, actor_of, at):
    person = make_assessed(in_manta, is_advised=True)
    assert concerns(actor_of("technician"), person.pk, at)
    assert not concerns(actor_of("case_worker"), person.pk, at)


def test_an_open_case_and_a_wish_are_work_of_the_case_role(in_manta, person, actor_of, at):
    worker = actor_of("case_worker")
    assert not concerns(worker, person.pk, at)
    case = make_any(Case, in_manta, subject_index=subject_index(person), state="open", closed_at=None)
    Case.objects.filter(pk=case.pk).update(worker=worker.account_id)
    assert concerns(worker, person.pk, at)
    assert not concerns(actor_of("case_worker"), person.pk, at)
    wish(in_manta)
    other = Submission.objects.order_by("-pk").first().person
    assert concerns(worker, other.pk, at)


# --- the review


@pytest.fixture
def look(person, actor_of, at):
    read(person, actor_of("technician"), at)
    return Look.objects.get()


def test_review_is_noted_with_outcome_and_audited(look, actor_of, at):
    coordinator = actor_of("coordinator")
    audit.review_look(look=look, outcome="justified", note="", actor=coordinator, at=at)
    look.refresh_from_db()
    assert (look.outcome, look.reviewed_by_id) == ("justified", coordinator.account_id)
    assert Record.objects.get(action="audit.review_look").result == "justified"
    with pytest.raises(Refused) as refused:
        audit.review_look(look=look, outcome="incident", note="x", actor=coordinator, at=at)
    assert refused.value.refusal.code == "look_reviewed"


def test_nobody_reviews_their_own(look, at, in_manta):
    own = Actor(look.account_id, frozenset({"coordinator"}), in_manta.pk, "La misma")
    with pytest.raises(Refused) as refused:
        audit.review_look(look=look, outcome="justified", note="", actor=own, at=at)
    assert refused.value.refusal.code == "own_look"


def test_a_technician_does_not_review(look, actor_of, at):
    with pytest.raises(Refused) as refused:
        audit.review_look(look=look, outcome="justified", note="", actor=actor_of("technician"), at=at)
    assert refused.value.refusal.code == "role_may_not"


def test_the_weeks_list_says_who_which_code_and_why_and_the_review_goes_through(sign_in, manta, at):
    with scope(manta.pk):
        person = make_person(manta)
        make_participation(person)
    technician = sign_in("technician")
    technician.get(f"/manta/personas/{person.public_id}/")
    technician.post(
        f"/manta/personas/{person.public_id}/completo/", {"purpose": "identity", "_submission": str(uuid7())}
    )
    coordinator = sign_in("coordinator")
    text = coordinator.get(page("look-list")).content.decode()
    assert person.code in text
    assert str(person) not in text
    assert "2 veces" in text
    assert "Comprobar su identidad" in text
    assert "Consultas por revisar" in coordinator.get(page("my-day")).content.decode()
    with scope(manta.pk):
        look = Look.objects.get()
    address = page("review-look", public_id=look.public_id)
    assert coordinator.post(address, {"outcome": "reminded", "_submission": str(uuid7())}).status_code == 422
    data = {"outcome": "reminded", "note": "Se conversó", "_submission": str(uuid7())}
    assert coordinator.post(address, data).status_code == 303
    assert person.code not in coordinator.get(page("look-list")).content.decode()
    assert "Se conversó" in coordinator.get(page("look-list") + "?estado=revisadas").content.decode()


def test_the_list_costs_the_same_for_few_and_many(
    sign_in, manta, at, actor_of, in_manta, django_assert_max_num_queries
):
    actor = actor_of("technician")
    for _ in range(30):
        read(make_person(in_manta), actor, at)
    client = sign_in("coordinator")
    client.get(page("look-list"))
    with django_assert_max_num_queries(16):
        assert client.get(page("look-list")).status_code == 200


# --- ¿Quién vio mis datos?


def test_who_saw_says_role_unit_day_action_and_purpose_and_no_name(person, in_manta, at):
    unit = Organisation.objects.create(name="Dirección de Desarrollo Social", municipality=in_manta)
    account = make_account(("technician",), in_manta, name="Nombre Secreto")
    account.assignments.update(organisation=unit)
    actor = Actor(account.pk, frozenset({"technician"}), in_manta.pk, account.name)
    read(person, actor, at)
    read(person, actor, at)
    people.reveal_identity(person=person, purpose="asked", text="", actor=actor, at=at)
    rows = who_saw(person.public_id, "GAD de Manta")
    assert {(row.day, row.role, row.unit) for row in rows} == {
        (date(2026, 11, 21), "Equipo técnico", "Dirección de Desarrollo Social")
    }
    assert {(row.action, row.purpose, row.times) for row in rows} == {
        ("Leyó sus datos", "", 2),
        ("Vio su documento, contactos y dirección", "La persona lo pidió", 1),
    }
    assert "Secreto" not in str(rows)


def test_who_saw_does_not_tell_that_somebody_has_a_case(person, actor_of, at):
    read(person, actor_of("case_worker"), at)
    (row,) = who_saw(person.public_id, "GAD de Manta")
    assert (row.role, row.unit) == ("Equipo técnico", "GAD de Manta")


def test_the_sheet_for_the_person_is_printed_without_names(sign_in, manta, at):
    with scope(manta.pk):
        person = make_person(manta)
        make_participation(person)
    client = sign_in("technician")
    client.get(f"/manta/expediente/{person.public_id}/")
    text = client.get(page("who-saw", public_id=person.public_id)).content.decode()
    assert "Leyó sus datos" in text
    assert "Copia n.º 1" in text
    with scope(manta.pk):
        label = Record.objects.get(action="portal.read_file").actor_label
    assert text.count(label) == 1  # whoever printed, at the foot


def test_who_saw_costs_two_queries(person, actor_of, at, django_assert_num_queries):
    for _ in range(20):
        read(person, actor_of("technician"), at)
    with django_assert_num_queries(2):
        who_saw(person.public_id, "GAD")
