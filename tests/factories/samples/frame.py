"""Samples of access, territory, organisations and programmes."""

from __future__ import annotations

from datetime import date

from minga.programmes.models import ElectoralPeriod, Fund, Programme
from minga.territory.models import Municipality, Sector, Venue, Zone
from tests.factories.access import make_account

from .types import Arguments, Sample


def account(municipality: Municipality) -> Arguments:
    return {"public_id": make_account(["technician"], municipality).public_id}


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


SAMPLES: dict[str, Sample] = {
    "demo-sign-in": lambda municipality: {"role": "technician"},
    "accounts:account": account,
    "accounts:assign-role": account,
    "accounts:end-role": account_role,
    "accounts:give-temporary-password": account,
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
