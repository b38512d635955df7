"""The table of people that may leave: which columns, which people, read in pieces."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.exports.registry import Column, Dataset, Row, column, register
from minga.kernel.actor import Actor
from minga.kernel.sealing import unseal
from minga.territory.models import Sector

from .countries import country_label
from .models import ContactPoint, Document, Participation, Person
from .permissions import visible_people
from .queries import search_people
from .rules.dates import age_on
from .states import ContactKind, PopulationGroup, Sex
from .wording import DOCUMENT_LABELS, field_label

_PIECE = 2_000
_SEEN_WITH_DOCUMENTS = "documents.view"
_STATUS = {"open": _("participación abierta"), "closed": _("participación cerrada")}


Sealed = tuple[str, uuid.UUID, bytes]
"""Kind, public id and sealed value of a document or contact: opened only when it is shown."""


@dataclass(slots=True)
class Belongings:
    """Documents and contacts of a piece of people, each in the person's order; names of sectors; words said before."""

    documents: dict[int, list[Sealed]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, list[Sealed]] = field(default_factory=lambda: defaultdict(list))
    sectors: dict[int | None, str] = field(default_factory=dict)
    said: dict[tuple[Any, str], str] = field(default_factory=dict)

    def contact(self, person: Person, kinds: tuple[str, ...]) -> str:
        """The first contact of one of these kinds."""
        for kind, public_id, value in self.contacts[person.pk]:
            if kind in kinds:
                return _opened(ContactPoint, public_id, "value", value)
        return ""

    def words(self, code: str, find: Callable[[str], Any]) -> str:
        """The words that a list has for a code, looked up once a table."""
        key = (find, code)
        if key not in self.said:
            self.said[key] = str(find(code))
        return self.said[key]


def _opened(model: type[Document] | type[ContactPoint], public_id: uuid.UUID, name: str, value: bytes) -> str:
    return unseal(value, context=f"{model._meta.db_table}:{public_id}:{name}") if value else ""


Reader = Callable[[Person, Belongings, date], Any]
_SEX, _GROUPS = dict(Sex.choices), dict(PopulationGroup.choices)
_BY_PHONE = (ContactKind.PHONE, ContactKind.WHATSAPP, ContactKind.SMS)


def _sex_label(code: str) -> Any:
    return _SEX.get(code, "")


def _group_label(code: str) -> Any:
    return _GROUPS.get(code, "")


def _first_document(person: Person, belongings: Belongings) -> Sealed | None:
    return next(iter(belongings.documents[person.pk]), None)


def _document_kind(person: Person, belongings: Belongings, on: date) -> str:
    document = _first_document(person, belongings)
    return belongings.words(document[0], _document_label) if document else ""


def _document_label(kind: str) -> Any:
    return DOCUMENT_LABELS.get(kind, kind)  # type: ignore[call-overload]


def _document_number(person: Person, belongings: Belongings, on: date) -> str:
    document = _first_document(person, belongings)
    return _opened(Document, document[1], "number", document[2]) if document else ""


def _own(name: str, **more: str) -> Column:
    return column(Person, name, field_label(name), **more)


_READERS: dict[str, tuple[Column, Reader]] = {
    each.code: (each, reader)
    for each, reader in (
        (column(Person, "code", _("Código")), lambda person, _b, _on: person.code),
        (_own("given_names"), lambda person, _b, _on: person.given_names),
        (_own("surnames"), lambda person, _b, _on: person.surnames),
        (_own("known_as"), lambda person, _b, _on: person.known_as),
        (_own("sex"), lambda person, said, _on: said.words(person.sex, _sex_label)),
        (column(Person, "birth_date", _("Edad en años"), code="age"), lambda person, _b, on: _age(person, on)),
        (_own("birth_date"), lambda person, _b, _on: person.birth_date),
        (_own("nationality"), lambda person, said, _on: said.words(person.nationality, country_label)),
        (_own("population_group"), lambda person, said, _on: said.words(person.population_group, _group_label)),
        (_own("sector"), lambda person, belongings, _on: belongings.sectors.get(person.sector_id, "")),
        (_own("children_in_care"), lambda person, _b, _on: person.children_in_care),
        (_own("arrived_country_on"), lambda person, _b, _on: person.arrived_country_on),
        (_own("resides_zone_since"), lambda person, _b, _on: person.resides_zone_since),
        (
            column(Person, "registered_at", field_label("registered_on")),
            lambda person, _b, _on: timezone.localdate(person.registered_at),
        ),
        (column(Document, "kind", field_label("document_kind"), code="document_kind"), _document_kind),
        (
            column(
                Document,
                "number",
                field_label("document_number"),
                code="document_number",
                right=_SEEN_WITH_DOCUMENTS,
            ),
            _document_number,
        ),
        (
            column(ContactPoint, "value", field_label("phone"), code="phone", right=_SEEN_WITH_DOCUMENTS),
            lambda person, belongings, _on: belongings.contact(person, _BY_PHONE),
        ),
        (
            column(ContactPoint, "value", field_label("email"), code="email", right=_SEEN_WITH_DOCUMENTS),
            lambda person, belongings, _on: belongings.contact(person, (ContactKind.EMAIL,)),
        ),
        (_own("safe_contact_note"), lambda person, _b, _on: person.safe_contact_note),
        (_own("address", right=_SEEN_WITH_DOCUMENTS), lambda person, _b, _on: person.address),
        (_own("access_needs"), lambda person, _b, _on: person.access_needs),
        (_own("migratory_condition"), lambda person, _b, _on: person.migratory_condition),
    )
}
COLUMNS = tuple(each for each, _reader in _READERS.values())
_WITH_DOCUMENTS = {"document_kind", "document_number"}
_WITH_CONTACTS = {"phone", "email"}
_READ_FROM = {"age": "birth_date"} | dict.fromkeys(_WITH_DOCUMENTS | _WITH_CONTACTS, "code")


