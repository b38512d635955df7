"""Projects, funds with their owners, and donors' rules."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minga.kernel.refusals import Refused
from minga.organisations.models import Organisation
from minga.programmes import operations, queries
from minga.programmes.models import Fund, FundRule, Programme, Project


@pytest.fixture
def fund(db):
    return Fund.objects.get(name="Integra · UE")


def add(fund, actor, at, kind="population_min", value="mobility", share=Decimal("0.6"), text=""):
    return operations.add_fund_rule(fund=fund, kind=kind, value=value, share=share, text=text, actor=actor, at=at)


def test_two_projects_share_a_programme_each_fund_with_its_owner(manta, fund):
    site = Programme.objects.get(slug="site")
    aecid = Organisation.objects.get(short_name="AECID")
    project = Project.objects.create(programme=site, name="Consorcio", implementer=aecid, starts_on="2021-01-01")
    Fund.objects.create(project=project, owner=aecid, name="Fondo AECID")
    found = queries.projects_in(site, manta)
    assert [(row.name, [one.owner.short_name for one in row.funds.all()]) for row in found] == [
        ("Consorcio", ["AECID"]),
        ("Integra", ["UE"]),
    ]


def test_rule_is_kept_once(system, fund, at):
    assert add(fund, system, at) == add(fund, system, at)
    rule = FundRule.objects.get()
    assert queries.words_of_fund_rule(rule) == (
        "Proporción mínima de una población · Personas en situación de movilidad humana · 60 %"
    )


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"share": None}, "share_needed"),
        ({"value": "x"}, "value_unknown"),
        ({"kind": "city", "value": "no-existe", "share": None}, "value_unknown"),
        ({"kind": "note", "value": "", "share": None}, "text_needed"),
    ],
)
def test_rule_that_cannot_be_is_refused(system, fund, at, rule, code):
    with pytest.raises(Refused) as caught:
        add(fund, system, at, **rule)
    assert caught.value.refusal.code == code
    assert not FundRule.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "donor_viewer"])
def test_only_administration_touches_funds(actor_of, fund, at, role):
    with pytest.raises(Refused):
        add(fund, actor_of(role), at)


def test_page_adds_and_removes(sign_in, manta, fund, client):
    sign_in("programme_admin")
    address = f"/manta/programa/fondos/{fund.public_id}/"
    fields = {"kind": "women_min", "value": "", "percent": "50", "text": "Convenio, cláusula 4"}
    assert client.post(address, fields).status_code == 302
    page = client.get(address).content.decode()
    assert "Proporción mínima de mujeres · 50 %" in page and "cláusula 4" in page
    assert client.post(address, fields | {"percent": ""}).status_code == 422
    rule = FundRule.objects.get()
    for _ in range(2):
        assert client.post(f"{address}quitar/", {"rule": str(rule.pk)}).status_code == 302
    assert not FundRule.objects.exists()


def test_everybody_on_the_staff_reads_who_pays(sign_in, manta, fund, client):
    sign_in("donor_viewer")
    page = client.get("/manta/programa/proyectos/").content.decode()
    assert "Financiado por la Unión Europea" in page and "ECONOMICA CIC" in page
    assert str(fund.public_id) not in page, "no link to what the role may not open"


def test_rule_of_another_fund_is_not_removed(system, fund, at):
    other = Fund.objects.create(project=fund.project, owner=fund.owner, name="Otro")
    rule = add(fund, system, at)
    assert operations.remove_fund_rule(fund=other, rule_id=rule.pk, actor=system, at=at) == 0
    assert FundRule.objects.count() == 1
