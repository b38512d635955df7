"""What a role stands on: undertaking, end, delegation, deputies, the composition of the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from minga.access import operations, queries
from minga.access.models import Account, Delegation, Undertaking
from minga.access.rules import last_day_of_role, missing_duties
from minga.access.undertaking import BEFORE, CURRENT
from minga.audit.models import Record
from minga.exports.queries import named_files
from minga.kernel import files
from minga.kernel.actor import Actor
from tests.factories import make_account
from tests.factories.access import sign_undertaking
from tests.refusals import refuses

TODAY = date(2026, 11, 21)


@pytest.fixture
def admin(actor_of):
    return actor_of("programme_admin")


def give(account, role, municipality, actor, at, **fields):
    return operations.assign_role(
        account=account, role=role, municipality=municipality, starts_on=TODAY, actor=actor, at=at, **fields
    )


def roles_of(account, municipality, on=TODAY):
    return queries.actor_for(account, municipality, on).roles


def png() -> bytes:
    body = BytesIO()
    Image.new("RGB", (20, 20)).save(body, "PNG")
    return body.getvalue()


# --- the undertaking


def test_role_is_active_from_the_signature(admin, manta, at):
    account = make_account(is_signed=False)
    give(account, "technician", manta, admin, at)
    assert roles_of(account, manta) == frozenset()
    assert not queries.municipalities_for(account, at).exists()
    operations.record_undertaking(account=account, signed_on=TODAY, actor=admin, at=at)
    assert roles_of(account, manta) == {"technician"}
    assert roles_of(account, manta, date(2026, 11, 20)) == frozenset()


def test_record_undertaking_again_keeps_the_first(admin, at):
    account = make_account(is_signed=False)
    for day in (date(2026, 11, 20), TODAY):
        operations.record_undertaking(account=account, signed_on=day, actor=admin, at=at)
    row = Undertaking.objects.get(account=account)
    assert (row.signed_on, row.text_version) == (date(2026, 11, 20), CURRENT)
    assert Record.objects.filter(action="access.record_undertaking").count() == 1


def test_record_undertaking_refuses(admin, actor_of, at):
    account = make_account(is_signed=False)
    with refuses("role_may_not"):
        operations.record_undertaking(account=account, signed_on=TODAY, actor=actor_of("coordinator"), at=at)
    with refuses("signed_in_future"):
        operations.record_undertaking(account=account, signed_on=date(2026, 11, 22), actor=admin, at=at)
    own = Account.objects.get(pk=admin.account_id)
    with refuses("own_undertaking"):
        operations.record_undertaking(account=own, signed_on=TODAY, actor=admin, at=at)
    assert not Undertaking.objects.filter(account=account).exists()


def test_role_of_before_the_text_stays_active_and_waits_for_a_signature(manta, in_manta):
    account = make_account(["technician"], manta)
    account.undertakings.update(text_version=BEFORE)
    assert roles_of(account, manta) == {"technician"}
    assert queries.accounts_to_sign(manta, TODAY) == [account]


# --- ends


@pytest.mark.parametrize(
    ("said", "paper", "may_be_open", "last"),
    [
        (None, None, True, None),
        (None, None, False, date(2027, 11, 20)),
        (date(2027, 1, 1), None, False, date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 12, 1), False, date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 1), True, date(2026, 12, 1)),
        (None, date(2026, 12, 31), True, date(2026, 12, 31)),
    ],
)
def test_last_day_of_role(said, paper, may_be_open, last):
    assert last_day_of_role(starts_on=TODAY, ends_on=said, delegation_ends_on=paper, may_be_open=may_be_open) == last


def test_only_career_officials_have_roles_without_end(admin, manta, at):
    career, other = make_account(), make_account()
    career.is_career_official = True
    ally = manta.organisations.create(name="Fundación", kind="ngo")
    assert give(career, "technician", manta, admin, at).ends_on is None
    assert give(career, "coordinator", manta, admin, at, organisation=ally).ends_on == date(2027, 11, 20)
    assert give(other, "technician", manta, admin, at).ends_on == date(2027, 11, 20)


def test_end_of_the_delegation_ends_its_roles(admin, manta, at):
    account = make_account()
    paper = operations.record_delegation(
        account=account, municipality=manta, number="Oficio 12", issued_on=None, starts_on=TODAY,
        ends_on=date(2026, 12, 31), actor=admin, at=at,
    )  # fmt: skip
    tied = give(account, "authority", manta, admin, at, delegation=paper, ends_on=date(2027, 6, 1))
    free = give(account, "technician", manta, admin, at, ends_on=date(2027, 6, 1))
    assert tied.ends_on == date(2026, 12, 31)
    for _ in range(2):
        operations.end_delegation(delegation=paper, last_day=TODAY, actor=admin, at=at)
    tied.refresh_from_db()
    free.refresh_from_db()
    assert (tied.ends_on, free.ends_on) == (TODAY, date(2027, 6, 1))
    assert Record.objects.filter(action="access.end_delegation").count() == 1


def test_record_delegation_once(admin, manta, at):
    account = make_account()
    for _ in range(2):
        operations.record_delegation(
            account=account, municipality=manta, number="Oficio 12 ", issued_on=None, starts_on=TODAY, ends_on=None,
            actor=admin, at=at,
        )  # fmt: skip
    assert Delegation.objects.get().number == "Oficio 12"
    with refuses("ends_before_it_starts"):
        operations.record_delegation(
            account=account, municipality=manta, number="13", issued_on=None, starts_on=TODAY,
            ends_on=date(2026, 1, 1), actor=admin, at=at,
        )  # fmt: skip


# --- who attends cases


@pytest.fixture
def case_workers(manta):
    return [make_account(["case_worker"], manta, name=f"Caso {number}") for number in range(3)]


def end(account, manta, admin, at):
    return operations.end_role(
        account=account, role="case_worker", municipality=manta, last_day=TODAY, actor=admin, at=at
    )


def test_last_but_one_case_worker_stays(case_workers, admin, manta, at):
    first, second, _third = case_workers
    assert end(first, manta, admin, at) == 1
    with refuses("case_role_needs_deputy") as caught:
        end(second, manta, admin, at)
    assert caught.value.refusal.details == {"others": 1}
    assert second.assignments.get().ends_on is None
    with refuses("case_role_needs_deputy"):
        operations.close_account(account=second, actor=admin, at=at)
    second.refresh_from_db()
    assert second.is_active
    give(make_account(), "case_worker", manta, admin, at)
    assert end(second, manta, admin, at) == 1


def test_who_has_not_signed_or_is_closed_does_not_count_as_deputy(case_workers, admin, manta, at):
    first, second, third = case_workers
    second.undertakings.all().delete()
    with refuses("case_role_needs_deputy"):
        end(first, manta, admin, at)
    sign_undertaking(second)
    Account.objects.filter(pk=third.pk).update(is_active=False)
    with refuses("case_role_needs_deputy"):
        end(first, manta, admin, at)


def test_deputies_of_other_municipalities_do_not_count(case_workers, admin, manta, quito, at):
    make_account(["case_worker"], quito)
    end(case_workers[0], manta, admin, at)
    with refuses("case_role_needs_deputy"):
        end(case_workers[1], manta, admin, at)


def test_deputy_takes_over(case_workers, admin, actor_of, manta, at):
    first, deputy, _third = [account.assignments.get() for account in case_workers]
    deputy.is_deputy = True
    deputy.save()
    own = Actor(
        account_id=deputy.account_id, roles=frozenset({"case_worker"}), municipality_id=manta.pk, label="Suplente"
    )
    with refuses("role_may_not"):
        operations.take_over(assignment=deputy, actor=replace(own, account_id=first.account_id), at=at)
    for _ in range(2):
        operations.take_over(assignment=deputy, actor=own, at=at)
    first.refresh_from_db()
    deputy.refresh_from_db()
    assert first.is_deputy and not deputy.is_deputy
    assert Record.objects.filter(action="access.take_over").count() == 1


# --- the team


def test_missing_duties():
    assert missing_duties([]) == ["unit_lead", "business", "employment"]
    assert missing_duties(["business", "unit_lead", "business"]) == ["employment"]


def test_team_says_what_it_lacks(manta, case_workers, django_assert_num_queries):
    lead = make_account(["coordinator"], manta, name="Jefa")
    lead.assignments.update(duties=["unit_lead", "business"])
    unsigned = make_account(["technician"], manta, name="Nuevo", is_signed=False)
    unsigned.assignments.update(duties=["employment"])
    with django_assert_num_queries(1):
        members = queries.team_of(manta, TODAY)
    check = queries.check_of_team(members)
    assert check.missing_duties == ["Técnica o técnico de empleabilidad"]
    assert check.without_deputy == ["Coordinación"]
    assert (check.case_workers, check.lacks_case_deputy) == (3, False)
    assert [row.account.name for row in members if not row.is_signed] == ["Nuevo"]


def test_roles_about_to_end(manta):
    soon = make_account(["technician"], manta)
    soon.assignments.update(ends_on=date(2026, 12, 21))
    later = make_account(["technician"], manta)
    later.assignments.update(ends_on=date(2026, 12, 22))
    assert [row.account for row in queries.roles_about_to_end(manta, TODAY)] == [soon]


# --- pages


def test_undertaking_is_printed_signed_and_noted(sign_in, manta, client):
    account = make_account(["technician"], manta, name="Kerly Intriago", is_signed=False)
    sign_in("programme_admin")
    base = f"/manta/cuentas/{account.public_id}/"
    assert "Sin firmar" in client.get(base).content.decode()
    paper = client.get(f"{base}compromiso/").content.decode()
    assert "Kerly Intriago" in paper and "Pendiente de confirmación" in paper and CURRENT in paper
    day = {"signed_on_day": "2", "signed_on_month": "11", "signed_on_year": "2026"}
    web = SimpleUploadedFile("firma.png", b"<html><script>alert(1)</script>")
    refused = client.post(f"{base}compromiso/anotar/", day | {"scan": web})
    assert refused.status_code == 422 and not account.undertakings.exists()
    scan = SimpleUploadedFile("firma.png", png(), content_type="image/png")
    assert client.post(f"{base}compromiso/anotar/", day | {"scan": scan}).status_code == 302
    kept = account.undertakings.get()
    assert kept.signed_on == date(2026, 11, 2) and kept.file_id in named_files()
    assert files.opened(kept.file_id).getvalue().startswith(b"\x89PNG")
    response = client.get(f"{base}compromiso/archivo/")
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert "Sin firmar" not in client.get(base).content.decode()


def test_role_page_says_what_each_role_is_for_and_asks_for_an_end(sign_in, manta, client):
    account = make_account(["technician"], manta)
    sign_in("programme_admin")
    page = f"/manta/cuentas/{account.public_id}/roles/nuevo/"
    assert "nunca ve a una persona" in client.get(page).content.decode()
    fields = {"role": "facilitator", "starts_on_day": "21", "starts_on_month": "11", "starts_on_year": "2026"}
    response = client.post(page, fields | {"ends_on_day": "", "ends_on_month": "", "ends_on_year": ""})
    assert response.status_code == 422 and "Escriba el último día" in response.content.decode()
    Account.objects.filter(pk=account.pk).update(is_career_official=True)
    assert client.post(page, fields | {"duties": ["business"], "is_deputy": "on"}).status_code == 302
    held = account.assignments.get(role="facilitator")
    assert (held.ends_on, held.duties, held.is_deputy) == (None, ["business"], True)


def test_team_page(sign_in, manta, client, case_workers, django_assert_max_num_queries):
    case_workers[0].assignments.update(ends_on=date(2026, 1, 1))
    case_workers[1].assignments.update(ends_on=date(2026, 1, 1))
    sign_in("coordinator")
    client.get("/manta/cuentas/equipo/")
    with django_assert_max_num_queries(14):
        page = client.get("/manta/cuentas/equipo/").content.decode()
    assert "no tiene suplente" in page and "Al equipo le falta" in page and "Caso 2" in page
    day = client.get("/manta/mi-dia/").content.decode()
    assert "Gestión de casos no tiene suplente" in day
    sign_in("programme_admin")
    technician = make_account(["technician"], manta)
    duties = f"/manta/cuentas/{technician.public_id}/roles/technician/funciones/"
    assert client.post(duties, {"duties": ["employment"]}).status_code == 302
    assert technician.assignments.get().duties == ["employment"]


def test_ending_the_role_of_the_last_deputy_says_what_to_do(sign_in, manta, client, case_workers):
    sign_in("programme_admin")
    case_workers[0].assignments.update(ends_on=date(2026, 1, 1))
    response = client.post(f"/manta/cuentas/{case_workers[1].public_id}/roles/case_worker/terminar/")
    assert response.status_code == 409
    assert "Dé antes el rol de gestión de casos a otra persona" in response.content.decode()
