"""Handovers: roles and open work of every area go from one official to another, for good or for a period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minga.access import operations as access
from minga.access.models import Account, Handover, RoleAssignment
from minga.access.queries import handovers_to_return, roles_to_hand_over
from minga.audit.models import Record
from minga.kernel.tenancy import scope
from minga.outreach import operations as outreach
from minga.outreach.models import Round
from minga.people.models import ImportBatch
from minga.portal import operations
from minga.portal.queries.handing import KINDS, open_work, preview
from minga.programmes.models import Programme
from minga.screening.models import InstrumentVersion, Submission
from minga.training.models import Facilitator
from tests.factories import make_account
from tests.factories.priority import make_assessed, make_list
from tests.factories.training import make_class, make_session
from tests.refusals import refuses

TODAY = date(2026, 11, 21)


@pytest.fixture
def admin(actor_of):
    return actor_of("programme_admin")


@pytest.fixture
def giver(in_manta):
    return make_account(["technician", "facilitator"], in_manta, name="Se va")


@pytest.fixture
def receiver(in_manta):
    return make_account(["facilitator"], in_manta, name="Llega")


@pytest.fixture
def work(in_manta, giver, system, at):
    """A round, a class with a session ahead and one past, a draft interview, a sheet: all of the giver's."""
    make_assessed(in_manta)
    taught = make_class(in_manta, facilitator=Facilitator.objects.create(
        municipality=in_manta, name=giver.name, account=giver
    ))  # fmt: skip
    past = make_session(taught, starts_at=at - timedelta(days=2), facilitator=taught.facilitator)
    ahead = make_session(taught, starts_at=at + timedelta(days=2), facilitator=taught.facilitator)
    round_ = outreach.open_round(
        municipality=in_manta, ranked_list=make_list(in_manta), class_groups=[make_class(in_manta)], name="Noviembre",
        channels=["call"], hours=72, actor=system, at=at,
    )  # fmt: skip
    Round.objects.filter(pk=round_.pk).update(owner=giver)
    draft = Submission.objects.create(
        municipality=in_manta, code="B-1", version=InstrumentVersion.objects.first(), channel="assisted",
        started_at=at, started_by=giver, owner=giver, saved_at=at,
    )  # fmt: skip
    sheet = ImportBatch.objects.create(
        municipality=in_manta, programme=Programme.objects.get(slug="site"), file_name="inscritas.xlsx", digest=b"1",
        kind="xlsx", signature="a", staged_by=giver, owner=giver, staged_at=at,
    )  # fmt: skip
    return {"round": round_, "class": taught, "past": past, "ahead": ahead, "draft": draft, "sheet": sheet}


def give(manta, giver, receiver, admin, at, **fields):
    return operations.hand_over(
        municipality=manta, giver=giver, receiver=receiver, reason="Cambio de autoridades", actor=admin, at=at, **fields
    )


def owners(work):
    for row in work.values():
        row.refresh_from_db()
    return {
        "round": work["round"].owner,
        "class": work["class"].facilitator.account,
        "ahead": work["ahead"].facilitator.account,
        "draft": work["draft"].owner,
        "sheet": work["sheet"].owner,
    }


def held(account, manta, on=TODAY):
    return {row.role for row in roles_to_hand_over(account, manta, on)}


def test_everything_open_moves_with_the_roles(in_manta, giver, receiver, admin, work, at):
    seen = preview(giver, receiver, in_manta, TODAY)
    assert {row.role for row in seen.roles} == {"technician", "facilitator"}
    assert {row.code: (row.count, row.first) for row in seen.work} == {
        "rounds": (1, ["Noviembre"]),
        "classes": (1, [f"{work['class'].course} · {work['class'].name}"]),
        "interviews": (1, ["B-1"]),
        "sheets": (1, ["inscritas.xlsx"]),
    }
    made = give(in_manta, giver, receiver, admin, at)
    assert set(owners(work).values()) == {receiver}
    assert work["past"].facilitator.account == giver, "what was taught keeps who taught it"
    assert work["draft"].started_by == giver and work["sheet"].staged_by == giver
    assert held(receiver, in_manta) == {"technician", "facilitator"} and held(giver, in_manta) == set()
    assert made.counts == {"rounds": 1, "classes": 1, "interviews": 1, "sheets": 1}
    assert open_work(giver) == [] and {row.code for row in open_work(receiver)} == {kind.code for kind in KINDS}
    assert set(operations.handing.MOVES) == {kind.code for kind in KINDS}
    assert Record.objects.filter(action__endswith=".hand_over").count() == 4


def test_sessions_of_who_gives_end(in_manta, giver, receiver, admin, at, client):
    client.force_login(giver, backend="minga.access.backend.AccountBackend")
    assert client.get("/manta/mi-dia/").status_code == 200
    with scope(in_manta.pk):
        give(in_manta, giver, receiver, admin, at)
    answer = client.get("/manta/mi-dia/")
    assert answer.status_code == 302 and "/entrar/" in answer["Location"]


