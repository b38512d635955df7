"""Who is registered already and may be the person that somebody is about to register."""

from __future__ import annotations

import uuid

from minga.access.permissions import may
from minga.kernel import phones
from minga.kernel.actor import Actor
from minga.kernel.identity import DocumentKind, read_document
from minga.kernel.names import name_key, name_tokens
from minga.kernel.sealing import blind_index

from ..models import ContactPoint, Document, Person
from ..rules.entry import PersonEntry

MOST = 5


def people_alike(*, entry: PersonEntry, public_id: uuid.UUID, actor: Actor) -> list[Person]:
    """At most five people with the same document, the same name and birth date, or the same phone and a word of the
    name, in name order; never the person `public_id`, nobody without `people.view`.

    The rules by which a sheet finds possible duplicates, for one person.
    """
    if not may(actor, "people", "view"):
        return []
    found = set(_by_document(entry)) | set(_by_phone(entry))
    if entry.birth_date:
        same_name = Person.objects.filter(name_key=name_key(entry.given_names, entry.surnames))
        found |= set(same_name.filter(birth_date=entry.birth_date).values_list("pk", flat=True))
    others = Person.objects.filter(pk__in=found).exclude(public_id=public_id)
    return list(others.order_by("name_key", "id")[:MOST])


def _by_document(entry: PersonEntry) -> list[int]:
    keys = [read_document(DocumentKind(each.kind), each.number).key for each in entry.documents]
    indexes = [blind_index("document", key) for key in keys if key]
    return list(Document.objects.filter(number_index__in=indexes).values_list("person_id", flat=True))


def _by_phone(entry: PersonEntry) -> list[int]:
    keys = [phones.search_key(each.value) for each in entry.contacts if each.kind != "email"]
    indexes = [blind_index("phone", key) for key in keys if key]
    points = ContactPoint.objects.filter(value_index__in=indexes, closed_at__isnull=True)
    words = set(name_tokens(entry.given_names, entry.surnames).split())
    rows = points.values_list("person_id", "person__name_tokens")
    return [person_id for person_id, tokens in rows if words & set(tokens.split())]
