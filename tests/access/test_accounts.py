"""Accounts and roles: operations and pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from minga.access import operations, queries
from minga.access.models import Account
from minga.audit.models import Record
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused
from tests.factories import make_account

TODAY = date(2026, 11, 21)


def acting(account, municipality, *roles):
    return Actor(account_id=account.pk, roles=frozenset(roles), municipality_id=municipality.pk, label=account.name)


@pytest.fixture
def admin(in_manta):
    return acting(make_account(["programme_admin"], in_manta), in_manta, "programme_admin")


@pytest.fixture
def admin_of_all(in_manta):
    return acting(make_account(["programme_admin"]), in_manta, "programme_admin")


def code_of(caught):
    return caught.value.refusal.code


def test_role_holds_between_its_days(admin, manta, at):
    account = make_account(name="Kerly")
    operations.assign_role(
        account=account, role="facilitator", municipality=manta, starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 30), actor=admin, at=at,
    )  # fmt: skip
    held = [bool(queries.actor_for(account, manta, day).roles) for day in (
        date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1),
    )]  # fmt: skip
    assert held == [False, True, True, False]
    assert Record.objects.get(action="access.assign_role").fields == ["facilitator", "role"]


def test_assigning_again_changes_nothing(admin, manta, at):
    account = make_account()
    for _ in range(2):
        operations.assign_role(
            account=account, role="technician", municipality=manta, starts_on=TODAY, actor=admin, at=at
        )
    assert account.assignments.count() == 1
    assert Record.objects.filter(action="access.assign_role").count() == 1


def test_ended_role_holds_until_the_last_day(admin, manta, at):
    account = make_account(["technician"], manta)
    ended = operations.end_role(
        account=account, role="technician", municipality=manta, last_day=TODAY, actor=admin, at=at
    )
    assert ended == 1
    assert queries.actor_for(account, manta, TODAY).roles == {"technician"}
    assert queries.actor_for(account, manta, date(2026, 11, 22)).roles == frozenset()


@pytest.mark.parametrize("role", ["coordinator", "technician", "adviser"])
def test_other_roles_may_not(role, manta, at):
    actor = acting(make_account([role], manta), manta, role)
    with pytest.raises(Refused) as caught:
        operations.create_account(email="x@example.org", name="X", password=None, actor=actor, at=at)
    assert code_of(caught) == "role_may_not"
    assert not Account.objects.filter(email="x@example.org").exists()


def test_administrator_of_one_municipality_gives_roles_only_there(admin, quito, at):
    account = make_account()
    for place in (quito, None):
        with pytest.raises(Refused) as caught:
            operations.assign_role(
                account=account, role="technician", municipality=place, starts_on=TODAY, actor=admin, at=at
            )
        assert code_of(caught) == "role_beyond_own_municipality"


def test_administrator_of_all_gives_roles_for_all(admin_of_all, at):
    account = make_account()
    operations.assign_role(
        account=account, role="adviser", municipality=None, starts_on=TODAY, actor=admin_of_all, at=at
    )
    assert account.assignments.get().municipality is None


def test_password_of_an_account_that_works_elsewhere_is_not_given_here(admin, admin_of_all, quito, at):
    for account in (make_account(["technician"], quito), make_account(["programme_admin"])):
        with pytest.raises(Refused) as caught:
            operations.give_temporary_password(account=account, actor=admin, at=at)
        assert code_of(caught) == "account_beyond_own_municipality"
        assert operations.give_temporary_password(account=account, actor=admin_of_all, at=at)


def test_nobody_takes_their_own_access(admin, manta, at):
    own = Account.objects.get(pk=admin.account_id)
    for refused in (
        lambda: operations.end_role(
            account=own, role="programme_admin", municipality=manta, last_day=TODAY, actor=admin, at=at
        ),
        lambda: operations.close_account(account=own, actor=admin, at=at),
        lambda: operations.give_temporary_password(account=own, actor=admin, at=at),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert code_of(caught) == "own_account"


def test_role_that_would_end_before_it_starts(admin, manta, at):
    with pytest.raises(Refused) as caught:
        operations.assign_role(
            account=make_account(), role="technician", municipality=manta, starts_on=TODAY,
            ends_on=date(2026, 11, 20), actor=admin, at=at,
        )  # fmt: skip
    assert code_of(caught) == "ends_before_it_starts"


def test_demo_account_only_in_demo_mode(admin, at, settings):
    settings.DEMO_MODE = False
    with pytest.raises(Refused) as caught:
        operations.create_account(email="d@x.org", name="D", password="x", is_demo=True, actor=admin, at=at)
    assert code_of(caught) == "not_demo_mode"


def test_expired_role_of_the_actor_gives_nothing(admin_of_all, at):
    Account.objects.get(pk=admin_of_all.account_id).assignments.update(ends_on=date(2026, 1, 1))
    with pytest.raises(Refused):
        operations.assign_role(
            account=make_account(), role="adviser", municipality=None, starts_on=TODAY,
            actor=replace(admin_of_all), at=at,
        )  # fmt: skip


# --- pages


def test_making_an_account_shows_its_password_once(sign_in, manta, client):
    sign_in("programme_admin")
    fields = {"name": "Kerly Intriago", "email": "kerly@manta.example.org", "role": "facilitator"}
    response = client.post("/manta/cuentas/nueva/", fields)
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    password = re.search(r"minga-panel__code\">([0-9a-z-]{19})<", page).group(1)
    assert password not in client.get(response["Location"]).content.decode()
    account = Account.objects.get(email="kerly@manta.example.org")
    assert account.check_password(password) and account.has_temporary_password
    assert password not in account.password
    assert [row.role for row in account.assignments.all()] == ["facilitator"]


def test_address_that_has_an_account_comes_back_with_what_was_typed(sign_in, manta, client):
    there = make_account(name="Ya está")
    sign_in("programme_admin")
    fields = {"name": "Otra persona", "email": there.email.upper(), "role": "technician"}
    response = client.post("/manta/cuentas/nueva/", fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ya hay una cuenta con este correo" in page and "Otra persona" in page


def test_list_shows_this_municipality_with_few_queries(sign_in, manta, quito, client, django_assert_max_num_queries):
    for number in range(30):
        make_account(["technician"], manta, name=f"Persona {number}")
    make_account(["technician"], quito, name="De otra ciudad")
    sign_in("coordinator")
    client.get("/manta/cuentas/")
    with django_assert_max_num_queries(16):
        page = client.get("/manta/cuentas/").content.decode()
    assert "Persona 29" in page and "De otra ciudad" not in page
    assert "Nueva cuenta" not in page, "coordination reads only"
    assert "Persona 7" in client.get("/manta/cuentas/?q=persona 7").content.decode()
    assert "Nadie con esos datos" in client.get("/manta/cuentas/?role=adviser").content.decode()


def test_role_is_given_and_ended_on_the_page(sign_in, manta, client):
    account = make_account(["technician"], manta)
    sign_in("programme_admin")
    base = f"/manta/cuentas/{account.public_id}/"
    bad = client.post(
        f"{base}roles/nuevo/", {"role": "facilitator", "starts_on": "2026-11-21", "ends_on": "2026-11-01"}
    )
    assert bad.status_code == 422 and "igual o posterior" in bad.content.decode()
    fields = {"role": "facilitator", "starts_on_day": "21", "starts_on_month": "11", "starts_on_year": "2026"}
    fields |= {"ends_on_day": "30", "ends_on_month": "6", "ends_on_year": "2027"}
    assert client.post(f"{base}roles/nuevo/", fields).status_code == 302
    assert account.assignments.filter(role="facilitator", municipality=manta).count() == 1
    assert client.post(f"{base}roles/technician/terminar/").status_code == 302
    assert account.assignments.get(role="technician").ends_on is not None


def test_role_for_all_is_not_offered_to_who_administers_one(sign_in, manta, client):
    account = make_account(["technician"], manta)
    sign_in("programme_admin")
    page = client.get(f"/manta/cuentas/{account.public_id}/roles/nuevo/").content.decode()
    assert "todos los municipios" not in page
    fields = {"role": "adviser", "starts_on": "2026-11-21", "ends_on": "2027-06-30", "everywhere": "on"}
    client.post(f"/manta/cuentas/{account.public_id}/roles/nuevo/", fields)
    assert account.assignments.get(role="adviser").municipality == manta


def test_closed_account_is_signed_out(sign_in, manta, client):
    account = make_account(["technician"], manta)
    theirs = type(client)()
    theirs.force_login(account)
    assert theirs.get("/manta/programa/").status_code == 200
    sign_in("programme_admin")
    assert client.post(f"/manta/cuentas/{account.public_id}/cerrar/").status_code == 302
    assert theirs.get("/manta/programa/").status_code == 302
    assert client.post(f"/manta/cuentas/{account.public_id}/abrir/").status_code == 302
    assert theirs.get("/manta/programa/").status_code == 302  # the old session does not come back
    theirs.force_login(Account.objects.get(pk=account.pk))
    assert theirs.get("/manta/programa/").status_code == 200