def test_all_of_it_or_nothing(in_manta, giver, receiver, admin, work, at):
    busy = Facilitator.objects.create(municipality=in_manta, name=receiver.name, account=receiver)
    make_session(make_class(in_manta), starts_at=work["ahead"].starts_at, facilitator=busy)
    with refuses("facilitator_busy"):
        give(in_manta, giver, receiver, admin, at)
    assert set(owners(work).values()) == {giver}
    assert held(giver, in_manta) == {"technician", "facilitator"} and not Handover.objects.exists()


def test_again_there_is_nothing_left_to_give(in_manta, giver, receiver, admin, work, at):
    give(in_manta, giver, receiver, admin, at)
    with refuses("nothing_to_give"):
        give(in_manta, giver, receiver, admin, at)
    assert Handover.objects.count() == 1


def test_handover_for_a_period_comes_back(in_manta, giver, receiver, admin, work, at):
    ally = in_manta.organisations.create(name="Fundación", kind="ngo")
    made = give(in_manta, giver, receiver, admin, at, ends_on=date(2026, 12, 20), organisation=ally)
    lent = RoleAssignment.objects.get(account=receiver, role="technician")
    assert (lent.ends_on, lent.organisation) == (date(2026, 12, 20), ally)
    Submission.objects.filter(pk=work["draft"].pk).update(finished_at=None, owner=make_account(name="Otra"))
    later = at + timedelta(days=30)
    assert handovers_to_return(date(2026, 12, 20)) == [] and handovers_to_return(date(2026, 12, 21)) == [made]
    for _ in range(2):
        made = operations.return_handover(handover=made, actor=admin, at=later)
    back = owners(work)
    assert back.pop("draft").name == "Otra", "what went on to somebody else stays there"
    assert back.pop("ahead") == receiver, "what was taught meanwhile keeps who taught it"
    assert set(back.values()) == {giver}
    assert held(giver, in_manta, date(2026, 12, 21)) == {"technician", "facilitator"}
    assert held(receiver, in_manta, date(2026, 12, 21)) == {"facilitator"}, "what was theirs before stays"
    assert made.returned_at == later and handovers_to_return(date(2027, 1, 1)) == []


def test_handover_for_good_does_not_come_back(in_manta, giver, receiver, admin, at):
    made = give(in_manta, giver, receiver, admin, at)
    with refuses("handover_was_for_good"):
        operations.return_handover(handover=made, actor=admin, at=at)


def test_case_role_needs_two_others(in_manta, receiver, admin, at):
    alone = make_account(["case_worker"], in_manta)
    with refuses("case_role_needs_deputy"):
        give(in_manta, alone, receiver, admin, at)
    make_account(["case_worker"], in_manta)
    give(in_manta, alone, receiver, admin, at)
    assert "case_worker" in held(receiver, in_manta)


def test_hand_over_refuses(in_manta, giver, receiver, admin, actor_of, at):
    for role in ("coordinator", "technician"):
        with refuses("role_may_not"):
            give(in_manta, giver, receiver, actor_of(role), at)
    with refuses("own_account"):
        give(in_manta, Account.objects.get(pk=admin.account_id), receiver, admin, at)
    with refuses("same_account"):
        give(in_manta, giver, giver, admin, at)
    with refuses("ends_before_it_starts"):
        give(in_manta, giver, receiver, admin, at, ends_on=date(2026, 11, 20))
    access.close_account(account=receiver, actor=admin, at=at)
    with refuses("receiver_closed"):
        give(in_manta, giver, receiver, admin, at)


def test_work_of_other_municipalities_stays(in_manta, quito, giver, receiver, admin, at):
    RoleAssignment.objects.create(account=giver, role="technician", municipality=quito, starts_on=date(2026, 1, 1))
    RoleAssignment.objects.create(account=giver, role="adviser", municipality=None, starts_on=date(2026, 1, 1))
    give(in_manta, giver, receiver, admin, at)
    assert {(row.role, row.municipality) for row in giver.assignments.filter(ends_on__isnull=True)} == {
        ("technician", quito),
        ("adviser", None),
    }


# --- pages


def test_hand_over_shows_first_then_does_and_prints(sign_in, manta, client, giver, receiver, work):
    sign_in("programme_admin")
    page = "/manta/entregas/nueva/"
    chosen = {"giver": str(giver.public_id), "receiver": str(receiver.public_id), "reason": "Licencia"}
    seen = client.get(page, chosen).content.decode()
    assert "Lo que pasa de Se va a Llega" in seen and "inscritas.xlsx" in seen and "Es definitiva" in seen
    with scope(manta.pk):
        assert not Handover.objects.exists()
    answer = client.post(page, chosen)
    assert answer.status_code == 303
    act = client.get(answer["Location"]).content.decode()
    assert "Acta de entrega" in act and "Entrevistas sin terminar" in act and "Licencia" in act
    listed = client.get("/manta/entregas/").content.decode()
    assert "Se va" in listed and "Definitiva" in listed
    assert client.post(page, chosen).status_code == 422, "there is nothing left"


def test_handover_pages_are_read_by_coordination_only(sign_in, manta, client):
    sign_in("coordinator")
    assert "Entregar el trabajo de alguien" not in client.get("/manta/entregas/").content.decode()
    assert client.get("/manta/entregas/nueva/").status_code == 403
    sign_in("technician")
    assert client.get("/manta/entregas/").status_code == 403
