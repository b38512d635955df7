"""Objects of referrals for the access matrix."""

from __future__ import annotations

from minga.kernel.actor import system_actor
from minga.referrals import operations
from minga.referrals.models import CaseNote, CaseTask, ServicePlace
from minga.territory.models import Municipality

from ..people import make_person
from ..referrals import NOW, make_agreement, make_case, make_partner, make_referral, make_service
from .types import Arguments, Sample


def person(municipality: Municipality) -> Arguments:
    return {"public_id": make_person(municipality).public_id}


def referral(municipality: Municipality) -> Arguments:
    return {"public_id": make_referral(municipality).referrals[0].public_id}


def service(municipality: Municipality) -> Arguments:
    return {"public_id": make_service(municipality).public_id}


def place(municipality: Municipality) -> Arguments:
    found = ServicePlace.objects.get(service=make_service(municipality))
    return {"public_id": found.service.public_id, "place_id": found.public_id}


def agreement(municipality: Municipality) -> Arguments:
    return {"public_id": make_agreement(municipality, make_partner(municipality)).public_id}


def alert(municipality: Municipality) -> Arguments:
    made = operations.raise_alert(
        municipality=municipality, category="violence", who="MAN-1", text="Hoy no vuelve a su casa",
        contact="", is_danger=False, actor=system_actor(municipality.pk), at=NOW,
    )  # fmt: skip
    return {"public_id": made.public_id}


def case(municipality: Municipality) -> Arguments:
    return {"public_id": make_case(municipality).public_id}


def note(municipality: Municipality) -> Arguments:
    made = make_case(municipality)
    found: CaseNote = operations.write_note(
        case=made, kind="note", text="Duerme donde una vecina", actor=system_actor(municipality.pk), at=NOW
    )
    return {"public_id": made.public_id, "note_id": found.public_id}


def task(municipality: Municipality) -> Arguments:
    made = make_case(municipality)
    found: CaseTask = operations.add_task(
        case=made, kind="action", text="Llamar a la vecina", due_at=None, actor=system_actor(municipality.pk), at=NOW
    )
    return {"public_id": made.public_id, "task_id": found.public_id}


def export(municipality: Municipality) -> Arguments:
    return {"form": "zip"}


def secret(municipality: Municipality) -> Arguments:
    return {"secret": make_referral(municipality).secret}


def link(municipality: Municipality) -> Arguments:
    sent = make_referral(municipality)
    assert sent.link is not None
    return {"link_id": sent.link.public_id}


def answer(municipality: Municipality) -> Arguments:
    sent = make_referral(municipality)
    assert sent.link is not None
    return {"link_id": sent.link.public_id, "referral_id": sent.referrals[0].public_id}


_OF_REFERRAL = ("referral-detail", "answer-referral", "close-referral", "resend-link", "bring-back", "referral-slip")
_OF_SERVICE = ("service-detail", "update-service", "close-service", "add-place")
_OF_CASE = (
    "case-detail", "case-purpose", "write-note", "add-task", "phone-script", "record-support", "hand-over-case",
    "close-case", "reopen-case",
)  # fmt: skip
SAMPLES: dict[str, Sample] = {
    **{f"referrals:{name}": referral for name in _OF_REFERRAL},
    **{f"referrals:{name}": service for name in _OF_SERVICE},
    **{f"referrals:{name}": case for name in _OF_CASE},
    "referrals:send-referral": person,
    "referrals:remove-place": place,
    "referrals:export-directory": export,
    "referrals:end-agreement": agreement,
    "referrals:open-case-of-alert": alert,
    "referrals:dismiss-alert": alert,
    "referrals:correct-note": note,
    "referrals:finish-task": task,
    "partner:open-link": secret,
    "partner:link-page": link,
    "partner:second-code": link,
    "partner:answer": answer,
}