def rows_of_people(
    people: QuerySet[Person], columns: tuple[str, ...], at: datetime, *, ids: list[int] | None = None
) -> Iterator[tuple[Person, list[Any]]]:
    """Each person with the cells of these columns: in the order of `ids`, else by name; three queries a piece.

    `people` is already narrowed to whom the actor may see.
    """
    readers = [_READERS[code][1] for code in columns]
    on = timezone.localdate(at)
    wanted = {_READ_FROM.get(code, code) for code in columns}
    belongings = Belongings()
    if "sector" in wanted:
        belongings.sectors = {sector.pk: str(sector) for sector in Sector.objects.all()}
    for piece in _pieces(people.only("municipality_id", "public_id", "name_key", *wanted), ids):
        _read_belongings(belongings, piece, set(columns))
        for person in piece:
            yield person, [read(person, belongings, on) for read in readers]


def _pieces(people: QuerySet[Person], ids: list[int] | None) -> Iterator[list[Person]]:
    if ids is not None:
        for begin in range(0, len(ids), _PIECE):
            found = people.in_bulk(ids[begin : begin + _PIECE])
            yield [found[pk] for pk in ids[begin : begin + _PIECE] if pk in found]
        return
    last = ("", 0)
    people = people.order_by("name_key", "id")
    while piece := list(
        people.extra(where=["(people_person.name_key, people_person.id) > (%s, %s)"], params=last)[:_PIECE]
    ):
        yield piece
        last = (piece[-1].name_key, piece[-1].pk)


def _read_belongings(belongings: Belongings, people: list[Person], columns: set[str]) -> None:
    ids = [person.pk for person in people]
    belongings.documents.clear()
    belongings.contacts.clear()
    if columns & _WITH_DOCUMENTS:
        documents = Document.objects.filter(person_id__in=ids).order_by("id")
        for person_id, *document in documents.values_list("person_id", "kind", "public_id", "number"):
            belongings.documents[person_id].append(tuple(document))
    if columns & _WITH_CONTACTS:
        contacts = ContactPoint.objects.filter(person_id__in=ids, closed_at__isnull=True).order_by("position", "id")
        for person_id, *contact in contacts.values_list("person_id", "kind", "public_id", "value"):
            belongings.contacts[person_id].append(tuple(contact))


def _age(person: Person, on: date) -> int | None:
    return age_on(person.birth_date, on) if person.birth_date else None


def _clean(actor: Actor, asked: Mapping[str, str]) -> dict[str, str] | None:
    chosen = {name: asked.get(name, "").strip()[:100] for name in ("q", "estado", "grupo")}
    if chosen["estado"] not in ("", *_STATUS) or chosen["grupo"] not in ("", *PopulationGroup.values):
        return None
    return {name: value for name, value in chosen.items() if value}


def _words(actor: Actor, chosen: Mapping[str, str]) -> str:
    said = [f"«{chosen['q']}»"] if "q" in chosen else []
    said += [str(_STATUS[chosen["estado"]])] if "estado" in chosen else []
    said += [str(PopulationGroup(chosen["grupo"]).label)] if "grupo" in chosen else []
    return "; ".join(said) or str(_("todas las personas registradas"))


def _people(actor: Actor, chosen: Mapping[str, str]) -> QuerySet[Person]:
    people = visible_people(actor)
    if "grupo" in chosen:
        people = people.filter(population_group=chosen["grupo"])
    own = Participation.objects.filter(person=OuterRef("pk"), municipality=OuterRef("municipality"))
    is_open = Exists(own.filter(closed_at__isnull=True))
    if chosen.get("estado") == "open":
        return people.filter(is_open)
    return people.filter(Exists(own), ~is_open) if "estado" in chosen else people


def _found(actor: Actor, chosen: Mapping[str, str]) -> list[int] | None:
    """Ids that a search text finds, in name order; None without one."""
    if "q" not in chosen:
        return None
    ids: list[int] = []
    after = None
    while True:
        page = search_people(
            actor=actor,
            text=chosen["q"],
            status=chosen.get("estado", ""),
            population_group=chosen.get("grupo", ""),
            after=after,
            limit=_PIECE,
        )
        ids += [row.id for row in page.rows]
        after = page.next_after
        if after is None or not page.rows:
            return ids


def _count(actor: Actor, chosen: Mapping[str, str]) -> int:
    ids = _found(actor, chosen)
    return _people(actor, chosen).count() if ids is None else len(ids)


def _rows(actor: Actor, chosen: Mapping[str, str], columns: tuple[str, ...], at: datetime) -> Iterator[Row]:
    people = visible_people(actor) if "q" in chosen else _people(actor, chosen)
    for person, cells in rows_of_people(people, columns, at, ids=_found(actor, chosen)):
        yield person.public_id, cells


PEOPLE = register(
    Dataset(
        code="personas",
        label=_("Personas registradas"),
        description=_("Una fila por persona, con los filtros de la lista."),
        right="people.view",
        columns=COLUMNS,
        subject=Person,
        clean=_clean,
        words=_words,
        count=_count,
        rows=_rows,
        preselected=("sex", "age", "nationality", "population_group", "sector"),
    )
)
