"""A person's data as they travel to another municipality: what goes along, as plain JSON, and back."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from .entry import ContactEntry, DocumentEntry, PersonEntry

_DATES = ("birth_date", "arrived_country_on", "resides_zone_since")
_PAPER_DATES = ("issued_on", "expires_on")


def packed(entry: PersonEntry) -> dict[str, Any]:
    """What goes along: who they are, documents, own contacts, needs. Sector and third persons stay: they are of the
    place, or somebody else's data. Where they lived is no longer true there."""
    travels = asdict(replace(entry, sector_id=None, address="", trusted=None, resides_zone_since=None))
    for name in _DATES:
        travels[name] = travels[name].isoformat() if travels[name] else None
    for paper in travels["documents"]:
        for name in _PAPER_DATES:
            paper[name] = paper[name].isoformat() if paper[name] else None
    return travels


def unpacked(travels: dict[str, Any]) -> PersonEntry:
    """The entry that `packed` gave."""
    values = dict(travels)
    for name in _DATES:
        values[name] = _day(values[name])
    papers = [paper | {name: _day(paper[name]) for name in _PAPER_DATES} for paper in values.pop("documents")]
    contacts = values.pop("contacts")
    values.pop("trusted")
    return PersonEntry(
        **values,
        documents=tuple(DocumentEntry(**paper) for paper in papers),
        contacts=tuple(ContactEntry(**contact) for contact in contacts),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
