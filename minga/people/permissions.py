"""Who may see and change people: the access table applied to rows."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import ImportBatch, Person


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
