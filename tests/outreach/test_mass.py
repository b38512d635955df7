"""Calling many people in an electoral period waits for the programme's approval (SEC-4)."""

from datetime import date, timedelta

import pytest

from minga.audit.models import Record
from minga.kernel.tenancy import scope
from minga.outreach import operations
from minga.outreach.models import Invitation, MassRequest
from minga.outreach.states import MassState
from minga.programmes.models import ElectoralPeriod, Programme, Setting
from minga.training import operations as training
from tests.refusals import refuses


@pytest.fixture
def period(in_manta):
    site = Programme.objects.get(slug="site")
    site.municipalities.add(in_manta)
    Setting.objects.create(programme=site, key="mass_message_people", value=3, valid_from=date(2026, 1, 1))
    return ElectoralPeriod.objects.create(
        programme=site, starts_on=date(2026, 11, 1), ends_on=date(2027, 2, 1), source="CNE"
    )


@pytest.fixture
def admin(actor_of):
    return actor_of("programme_admin")


@pytest.fixture
def asked(in_manta, technician, at):
    def make(people):
        return operations.request_mass(municipality=in_manta, people=people, reason="Aulas", actor=technician, at=at)

    return make


def approve(request, admin, at):
    return operations.decide_mass(request=request, is_approved=True, note="", actor=admin, at=at)


def test_many_people_are_not_called_without_approval(open_round, period):
    with refuses("mass_needs_approval") as caught:
        open_round(4)
    assert caught.value.refusal.details == {"limit": 3, "people": 4}
    assert not Invitation.objects.exists()


def test_few_people_and_other_times_need_none(open_round, period, at):
    assert open_round(3).round.invitations.count() == 3
    period.ends_on = date(2026, 11, 20)
    period.save()
    assert open_round(4).round.invitations.count() == 4


def test_many_small_rounds_are_one_big(open_round, period, at):
    open_round(2)
    with refuses("mass_needs_approval"):
        open_round(2)
    assert open_round(2, moment=at + timedelta(hours=25)).round.invitations.count() > 0


def test_approval_serves_one_round_and_is_spent(open_round, period, asked, admin, at):
    request = approve(asked(6), admin, at)
    opened = open_round(4)
    request.refresh_from_db()
    assert request.round == opened.round
    assert Record.objects.filter(action="outreach.use_mass").count() == 1
    with refuses("mass_needs_approval"):
        open_round(4)


def test_smaller_or_undecided_or_declined_requests_do_not_serve(open_round, period, asked, admin, at):
    approve(asked(3), admin, at)
    asked(50)
    operations.decide_mass(request=asked(50), is_approved=False, note="Campaña", actor=admin, at=at)
    with refuses("mass_needs_approval"):
        open_round(4)


def test_approved_round_calls_no_more_than_was_approved(open_round, period, asked, admin, technician, in_manta, at):
    approve(asked(5), admin, at)
    opened = open_round(4)
    training.grant_extra_places(
        class_group=opened.classes[0], places=4, reason="Sala grande", actor=_coordinator(in_manta), at=at
    )
    with refuses("mass_needs_approval"):
        operations.call_next(round_=opened.round, actor=technician, at=at)


def test_freed_place_is_filled_by_itself(open_round, period, asked, admin, technician, at):
    approve(asked(4), admin, at)
    opened = open_round(4)
    first = opened.round.invitations.order_by("position").first()
    operations.decline_invitation(invitation=first, reason="work", channel="call", actor=technician, at=at)
    assert opened.round.invitations.filter(state="pending").count() == 4


def test_decide_mass_refuses(asked, actor_of, technician, admin, at):
    request = asked(10)
    with refuses("role_may_not"):
        approve(request, technician, at)
    with refuses("note_needed"):
        operations.decide_mass(request=request, is_approved=False, note=" ", actor=admin, at=at)
    approve(request, admin, at)
    approve(request, admin, at)
    assert Record.objects.filter(action="outreach.decide_mass").count() == 1
    with refuses("already_decided"):
        operations.decide_mass(request=request, is_approved=False, note="No", actor=admin, at=at)


def test_nobody_approves_their_own_request(in_manta, actor_of, at):
    both = actor_of("technician", "programme_admin")
    own = operations.request_mass(municipality=in_manta, people=9, reason="Aulas", actor=both, at=at)
    with refuses("own_request"):
        approve(own, both, at)


def test_mass_is_asked_and_decided_on_its_pages(sign_in, manta, client):
    sign_in("technician")
    pages = "/manta/convocatorias/grandes/"
    assert client.post(f"{pages}pedir/", {"people": "120", "reason": ""}).status_code == 422
    assert client.post(f"{pages}pedir/", {"people": "120", "reason": "Seis aulas"}).status_code == 303
    with scope(manta.pk):
        request = MassRequest.objects.get()
    page = client.get(pages).content.decode()
    assert "Seis aulas" in page and "Decidir" not in page
    decide = f"{pages}{request.public_id}/decidir/"
    assert client.post(decide, {"decision": "yes"}).status_code == 403
    sign_in("programme_admin")
    assert "Decidir" in client.get(pages).content.decode()
    assert client.post(decide, {"decision": "no", "note": ""}).status_code == 422
    assert client.post(decide, {"decision": "yes", "note": ""}).status_code == 303
    with scope(manta.pk):
        request.refresh_from_db()
        assert request.state == MassState.APPROVED
    for role in ("authority", "communication", "facilitator"):
        sign_in(role)
        assert client.get(pages).status_code == 403


def _coordinator(municipality):
    from minga.kernel.actor import Actor
    from tests.factories import make_account

    account = make_account(["coordinator"], municipality)
    return Actor(account_id=account.pk, roles=frozenset({"coordinator"}), municipality_id=municipality.pk)
