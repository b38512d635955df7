"""The frame of the programme, its steps and stages in a municipality: queries, operations, pages."""

from __future__ import annotations

from datetime import date

import pytest

from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.programmes import operations, queries
from minga.programmes.models import Component, MunicipalStep, Programme, StageProgress, Step
from minga.programmes.operations import load_programme

STEP = {"name": "Estudio de mercado local", "position": "3", "is_used": "on", "reason": "Ya hay uno de 2025"}


@pytest.fixture
def site(db):
    return Programme.objects.get(slug="site")


def test_frame_is_the_sources(site):
    linked = [row.name for row in site.components.filter(is_conceptual=False)]
    assert linked == ["Fortalecimiento de Estructuras de Gobernanza", "Medios de Vida", "Campaña de Comunicación"]
    stages = [row.name for row in Component.objects.get(programme=site, code="medios-de-vida").stages.all()]
    assert stages == [
        "Transferencia de metodologías y herramientas", "Implementación", "Programa de capital de fortalecimiento",
    ]  # fmt: skip
    assert [row.name for row in site.steps.all()] == [
        "Estudio de oferta y demanda", "Focalización", "Convocatoria", "Modalidades de capacitación",
        "Plataformas digitales", "Monitoreo y seguimiento",
    ]  # fmt: skip
    assert queries.missing_components_of(site) == []


def test_loading_again_keeps_what_municipalities_adapted(in_manta, actor_of, site, at):
    step = site.steps.get(code="estudio")
    adapt(step, in_manta, actor_of("coordinator"), at)
    load_programme()
    assert queries.step_of(site, "estudio").name == "Estudio de mercado local"
    assert Step.objects.get(pk=step.pk).name == "Estudio de oferta y demanda"


def adapt(step, municipality, actor, at, **changed):
    fields = {
        "name": "Estudio de mercado local", "position": 2, "is_mandatory": False, "is_used": True, "reason": "Hay uno",
    }  # fmt: skip
    return operations.adapt_step(step=step, municipality=municipality, actor=actor, at=at, **(fields | changed))


def test_step_is_adapted_for_one_municipality_only(manta, quito, actor_of, site, at, sign_in, client):
    sign_in("coordinator")
    assert client.post("/manta/programa/pasos/estudio/", STEP).status_code == 302
    with scope(manta.pk):
        assert [row.name for row in queries.steps_of(site)][:2] == ["Focalización", "Estudio de mercado local"]
        assert queries.step_of(site, "estudio").is_own
    with scope(quito.pk):
        assert next(row.name for row in queries.steps_of(site)) == "Estudio de oferta y demanda"
        assert not any(row.is_own for row in queries.steps_of(site))
    page = client.get("/manta/programa/").content.decode()
    assert "Estudio de mercado local" in page and "Ya hay uno de 2025" in page


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"reason": " "}, "reason_needed"), ({"is_mandatory": True, "is_used": False}, "mandatory_unused")],
)
def test_adaptation_is_refused(in_manta, actor_of, site, at, changed, code):
    with pytest.raises(Refused) as caught:
        adapt(site.steps.get(code="estudio"), in_manta, actor_of("coordinator"), at, **changed)
    assert caught.value.refusal.code == code
    assert not MunicipalStep.objects.exists()


def test_mandatory_and_unused_comes_back_with_what_was_typed(sign_in, manta, client):
    sign_in("coordinator")
    response = client.post(
        "/manta/programa/pasos/estudio/",
        {"name": "Otro nombre", "position": "3", "is_mandatory": "on", "reason": "Porque sí"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "no puede quedar sin usar" in page and "Otro nombre" in page


@pytest.mark.parametrize("role", ["technician", "facilitator", "adviser"])
def test_other_roles_do_not_adapt(in_manta, actor_of, site, at, role):
    with pytest.raises(Refused) as caught:
        adapt(site.steps.get(code="estudio"), in_manta, actor_of(role), at)
    assert caught.value.refusal.code == "role_may_not"


def test_coordination_does_not_adapt_another_municipality(in_manta, quito, actor_of, site, at):
    with pytest.raises(Refused) as caught:
        adapt(site.steps.get(code="estudio"), quito, actor_of("coordinator"), at)
    assert caught.value.refusal.code == "another_municipality"


def test_status_of_a_stage_is_each_municipalitys_own(sign_in, manta, quito, client, site):
    sign_in("coordinator")
    address = "/manta/programa/etapas/medios-de-vida/implementacion/"
    fields = {"status": "in_progress", "since_on_day": "3", "since_on_month": "8", "since_on_year": "2026"}
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields | {"status": "done"}).status_code == 302
    with scope(manta.pk):
        assert StageProgress.objects.get().status == "done"
        assert queries.stage_of(site, "medios-de-vida", "implementacion").since_on == date(2026, 8, 3)
    with scope(quito.pk):
        assert queries.stage_of(site, "medios-de-vida", "implementacion").status == "not_started"
    assert "Terminada" in client.get("/manta/programa/").content.decode()
    assert client.post(address, fields | {"status": "x"}).status_code == 422


def test_missing_conceptual_component_is_warned_of(sign_in, manta, client, site):
    sign_in("adviser")
    assert "le falta un componente" not in client.get("/manta/programa/").content.decode()
    site.components.filter(code="bolsa-empleo").delete()
    page = client.get("/manta/programa/").content.decode()
    assert "le falta un componente" in page and "bolsa-empleo" in page


def test_municipality_without_programme_finds_nothing(sign_in, manta, client, site):
    site.municipalities.clear()
    sign_in("coordinator")
    assert client.get("/manta/programa/").status_code == 404


def test_page_costs_few_queries(sign_in, manta, client, django_assert_max_num_queries):
    sign_in("coordinator")
    client.get("/manta/programa/")
    with django_assert_max_num_queries(17):
        client.get("/manta/programa/")
