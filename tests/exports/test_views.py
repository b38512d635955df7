"""Pages of exports, from asking to the file."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from minga.exports import jobs
from minga.exports.models import Export
from minga.exports.states import ExportState
from minga.kernel.ids import uuid7
from minga.kernel.tenancy import scope
from tests.factories import make_account, make_person

WHY = "Llamar a las personas del aula el lunes; se borra el martes."


def page(name, **kwargs):
    return reverse(f"exports:{name}", kwargs={"municipality": "manta", **kwargs})


def asked(**more):
    return {
        "columns": ["given_names"], "reason": "service", "reason_text": WHY, "file_format": "csv",
        "_submission": str(uuid7()), **more,
    }  # fmt: skip


@pytest.fixture
def person(manta):
    with scope(manta.pk):
        return make_person(manta, given_names="Ana", surnames="Vera")


@pytest.fixture
def build(monkeypatch):
    """Jobs run at once."""
    monkeypatch.setattr(jobs, "ask_for", lambda export: jobs.build_export.func(export.municipality_id, export.pk))


def only(manta):
    with scope(manta.pk):
        return Export.objects.get()


def test_asking_and_taking_a_small_file(manta, sign_in, person, build):
    client = sign_in("technician")
    shown = client.get(page("request-export", dataset="personas")).content.decode()
    assert "dato sensible" in shown
    answer = client.post(page("request-export", dataset="personas"), asked())
    export = only(manta)
    assert answer["Location"] == page("export-detail", public_id=export.public_id)
    assert export.state == ExportState.READY
    assert "Descargar" in client.get(answer["Location"]).content.decode()
    take = page("download-export", public_id=export.public_id)
    assert client.get(take).status_code == 200
    assert only(manta).downloads == 0
    file = client.post(take, {"_submission": str(uuid7())})
    assert b"".join(file.streaming_content).decode("utf-8-sig").splitlines() == ["Nombres", "Ana"]
    assert file["Content-Disposition"].startswith("attachment;")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Cache-Control"] == "no-store"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert only(manta).downloads == 1


def test_bad_input_comes_back_with_what_was_typed(manta, sign_in, person):
    client = sign_in("technician")
    answer = client.post(page("request-export", dataset="personas"), asked(reason_text="corto"))
    assert answer.status_code == 422
    assert "al menos 15 letras" in answer.content.decode()
    assert "corto" in answer.content.decode()


def test_a_coordinator_decides_on_the_export_of_somebody_else(manta, client, person, build):
    technician = make_account(roles=("technician",), municipality=manta)
    coordinator = make_account(roles=("coordinator",), municipality=manta)
    client.force_login(technician, backend="minga.access.backend.AccountBackend")
    client.post(page("request-export", dataset="personas"), asked(columns=["address"]))
    export = only(manta)
    decide = page("decide-export", public_id=export.public_id)
    given = {"decision": "approve", "note": "", "_submission": str(uuid7())}
    assert client.post(decide, given).status_code == 403
    client.force_login(coordinator, backend="minga.access.backend.AccountBackend")
    assert str(technician) in client.get(page("export-list")).content.decode()
    assert "Su decisión" in client.get(page("export-detail", public_id=export.public_id)).content.decode()
    refused = client.post(decide, {"decision": "refuse", "note": "", "_submission": str(uuid7())})
    assert refused.status_code == 422
    assert client.post(decide, given | {"_submission": str(uuid7())})["Location"] == page("export-list")
    assert only(manta).state == ExportState.READY
    assert client.post(page("download-export", public_id=export.public_id), {}).status_code == 403


def test_the_filters_of_the_list_go_with_the_request(manta, sign_in, person):
    client = sign_in("technician")
    shown = client.get(page("request-export", dataset="personas") + "?grupo=transit&estado=").content.decode()
    assert "No hay nada que exportar" in shown
    assert client.get(page("request-export", dataset="personas") + "?grupo=otro").status_code == 404
    assert client.get(page("request-export", dataset="nada")).status_code == 404
    assert client.get(page("request-export", dataset="aula") + "?aula=x").status_code == 404


def test_a_role_that_serves_nobody_may_not_ask_for_people(manta, sign_in, person):
    client = sign_in("authority")
    assert client.get(page("request-export", dataset="personas")).status_code == 403
    assert "personas/" not in client.get(page("export-list")).content.decode().split("Pedir una")[-1]


def test_what_the_list_looked_for_narrows_the_table_without_standing_in_an_address(sign_in, manta):
    with scope(manta.pk):
        make_person(manta, given_names="Rosa", surnames="Quispe")
    client = sign_in("technician")
    listed = client.post("/manta/personas/", {"q": "rosa quispe"})["Location"]
    link = re.search(r'href="(/manta/exportaciones/pedir/personas/[^"]*)"', client.get(listed).content.decode()).group(
        1
    )
    assert "quispe" not in link
    assert "«rosa quispe»" in client.get(html.unescape(link)).content.decode()
    assert client.get(page("request-export", dataset="personas") + "?busqueda=otra").status_code == 404
