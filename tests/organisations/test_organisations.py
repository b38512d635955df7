"""The registry of institutions."""

from __future__ import annotations

import pytest

from minga.kernel.refusals import Refused
from minga.organisations import operations
from minga.organisations.models import Organisation
from minga.organisations.states import OrganisationKind

FIELDS = {"name": "Cámara de Comercio de Manta", "kind": "employers_association", "level": "local"}


def test_kinds_are_those_of_the_sources():
    kinds = {str(kind.label) for kind in OrganisationKind}
    assert {
        "GAD provincial", "GAD municipal", "Empresa pública", "Agencia o corporación de promoción económica",
        "Universidad o instituto", "Organización no gubernamental", "Entidad financiera", "Gobierno central",
    } <= kinds  # fmt: skip


def test_coordination_registers_and_changes_its_own(sign_in, manta, quito, client):
    sign_in("coordinator")
    assert client.post("/manta/organizaciones/nueva/", FIELDS | {"email": "info@camara.example.org"}).status_code == 302
    row = Organisation.objects.get(name=FIELDS["name"])
    assert row.municipality == manta
    assert client.post(f"/manta/organizaciones/{row.public_id}/", FIELDS | {"short_name": "CCM"}).status_code == 302
    assert "(CCM)" in client.get("/manta/organizaciones/?q=ccm").content.decode()
    sign_in("coordinator", municipality=quito)
    assert client.get(f"/quito/organizaciones/{row.public_id}/").status_code == 404
    assert FIELDS["name"] not in client.get("/quito/organizaciones/?kind=employers_association").content.decode()


def test_institution_of_all_is_changed_by_administration_only(sign_in, manta, client):
    pnud = Organisation.objects.get(short_name="PNUD")
    fields = FIELDS | {"name": pnud.name, "kind": "un_agency", "level": "international", "phone": "02 246 0330"}
    sign_in("coordinator")
    assert client.post(f"/manta/organizaciones/{pnud.public_id}/", fields).status_code == 403
    sign_in("programme_admin")
    assert client.post(f"/manta/organizaciones/{pnud.public_id}/", fields).status_code == 302
    pnud.refresh_from_db()
    assert pnud.phone == "02 246 0330"


def test_name_stands_once(sign_in, manta, client):
    sign_in("coordinator")
    client.post("/manta/organizaciones/nueva/", FIELDS)
    response = client.post("/manta/organizaciones/nueva/", FIELDS | {"address": "Calle 13"})
    assert response.status_code == 422
    assert "Ya hay una organización con ese nombre" in response.content.decode()
    assert "Calle 13" in response.content.decode()


@pytest.mark.parametrize("role", ["technician", "donor_viewer"])
def test_other_roles_read_only(in_manta, actor_of, at, role):
    with pytest.raises(Refused):
        operations.create_organisation(municipality=in_manta, actor=actor_of(role), at=at, **FIELDS)
