"""Cards and one-time codes of participants."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from minga.access import operations as access
from minga.access.permissions import why_not
from minga.audit import operations as audit
from minga.kernel.actor import PARTICIPANT, Actor, system_actor
from minga.kernel.codes import new_code, normalise_code
from minga.kernel.refusals import refuse_if
from minga.kernel.sealing import blind_index
from minga.messaging import operations as messaging
from minga.people.models import Person
from minga.territory.models import Municipality

from . import queries
from .queries import CARD, CODE

CARD_CHARACTERS = 16  # 80 random bits
CARD_HOLDS, CODE_HOLDS = timedelta(days=365), timedelta(minutes=20)


@transaction.atomic
def issue_card(*, person: Person, actor: Actor, at: datetime) -> str:
    """A card's code for a person, shown once, for a year; an earlier card stops. Refuses without `people.change`."""
    refuse_if(why_not(actor, "people", "change"))
    access.revoke_tokens(object_public_id=person.public_id, purpose=CARD)
    card = new_code("T", CARD_CHARACTERS)
    access.issue_token(
        municipality=person.municipality, object_public_id=person.public_id, purpose=CARD, expires_at=at + CARD_HOLDS,
        secret=_secret(CARD, person.municipality_id, card),
    )  # fmt: skip
    audit.record(actor=actor, action="portal.issue_card", obj=person, at=at)
    return card


@transaction.atomic
def revoke_card(*, person: Person, actor: Actor, at: datetime) -> bool:
    """Make a person's card stop; False when there was none. Refuses without `people.change`."""
    refuse_if(why_not(actor, "people", "change"))
    stopped = bool(access.revoke_tokens(object_public_id=person.public_id, purpose=CARD))
    if stopped:
        audit.record(actor=actor, action="portal.revoke_card", obj=person, at=at)
    return stopped


@transaction.atomic
def send_code(*, municipality: Municipality, contact: str, at: datetime) -> bool:
    """Put a code for a contact into the outbox, if it is the own, safe contact of exactly one person and a channel
    reaches it. Returns whether; only the job that calls this may know."""
    found = queries.contact_of_one_person(contact)
    if found is None:
        return False
    point, channel = found
    code = f"{secrets.randbelow(10**8):08d}"
    person = point.person
    access.revoke_tokens(object_public_id=person.public_id, purpose=CODE)
    access.issue_token(
        municipality=municipality, object_public_id=person.public_id, purpose=CODE, expires_at=at + CODE_HOLDS,
        secret=_secret(CODE, municipality.pk, f"{queries.normal_contact(contact)}:{code}"),
    )  # fmt: skip
    messaging.enqueue(
        person=person, contact_point=point, channel=channel, purpose=CODE, about=person.public_id,
        subject=_("Su código"), body=_("Su código es %(code)s. Vale 20 minutos. No lo comparta.") % {"code": code},
        dedupe_key=f"{CODE}:{person.public_id}:{int(at.timestamp())}", actor=system_actor(municipality.pk), at=at,
    )  # fmt: skip
    return True


@transaction.atomic
def use_sent_code(*, municipality: Municipality, contact: str, typed: str, at: datetime) -> Person | None:
    """The person whose code this is, used up by this; None when it is wrong or too many were tried."""
    normal = queries.normal_contact(contact)
    subject = f"{municipality.pk}:{normal}"
    if not access.count_attempt(limit="participant_code_tried", subject=subject, at=at):
        return None
    digits = "".join(figure for figure in typed if figure.isdigit())
    person = queries.person_with_secret(_secret(CODE, municipality.pk, f"{normal}:{digits}"), CODE, municipality, at)
    if person is not None:
        access.revoke_tokens(object_public_id=person.public_id, purpose=CODE)
        _note(person, "portal.enter_with_code", at)
    return person


@transaction.atomic
def use_card(*, municipality: Municipality, typed: str, birth_year: int, at: datetime) -> Person | None:
    """The person whose card this is, if she was born that year (when we know it); None when something is wrong."""
    card = normalise_code(typed) or ""
    subject = f"{municipality.pk}:{card or typed[:40]}"
    if not access.count_attempt(limit="participant_code_tried", subject=subject, at=at):
        return None
    person = queries.person_with_secret(_secret(CARD, municipality.pk, card), CARD, municipality, at)
    if person is None or (person.birth_date is not None and person.birth_date.year != birth_year):
        return None
    access.forget_attempts(limit="participant_code_tried", subject=subject, at=at)
    _note(person, "portal.enter_with_card", at)
    return person


def _note(person: Person, action: str, at: datetime) -> None:
    actor = Actor(roles=frozenset({PARTICIPANT}), municipality_id=person.municipality_id)
    audit.record(actor=actor, action=action, obj=person, at=at)


def _secret(purpose: str, municipality_id: int, text: str) -> str:
    """What stands for a short code: a keyed hash, so that the table of tokens cannot be tried out."""
    return blind_index(purpose, f"{municipality_id}:{text}").hex()
