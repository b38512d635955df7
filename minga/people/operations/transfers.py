"""Moving a person's data to another municipality: offered with their consent, accepted there, marked at the origin."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor, system_actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.kernel.tenancy import scope
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from ..models import Person, Transfer
from ..permissions import why_not_settle, why_not_transfer
from ..queries.transfers import entry_of, is_known_at_origin, offers_to_end, person_already_here, person_of_transfer
from ..rules.elsewhere import CONSENT_TEXT, OFFER_STANDS
from ..rules.moving import packed, unpacked
from ..states import Origin, ParticipationEnd, TransferState
from .participations import close_participation
from .registering import register_person


@transaction.atomic
def offer_transfer(
    *,
    person: Person,
    destination: Municipality,
    consent_how: str,
    has_consented: bool,
    actor: Actor,
    at: datetime,
) -> Transfer:
    """Offer a person's data to the municipality they move to; nothing changes here until it is accepted.

    Answers, history and third persons stay (`rules.moving.packed`). Refuses without `elsewhere.transfer`;
    `no_consent`, `same_municipality`, `already_offered`.
    """
    refuse_if(why_not_transfer(actor))
    if not has_consented:
        raise Refused(Refusal("no_consent", _("Los datos pasan a otro municipio solo si la persona lo pide.")))
    if destination.pk == person.municipality_id:
        raise Refused(Refusal("same_municipality", _("La persona ya está en este municipio.")))
    transfer = Transfer(
        origin_id=person.municipality_id,
        destination=destination,
        person_public_id=person.public_id,
        payload=json.dumps(packed(entry_of(person))),
        consent_how=consent_how,
        consent_text=CONSENT_TEXT,
        offered_at=at,
        offered_by_id=actor.account_id,
        expires_at=at + OFFER_STANDS,
    )
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError:
        message = _("Los datos de esta persona ya se ofrecieron y esperan respuesta.")
        raise Refused(Refusal("already_offered", message)) from None
    audit.record(actor=actor, action="people.offer_transfer", obj=person, fields=("destination",), at=at)
    return transfer


@transaction.atomic
def accept_transfer(*, transfer: Transfer, programme: Programme, actor: Actor, at: datetime) -> Person:
    """Register the person here with the data that came, sealed anew; the origin closes the participation as moved.

    Accepting again returns the person. Both municipalities have it in their audit. Refuses without
    `elsewhere.transfer`; `not_destination`; `transfer_settled` with why; `origin_erased`; `already_here` when a
    document of theirs is known here.
    """
    refuse_if(why_not_transfer(actor))
    locked = _locked(transfer)
    if locked.destination_id != actor.municipality_id:
        raise Refused(Refusal("not_destination", _("La acepta el municipio al que se muda la persona.")))
    if locked.state == TransferState.ACCEPTED:
        return person_of_transfer(locked)
    refuse_if(why_not_settle(locked, at))
    if not is_known_at_origin(locked):
        raise Refused(
            Refusal("origin_erased", _("Los datos de esta persona se suprimieron en el municipio de origen."))
        )
    entry = unpacked(json.loads(locked.payload))
    known = person_already_here(entry)
    if known is not None:
        message = _("Ya hay aquí una persona con ese documento, con código %(code)s. Hable con ella antes de aceptar.")
        raise Refused(Refusal("already_here", message, {"code": known.code}))
    person = register_person(entry=entry, programme=programme, origin=Origin.TRANSFER, actor=actor, at=at)
    locked.new_person_public_id = person.public_id
    _settle(locked, TransferState.ACCEPTED, actor, at)
    audit.record(actor=actor, action="people.accept_transfer", obj=person, fields=("origin",), at=at)
    _mark_as_moved(locked, at)
    return person


def _mark_as_moved(transfer: Transfer, at: datetime) -> None:
    """At the origin, in its own scope: the participations end, and its audit says why."""
    with scope(transfer.origin_id):
        actor = system_actor(transfer.origin_id)
        person = Person.objects.get(public_id=transfer.person_public_id)
        for participation in person.participations.filter(closed_at__isnull=True):
            close_participation(participation=participation, end=ParticipationEnd.MOVED, actor=actor, at=at)
        audit.record(actor=actor, action="people.transfer_accepted", obj=person, fields=("destination",), at=at)


@transaction.atomic
def decline_transfer(*, transfer: Transfer, note: str, actor: Actor, at: datetime) -> Transfer:
    """Not to take a person's data, saying why; they are forgotten, and nothing changes at the origin.

    Refuses without `elsewhere.transfer`; `not_destination`, `transfer_settled`, `note_needed`.
    """
    refuse_if(why_not_transfer(actor))
    locked = _locked(transfer)
    if locked.destination_id != actor.municipality_id:
        raise Refused(Refusal("not_destination", _("Responde el municipio al que se muda la persona.")))
    refuse_if(why_not_settle(locked, at))
    if not note.strip():
        raise Refused(Refusal("note_needed", _("Escriba por qué no se acepta.")))
    locked.settled_note = note.strip()
    _settle(locked, TransferState.DECLINED, actor, at)
    audit.record(actor=actor, action="people.decline_transfer", fields=("state",), at=at)
    return locked


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, actor: Actor, at: datetime) -> Transfer:
    """Take an offer back at the origin, as when the person changes their mind; again it changes nothing.

    Refuses without `elsewhere.transfer`; `not_origin`, `transfer_settled`.
    """
    refuse_if(why_not_transfer(actor))
    locked = _locked(transfer)
    if locked.origin_id != actor.municipality_id:
        raise Refused(Refusal("not_origin", _("La retira el municipio que la ofreció.")))
    if locked.state == TransferState.WITHDRAWN:
        return locked
    refuse_if(why_not_settle(locked, at))
    _settle(locked, TransferState.WITHDRAWN, actor, at)
    person = Person.objects.filter(public_id=locked.person_public_id).first()
    audit.record(actor=actor, action="people.withdraw_transfer", obj=person, fields=("state",), at=at)
    return locked


@transaction.atomic
def expire_transfers(*, actor: Actor, at: datetime) -> int:
    """End the offers of the municipality in scope that nobody accepted in time or whose person was erased, and forget
    their data; how many."""
    ended = list(offers_to_end(actor.municipality_id or 0, at).select_for_update(of=("self",)))
    for row in ended:
        _settle(row, TransferState.EXPIRED, actor, at)
        audit.record(actor=actor, action="people.expire_transfer", fields=("state",), at=at)
    return len(ended)


def _locked(transfer: Transfer) -> Transfer:
    return Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)


def _settle(transfer: Transfer, state: TransferState, actor: Actor, at: datetime) -> None:
    transfer.state, transfer.settled_at, transfer.settled_by_id, transfer.payload = state, at, actor.account_id, ""
    transfer.save()
