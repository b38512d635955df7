"""Objects of prioritisation, outreach and messaging for the access matrix."""

from __future__ import annotations

from minga.kernel.actor import system_actor
from minga.kernel.ids import uuid7
from minga.messaging.models import Message
from minga.messaging.operations import enqueue
from minga.outreach.models import MassRequest, Round
from minga.outreach.operations import open_round
from minga.people.models import ContactPoint
from minga.prioritisation.models import RankedList
from minga.territory.models import Municipality

from ..people import make_person
from ..priority import NOW, make_assessed, make_list
from ..training import make_class
from .types import Arguments, Sample


def _list(municipality: Municipality) -> RankedList:
    make_assessed(municipality)
    return make_list(municipality)


def _round(municipality: Municipality) -> Round:
    return open_round(
        municipality=municipality,
        ranked_list=_list(municipality),
        class_groups=[make_class(municipality)],
        name="Noviembre",
        channels=["call", "visit"],
        hours=72,
        actor=system_actor(municipality.pk),
        at=NOW,
    )


def ranked_list(municipality: Municipality) -> Arguments:
    return {"ranked_list": _list(municipality).public_id}


def place(municipality: Municipality) -> Arguments:
    return {"place": _list(municipality).places.get().public_id}


def calling_round(municipality: Municipality) -> Arguments:
    return {"round_id": _round(municipality).public_id}


def invitation(municipality: Municipality) -> Arguments:
    return {"invitation": _round(municipality).invitations.get().public_id}


def mass_request(municipality: Municipality) -> Arguments:
    made = MassRequest.objects.create(municipality=municipality, people=80, reason="Seis aulas", asked_at=NOW)
    return {"public_id": made.public_id}


def failed_message(municipality: Municipality) -> Arguments:
    person = make_person(municipality)
    point = ContactPoint.objects.create(municipality=municipality, person=person, kind="email", value="a@example.org")
    message = enqueue(
        person=person,
        contact_point=point,
        channel="email",
        purpose="invitation",
        about=uuid7(),
        subject="Su cupo",
        body="Buenos días",
        dedupe_key=str(uuid7()),
        actor=system_actor(municipality.pk),
        at=NOW,
    )
    Message.objects.filter(pk=message.pk).update(state="failed", settled_at=NOW)
    return {"message": message.public_id}


SAMPLES: dict[str, Sample] = {
    "prioritisation:list-detail": ranked_list,
    "prioritisation:list-print": ranked_list,
    "prioritisation:place-detail": place,
    "outreach:round-detail": calling_round,
    "outreach:round-call-next": calling_round,
    "outreach:round-close": calling_round,
    "outreach:call-sheet": calling_round,
    "outreach:call-sheet-print": calling_round,
    "outreach:poster-print": calling_round,
    "outreach:result-print": calling_round,
    "outreach:decide-mass": mass_request,
    "outreach:invitation-detail": invitation,
    "messaging:message-send-again": failed_message,
    "messaging:template-edit": lambda municipality: {"purpose": "invitation", "shape": "short", "language": "es"},
}
