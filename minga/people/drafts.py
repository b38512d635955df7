"""Opening what a staged row keeps sealed: its remarks, its draft of a person, its sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from minga.kernel import files
from minga.kernel.sealing import CannotOpen, unseal

from .models import ImportBatch
from .reading import Sheet, open_sheet
from .rules.problems import Problem

SEALED_OF_PERSON = ("gender_identity", "migratory_condition", "address", "safe_contact_note")
PERSON, DOCUMENT, CONTACT, TRUSTED = "people_person", "people_document", "people_contactpoint", "people_trustedperson"


def open_remarks(text: str) -> list[tuple[str, Problem]]:
    """(`error`, `warning` or `repair`; problem) pairs from the opened text of ImportRow.remarks."""
    return [(kind, Problem.from_json(parts)) for kind, *parts in json.loads(text)] if text else []


def open_draft(draft: Mapping[str, Any]) -> dict[str, Any]:
    """The person's own values of a draft, sealed ones opened, dates as dates; for comparing and filling."""
    person = dict(draft["person"])
    for name in SEALED_OF_PERSON:
        if person.get(name):
            context = f"{PERSON}:{person['public_id']}:{name}"
            person[name] = unseal(bytes.fromhex(person[name][2:]), context=context)
    for name in ("birth_date", "arrived_country_on", "resides_zone_since"):
        person[name] = date.fromisoformat(person[name]) if person.get(name) else None
    return person


def sheet_of(batch: ImportBatch) -> Sheet:
    """The batch's sheet, opened from its sealed file; CannotOpen when the file is gone."""
    if batch.file_id is None:
        raise CannotOpen(batch.file_name)
    return open_sheet(files.opened(batch.file_id))
