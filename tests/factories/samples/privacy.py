"""Samples of the rights desk."""

from __future__ import annotations

from typing import Any

from minga.kernel.actor import system_actor
from minga.privacy.models import InactivityNotice, Incident
from minga.privacy.operations import Asked, identify_asker, receive_request
from minga.territory.models import Municipality

from ..anything import make_any
from ..people import make_person
from ..priority import NOW, make_assessed
from .types import Arguments, Sample


def request(municipality: Municipality, kind: str = "access") -> Any:
    """A request that waits for an answer, its asker known."""
    actor = system_actor(municipality.pk)
    asked = Asked(kind=kind, asker="Rosa Delgado", detail="Por favor")
    made = receive_request(asked=asked, municipality=municipality, origin="desk", actor=actor, at=NOW)
    person = make_assessed(municipality, "0.5") if kind == "challenge" else make_person(municipality)
    return identify_asker(request=made, person=person, how="document", actor=actor, at=NOW)


def _of(kind: str) -> Sample:
    return lambda municipality: {"public_id": request(municipality, kind).public_id}


def _incident(municipality: Municipality) -> Arguments:
    return {"public_id": make_any(Incident, municipality).public_id}


def _followed(municipality: Municipality) -> Arguments:
    return {"code": request(municipality).code}


def _noticed(municipality: Municipality) -> Arguments:
    return {"public_id": make_any(InactivityNotice, municipality).public_id}


_REQUESTS = (
    "request-detail request-receipt identify-asker extend-request answer-request person-data person-json person-xlsx"
)
SAMPLES: dict[str, Sample] = {
    **{f"privacy:{name}": _of("access") for name in _REQUESTS.split()},
    "privacy:review-assessment": _of("challenge"),
    "privacy:erase-person": _of("erasure"),
    "privacy:keep-person": _noticed,
    "privacy:incident-detail": _incident,
    "privacy:close-incident": _incident,
    "privacy:note-told": lambda municipality: _incident(municipality) | {"who": "authority"},
    "privacy:print-incident-notice": lambda municipality: _incident(municipality) | {"who": "authority"},
    "privacy:followed": _followed,
}
