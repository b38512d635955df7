"""Samples of access, territory, organisations and programmes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from minga.access.models import CodeApp, Delegation, Handover, Session
from minga.kernel import files
from minga.programmes.models import ElectoralPeriod, Fund, Programme
from minga.territory.models import Municipality, Sector, Venue, Zone
from tests.factories.access import make_account

from .types import Arguments, Sample

DIRECTORY = {
    "slug": "manta",
    "name": "Directorio de Manta",
    "municipality": "manta",
    "issuer": "https://directorio.manta.example",
    "client_id": "minga",
    "client_secret": "secreto",
}
"""A directory for MINGA_DIRECTORIES: the addresses of a directory find nothing unless the settings name it."""


def account(municipality: Municipality) -> Arguments:
    return {"public_id": make_account(["technician"], municipality).public_id}


def own_session(municipality: Municipality) -> Arguments:
    ends = datetime(2030, 1, 1, tzinfo=UTC)
    made = Session.objects.create(session_key=uuid4().hex, expire_date=ends, account=make_account([], municipality))
    return {"public_id": made.public_id}


def own_app(municipality: Municipality) -> Arguments:
    owner, added = make_account([], municipality), datetime(2026, 11, 1, tzinfo=UTC)
    made = CodeApp.objects.create(account=owner, secret="JBSWY3DPEHPK3PXP", added_at=added)
    return {"kind": "app", "public_id": made.public_id}


def account_role(municipality: Municipality) -> Arguments:
    return account(municipality) | {"role": "technician"}


def venue(municipality: Municipality) -> Arguments:
    made = Venue.objects.get_or_create(municipality=municipality, name="Casa comunal", defaults={"capacity": 30})
    return {"public_id": made[0].public_id}


def sector(municipality: Municipality) -> Arguments:
    return {"public_id": Sector.objects.get_or_create(municipality=municipality, name="Tarqui")[0].public_id}


def zone(municipality: Municipality) -> Arguments:
    return {"public_id": Zone.objects.get_or_create(name="Costa")[0].public_id}


def organisation(municipality: Municipality) -> Arguments:
    made = municipality.organisations.get_or_create(
        name=f"Cámara de {municipality.name}", defaults={"kind": "employers_association"}
    )
    return {"public_id": made[0].public_id}


def fund(municipality: Municipality) -> Arguments:
    return {"public_id": Fund.objects.order_by("pk").first().public_id}


def electoral_period(municipality: Municipality) -> Arguments:
    made = ElectoralPeriod.objects.get_or_create(
        programme=Programme.objects.get(slug="site"),
        municipality=municipality,
        starts_on=date(2027, 1, 3),
        defaults={"ends_on": date(2027, 2, 14), "source": "Resolución"},
    )
    return {"public_id": made[0].public_id}


def delegation(municipality: Municipality) -> Arguments:
    made = make_account(["authority"], municipality)
    paper = Delegation.objects.create(
        account=made,
        municipality=municipality,
        number="Oficio 7",
        starts_on=date(2026, 1, 1),
        file_id=files.store([b"%PDF-1.4"]),
        file_name="oficio.pdf",
    )
    return {"public_id": made.public_id, "delegation_id": paper.public_id}


def signed_account(municipality: Municipality) -> Arguments:
    made = make_account(["technician"], municipality)
    made.undertakings.update(file_id=files.store([b"%PDF-1.4"]), file_name="compromiso.pdf")
    return {"public_id": made.public_id}


def handover(municipality: Municipality) -> Arguments:
    made = Handover.objects.create(
        municipality=municipality,
        code=f"{municipality.code}-ACTA",
        giver=make_account(["technician"], municipality),
        receiver=make_account(["technician"], municipality),
        reason="Cambio de autoridades",
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 1),
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return {"public_id": made.public_id}


SAMPLES: dict[str, Sample] = {
    "demo-sign-in": lambda municipality: {"role": "technician"},
    "directory": lambda municipality: {"slug": DIRECTORY["slug"]},
    "directory-back": lambda municipality: {"slug": DIRECTORY["slug"]},
    "end-session": own_session,
    "remove-factor": own_app,
    "accounts:account": account,
    "accounts:assign-role": account,
    "accounts:end-role": account_role,
    "accounts:give-temporary-password": account,
    "portal:handover-act": handover,
    "portal:return-handover": handover,
    "accounts:set-duties": account_role,
    "accounts:take-over": account_role,
    "accounts:undertaking": account,
    "accounts:record-undertaking": account,
    "accounts:undertaking-file": signed_account,
    "accounts:record-delegation": account,
    "accounts:delegation-file": delegation,
    "accounts:end-delegation": delegation,
    "accounts:close-account": account,
    "accounts:unlock-account": account,
    "accounts:sheet-print": account,
    "accounts:reopen-account": account,
    "territory:update-venue": venue,
    "territory:rename-sector": sector,
    "territory:group-cities": zone,
    "organisations:update-organisation": organisation,
    "programmes:adapt-step": lambda municipality: {"code": "focalizacion"},
    "programmes:set-stage-status": lambda municipality: {"component": "medios-de-vida", "code": "implementacion"},
    "programmes:fund": fund,
    "programmes:remove-fund-rule": fund,
    "programmes:end-electoral-period": electoral_period,
    "programmes:set-setting": lambda municipality: {"key": "residence_months"},
}
