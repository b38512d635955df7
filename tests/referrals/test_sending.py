"""Sending referrals: what they need, every move of their states, ageing, consent, groups, coming back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from minga.audit.models import Record
from minga.people.consent_texts import VERSIONS
from minga.people.models import Consent, ContactPoint, Participation
from minga.people.operations import withdraw_consent
from minga.programmes.models import Programme
from minga.referrals import operations, queries
from minga.referrals.models import PartnerLink, Referral, ReferralGroup, ReferralMove
from minga.referrals.operations.groups import Agreed
from minga.referrals.rules import sending as rules
from minga.referrals.states import TRANSITIONS, ReferralState
from tests.factories import make_person
from tests.factories.priority import make_assessed
from tests.factories.referrals import (
    NOW,
    make_agreement,
    make_consent,
    make_referral,
    make_request,
    make_service,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician(actor_of: Any) -> Any:
    return actor_of("technician")


def reread(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_without_consent_nothing_is_written(in_manta, technician, at):
    service, person = make_service(in_manta), make_person(in_manta)
    make_agreement(in_manta, service.organisation)
    with refuses("no_consent"):
        operations.send_referral(person=person, request=make_request(service), actor=technician, at=at)
    assert not Referral.objects.exists()
    assert not PartnerLink.objects.exists()


def test_consent_for_another_partner_does_not_count(in_manta, technician, at):
    service, other, person = make_service(in_manta), make_service(in_manta), make_person(in_manta)
    make_consent(person, other)
    request = make_request(service, fields=(), way="slip", channel="")
    with refuses("no_consent"):
        operations.send_referral(person=person, request=request, actor=technician, at=at)


def test_only_what_the_agreement_names_is_shared(in_manta, technician, at):
    service, person = make_service(in_manta), make_person(in_manta)
    make_consent(person, service)
    request = make_request(service)
    with refuses("no_agreement"):
        operations.send_referral(person=person, request=request, actor=technician, at=at)
    make_agreement(in_manta, service.organisation, fields=["name"])
    with refuses("field_not_agreed"):
        operations.send_referral(person=person, request=request, actor=technician, at=at)
    make_agreement(in_manta, service.organisation, starts_on=date(2020, 1, 1), ends_on=date(2026, 11, 20))
    with refuses("field_not_agreed"):  # an agreement that ended yesterday allows nothing
        operations.send_referral(person=person, request=request, actor=technician, at=at)
    sent = operations.send_referral(
        person=person, request=make_request(service, fields=("name",)), actor=technician, at=at
    )
    assert [value for _label, value in queries.shared_facts(sent.referrals[0], at)] == [str(person)]


def test_a_specialised_entity_gets_no_referral(in_manta, technician, at):
    service, person = make_service(in_manta, protection=["violence"]), make_person(in_manta)
    make_consent(person, service)
    with refuses("protected_by_phone"):
        operations.send_referral(person=person, request=make_request(service, fields=()), actor=technician, at=at)


def test_every_role_without_the_right_is_refused(in_manta, actor_of, at):
    service, person = make_service(in_manta), make_person(in_manta)
    make_consent(person, service)
    for role in ("facilitator", "authority", "adviser", "donor_viewer", "communication", "programme_admin"):
        with refuses("role_may_not"):
            operations.send_referral(
                person=person, request=make_request(service, fields=()), actor=actor_of(role), at=at
            )
        assert not queries.referrals_in(actor_of(role)).exists()


def test_sending_keeps_no_secret_in_plain_form_and_is_audited(in_manta, technician, at):
    sent = make_referral(in_manta, actor=technician)
    row = sent.referrals[0]
    link = reread(sent.link)
    assert link.expires_at == at + timedelta(hours=72)
    assert sent.secret not in str(link.__dict__) and sent.code not in str(link.__dict__)
    assert row.due_at == at + timedelta(hours=72)
    done = Record.objects.filter(object_public_id=row.public_id).get()
    assert done.action == "referrals.send_referral"
    assert "Víveres" not in str(done.__dict__)


@pytest.mark.parametrize("start", list(ReferralState))
@pytest.mark.parametrize("to", list(ReferralState))
def test_every_move(in_manta, technician, at, start, to):
    """From each state to each: allowed moves are written and audited, all others are refused."""
    row = make_referral(in_manta, actor=technician).referrals[0]
    given: dict[str, Any] = {"state": start}
    if start not in (ReferralState.SENT, ReferralState.CLOSED):
        given["answered_at"] = at
    if start == ReferralState.RETURNED:
        given["return_reason"] = "no_capacity"
    if start == ReferralState.CLOSED:
        given |= {"closed_at": at, "close_reason": "attended"}
    Referral.objects.filter(pk=row.pk).update(**given)
    reason = {"returned": "not_ours", "closed": "elsewhere"}.get(to, "")

    def move() -> Referral:
        if to == ReferralState.CLOSED:
            return operations.close_referral(referral=row, reason=reason, actor=technician, at=at)
        return operations.answer_referral(referral=row, to=to, reason=reason, note="Nota", actor=technician, at=at)

    moves = ReferralMove.objects.filter(referral=row).count()
    if to in TRANSITIONS[start]:
        assert move().state == reread(row).state == to
        assert ReferralMove.objects.filter(referral=row).count() == moves + 1
        assert Record.objects.filter(object_public_id=row.public_id, result=to).exists()
    else:
        with refuses("already_moved"):
            move()
        assert reread(row).state == start
        assert ReferralMove.objects.filter(referral=row).count() == moves


def test_a_return_and_a_closing_say_why(in_manta, technician, at):
    row = make_referral(in_manta, actor=technician).referrals[0]
    with refuses("reason_needed"):
        operations.answer_referral(referral=row, to="returned", actor=technician, at=at)
    with refuses("reason_needed"):
        operations.close_referral(referral=row, reason="", actor=technician, at=at)


def test_ageing_list_names_the_oldest_first_in_two_queries(in_manta, technician, at, django_assert_num_queries):
    for days in (5, 9, 1):
        make_referral(in_manta, person=make_person(in_manta), actor=technician, at=at - timedelta(days=days))
    with django_assert_num_queries(2):
        count, rows = queries.my_day_referrals(technician, at)
    assert (count, [row.days_late for row in rows]) == (2, [6, 2])
    operations.answer_referral(referral=rows[0].referral, to="accepted", actor=technician, at=at)
    assert queries.my_day_referrals(technician, at)[0] == 1


def test_reminding_makes_a_new_link_and_kills_the_old(in_manta, technician, at):
    sent = make_referral(in_manta, actor=technician)
    again = operations.resend_link(referral=sent.referrals[0], channel="hand", actor=technician, at=at)
    old = reread(sent.link)
    assert old.revoked_at == at
    assert again.link.pk != old.pk and again.secret != sent.secret
    assert reread(sent.referrals[0]).link_id == again.link.pk
    operations.answer_referral(referral=sent.referrals[0], to="attended", actor=technician, at=at)
    with refuses("already_moved"):
        operations.resend_link(referral=reread(sent.referrals[0]), channel="hand", actor=technician, at=at)


def test_taking_the_consent_back_hides_and_closes(in_manta, technician, at):
    sent = make_referral(in_manta, actor=technician)
    row = sent.referrals[0]
    assert queries.shared_facts(row, at)
    withdraw_consent(consent=Consent.objects.get(), actor=technician, at=at)
    row = reread(row)
    assert (row.state, row.close_reason) == ("closed", "consent_withdrawn")
    assert queries.shared_facts(row, at) == []
    assert reread(sent.link).revoked_at == at


def test_ending_the_agreement_hides_at_once(in_manta, actor_of, technician, at):
    row = make_referral(in_manta, actor=technician).referrals[0]
    operations.end_agreement(agreement=row.agreement, actor=actor_of("coordinator"), at=at)
    assert queries.shared_facts(reread(row), at) == []
    with refuses("role_may_not"):
        operations.end_agreement(agreement=row.agreement, actor=technician, at=at)


def test_the_phone_that_is_shared_with_a_partner_is_the_safe_one(in_manta, technician, at):
    person = make_person(in_manta, safe_contact_note="Solo de 9 a 11")
    ContactPoint.objects.create(
        municipality=in_manta, person=person, kind="phone", value="+593990000001", position=1, is_shared=True
    )
    ContactPoint.objects.create(
        municipality=in_manta, person=person, kind="phone", value="+593990000002", position=2, safe_note="No los lunes"
    )
    row = make_referral(in_manta, person=person, actor=technician, fields=("phone",)).referrals[0]
    ((_label, value),) = queries.shared_facts(row, at)
    assert "099 000 0002" in value and "Solo de 9 a 11" in value and "No los lunes" in value
    assert "0001" not in value


def test_group_sends_only_those_who_agreed_under_one_link(in_manta, technician, at):
    service = make_service(in_manta, needs=["livelihood"])
    make_agreement(in_manta, service.organisation)
    people = [make_person(in_manta) for _ in range(3)]
    agreed = [Agreed(person, "signed", VERSIONS[-1]) for person in people[:2]]
    sent = operations.send_group(
        name="Cierre", people=agreed, request=make_request(service, need="livelihood"), project=None,
        actor=technician, at=at,
    )  # fmt: skip
    assert {row.person_id for row in sent.referrals} == {person.pk for person in people[:2]}
    assert {row.link_id for row in Referral.objects.all()} == {sent.link.pk}
    assert ReferralGroup.objects.get().referrals.count() == 2
    assert set(Consent.objects.values_list("person_id", flat=True)) == {person.pk for person in people[:2]}
    with refuses("nobody"):
        operations.send_group(
            name="Nadie", people=[], request=make_request(service), project=None, actor=technician, at=at
        )


def test_coming_back_closes_and_opens_a_participation(in_manta, technician, at):
    row = make_referral(in_manta, actor=technician).referrals[0]
    programme = Programme.objects.get(slug="site")
    operations.answer_referral(referral=row, to="attended", actor=technician, at=at)
    operations.bring_back(referral=row, programme=programme, actor=technician, at=at)
    assert (reread(row).state, reread(row).close_reason) == ("closed", "back")
    assert Participation.objects.get(person=row.person).closed_at is None


def test_who_should_be_referred_leaves_the_list_once_she_is(in_manta, technician, at):
    person = make_assessed(in_manta, None, component="referral")
    make_assessed(in_manta, "0.5", component="business")
    assert [row.person for row in queries.needs_referral(technician)] == [person]
    make_referral(in_manta, person=person, actor=technician, at=at + timedelta(hours=1))
    assert not queries.needs_referral(technician).exists()


def test_timeline_tells_each_step_to_who_may_see_it(in_manta, actor_of, technician, at):
    row = make_referral(in_manta, actor=technician).referrals[0]
    operations.answer_referral(referral=row, to="accepted", actor=technician, at=at + timedelta(hours=1))
    titles = [str(entry.title) for entry in queries.timeline_of(row.person, technician)]
    assert titles == ["Remisión: Enviada", "Remisión: Aceptada"]
    assert queries.timeline_of(row.person, actor_of("facilitator")) == []


def test_due_and_late():
    at = NOW
    assert rules.due_at(at, "now") - at == timedelta(hours=24)
    assert [rules.days_late(at, at + timedelta(hours=hours)) for hours in (-5, 0, 23, 49)] == [0, 0, 0, 2]


def test_a_slip_has_no_link_to_send_again(in_manta, technician, at):
    row = make_referral(in_manta, actor=technician, way="slip", channel="", fields=()).referrals[0]
    assert row.link_id is None
    with refuses("not_a_link"):
        operations.resend_link(referral=row, channel="hand", actor=technician, at=at)


def test_somebody_outside_the_programme_can_be_referred(in_manta):
    """The need does not wait for a participation."""
    person = make_person(in_manta)
    assert make_referral(in_manta, person=person).referrals[0].person == person
    assert not Participation.objects.filter(person=person).exists()
