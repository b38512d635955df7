"""A row that was read, as it will be written: every sealed value sealed for the row it is going to be in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from minga.kernel.codes import new_code
from minga.kernel.ids import uuid7_text
from minga.kernel.names import folded, name_key, name_tokens
from minga.kernel.sealing import blind_index, seal

from ...drafts import CONTACT, DOCUMENT, PERSON, SEALED_OF_PERSON, TRUSTED
from ...rules.row_result import RowResult
from ..contacts import contact_index
from ..registering import CODE_LENGTH

PLAIN_OF_PERSON = (
    *("given_names", "surnames", "known_as", "sex", "birth_date", "is_birth_date_estimated", "nationality"),
    *("population_group", "arrived_country_on", "resides_zone_since", "children_in_care", "access_needs"),
)
STAGING_COLUMNS = (
    *("public_id", "row_no", "outcome", "shown_name", "name_tokens", "birth_date", "row_index", "external_index"),
    *("document_index", "phone_index", "draft", "remarks", "has_warnings"),
)
_written = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_canonically_written = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=str).encode
_DEFAULTS = {"surnames": "", "known_as": "", "sex": "undisclosed", "nationality": "", "access_needs": ""}


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a batch share: prefix of codes, sectors by folded name, zone, instant of the import."""

    code_prefix: str
    sectors: Mapping[str, int]
    zone: ZoneInfo
    at: datetime


def staged(result: RowResult, frame: Frame) -> tuple[Any, ...]:
    """The values of STAGING_COLUMNS for a row; a row with errors has no draft."""
    public_id = uuid7_text()
    values = result.values
    has_errors = bool(result.errors)
    draft = None if has_errors else _draft(values, result, frame)
    return (
        public_id,
        result.row_no,
        "error" if has_errors else "new",
        f"{values.get('given_names', '')} {values.get('surnames', '')}".strip(),
        draft["person"]["name_tokens"] if draft else "",
        values.get("birth_date"),
        blind_index("row", _canonical(values)),
        blind_index("external", values["external_id"]) if values.get("external_id") else None,
        _document_index(values),
        _phone_index(values),
        _written(draft) if draft else None,
        _sealed_remarks(result, public_id),
        bool(result.warnings),
    )


def _draft(values: dict[str, Any], result: RowResult, frame: Frame) -> dict[str, Any]:
    _place_in_sector(values, result, frame)
    return {
        "person": _person(values, frame),
        "documents": [_document(values)] if "document" in values else [],
        "contacts": [_contact(kind, value, n) for n, (kind, value) in enumerate(values.get("contacts", ()), 1)],
        "trusted": [_trusted(values)] if values.get("trusted_name") and values.get("may_be_told") else [],
        "participation": uuid7_text(),
    }


def _place_in_sector(values: dict[str, Any], result: RowResult, frame: Frame) -> None:
    """A sector of the city's list by its name; another word is kept in the address, and said."""
    written = values.get("sector")
    if not written:
        return
    values["sector_id"] = frame.sectors.get(folded(written))
    if values["sector_id"] is None:
        values["address"] = f"{values.get('address', '')} ({written})".strip()
        result.warn("sector_unknown", "sector", written=written)


def _person(values: dict[str, Any], frame: Frame) -> dict[str, Any]:
    public_id = uuid7_text()
    person = _DEFAULTS | {name: values[name] for name in PLAIN_OF_PERSON if name in values}
    for name in ("birth_date", "arrived_country_on", "resides_zone_since"):
        if name in person:
            person[name] = person[name].isoformat()
    for name in SEALED_OF_PERSON:
        person[name] = _sealed(values.get(name, ""), PERSON, public_id, name)
    registered_on = values.get("registered_on")
    registered_at = datetime.combine(registered_on, time(12), frame.zone) if registered_on else frame.at
    key = name_key(person["given_names"], person["surnames"])
    return person | {
        "public_id": public_id,
        "is_birth_date_estimated": values.get("is_birth_date_estimated", False),
        "code": new_code(frame.code_prefix, CODE_LENGTH),
        "name_key": key,
        "name_tokens": name_tokens(key),
        "sector_id": values.get("sector_id"),
        "registered_at": min(registered_at, frame.at).isoformat(),
    }


def _document(values: dict[str, Any]) -> dict[str, Any]:
    public_id, document = uuid7_text(), values["document"]
    expires_on = values.get("document_expires_on")
    return {
        "public_id": public_id,
        "kind": document["kind"],
        "number": _sealed(document["number"], DOCUMENT, public_id, "number"),
        "number_index": _hex(blind_index("document", document["key"])),
        "country": "",
        "expires_on": expires_on.isoformat() if expires_on else None,
        "warnings": document["warnings"],
    }


def _contact(kind: str, value: str, position: int) -> dict[str, Any]:
    public_id = uuid7_text()
    index = contact_index(kind, value)
    return {
        "public_id": public_id,
        "kind": kind,
        "value": _sealed(value, CONTACT, public_id, "value"),
        "value_index": _hex(index) if index else None,
        "position": position,
    }


def _trusted(values: dict[str, Any]) -> dict[str, Any]:
    public_id = uuid7_text()
    return {
        "public_id": public_id,
        "name": _sealed(values["trusted_name"], TRUSTED, public_id, "name"),
        "phone": _sealed(values.get("trusted_phone", ""), TRUSTED, public_id, "phone"),
        "relationship": values.get("trusted_relationship", ""),
        "may_be_told": values["may_be_told"],
    }


def _document_index(values: dict[str, Any]) -> bytes | None:
    return blind_index("document", values["document"]["key"]) if "document" in values else None


def _phone_index(values: dict[str, Any]) -> bytes | None:
    phones = [value for kind, value in values.get("contacts", ()) if kind != "email"]
    return blind_index("phone", phones[0]) if phones else None


def _sealed_remarks(result: RowResult, public_id: str) -> bytes:
    groups = (("error", result.errors), ("warning", result.warnings), ("repair", result.repairs))
    remarks = [[kind, *problem.as_json()] for kind, problems in groups for problem in problems]
    if not remarks:
        return b""
    return seal(_canonically_written(remarks), context=f"people_importrow:{public_id}:remarks")


def _canonical(values: dict[str, Any]) -> str:
    """One text for what a row says, the same whenever the same is said."""
    return _canonically_written(values)


def _sealed(text: str, table: str, public_id: str, name: str) -> str:
    return _hex(seal(text, context=f"{table}:{public_id}:{name}")) if text else ""


def _hex(value: bytes) -> str:
    return "\\x" + value.hex()
