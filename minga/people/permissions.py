"""Who may see and change people: the access table applied to rows."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import ImportBatch, Person, Transfer
from .states import TransferState

_STATES = {
    TransferState.ACCEPTED: _("El otro municipio ya la aceptó."),
    TransferState.DECLINED: _("El otro municipio no la aceptó."),
    TransferState.WITHDRAWN: _("El municipio de origen la retiró."),
    TransferState.EXPIRED: _("Nadie la aceptó a tiempo: debe ofrecerse otra vez."),
}


def visible_people(actor: Actor) -> QuerySet[Person]:
    """The people of the scope, for whom `people.view` holds; nobody for anyone else (a facilitator has rosters)."""
    return Person.objects.all() if may(actor, "people", "view") else Person.objects.none()


def roster_people(actor: Actor) -> QuerySet[Person]:
    """The people of the scope as a class list may use them: short name, access needs, safe contact, no more.

    Other columns are left unread; the areas that know classes narrow this to the people of a class.
    """
    if not may(actor, "roster", "view"):
        return Person.objects.none()
    return Person.objects.only(
        "municipality_id", "public_id", "given_names", "surnames", "known_as", "access_needs", "safe_contact_note"
    )


def visible_batches(actor: Actor) -> QuerySet[ImportBatch]:
    """The sheets sent in the scope, for whom may import."""
    return ImportBatch.objects.all() if may(actor, "people", "import") else ImportBatch.objects.none()


def why_not_register(actor: Actor) -> Refusal | None:
    """Registering and changing people, their contacts, documents, consents and participations."""
    return why_not(actor, "people", "change")


def why_not_import(actor: Actor) -> Refusal | None:
    """Sending, previewing, applying and discarding sheets."""
    return why_not(actor, "people", "import")


def why_not_undo(actor: Actor) -> Refusal | None:
    """Undoing an import."""
    return why_not(actor, "people", "undo")


def why_not_see_documents(actor: Actor) -> Refusal | None:
    """Reading document numbers and phones in full."""
    return why_not(actor, "documents", "view")


def why_not_ask_elsewhere(actor: Actor) -> Refusal | None:
    """Asking whether a person was attended in another municipality."""
    return why_not(actor, "elsewhere", "ask")


def why_not_transfer(actor: Actor) -> Refusal | None:
    """Offering, accepting, declining and taking back the data of a person who moves."""
    return why_not(actor, "elsewhere", "transfer")


def why_not_keep_untraceable(actor: Actor) -> Refusal | None:
    """Keeping a person out of every answer to other municipalities: the case role, and operations for the system."""
    return why_not(actor, "protected", "change")


def why_not_settle(transfer: Transfer, at: datetime) -> Refusal | None:
    """Why an offer can no longer be answered or taken back."""
    state = TransferState(transfer.state)
    if state == TransferState.OFFERED and transfer.expires_at <= at:
        state = TransferState.EXPIRED
    if state == TransferState.OFFERED:
        return None
    return Refusal("transfer_settled", _STATES[state])
