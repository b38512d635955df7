"""A directory as rows of HSDS, and rows as a ZIP of CSV or as JSON."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Iterable
from typing import Any

from minga.territory.models import Municipality

from ..models import Service, ServicePlace
from ..states import Need, ProtectionCategory
from .tables import BY_NAME, NEED, PROTECTION, TABLES, TAXONOMY, VERSION, Rows

_SPACE = uuid.UUID("6b6f3f0e-6d1d-5a0b-9d3c-0b4a4f1f6a10")
_RISKY = ("=", "+", "-", "@", "\t")


def made_id(*parts: Any) -> str:
    """An id that is the same each time for the same parts, for rows that we keep inside others."""
    return str(uuid.uuid5(_SPACE, ":".join(str(part) for part in parts)))


def directory_rows(services: Iterable[Service], municipality: Municipality) -> Rows:
    """The rows of each table; `services` with `organisation` and `places` read. Ids of the source are kept."""
    rows: Rows = {table.name: [] for table in TABLES}
    _add(rows, "taxonomy", id=made_id(TAXONOMY), name=TAXONOMY, description="Necesidades que atiende un servicio")
    for kind, choices in ((NEED, Need), (PROTECTION, ProtectionCategory)):
        for choice in choices:
            code, words = f"{kind}{choice.value}", str(choice.label)
            _add(
                rows, "taxonomy_term", id=made_id("term", code), code=code, name=words, description=words,
                taxonomy=TAXONOMY, taxonomy_id=made_id(TAXONOMY),
            )  # fmt: skip
    _add(rows, "unit", id=made_id("unit"), name="personas por mes")
    seen: set[int] = set()
    for service in services:
        if service.organisation_id not in seen:
            seen.add(service.organisation_id)
            _organisation(rows, service)
        _service(rows, service)
        for place in service.places.all():
            _place(rows, service, place, municipality)
    return rows


def _add(rows: Rows, table: str, **values: Any) -> None:
    known = BY_NAME[table].columns
    rows[table].append({name: "" if values.get(name) is None else str(values.get(name, "")) for name in known})


def _organisation(rows: Rows, service: Service) -> None:
    given = service.organisation
    _add(
        rows, "organization", id=given.public_id, name=given.name, alternate_name=given.short_name,
        description=str(given.get_kind_display()), email=given.email,
    )  # fmt: skip


def service_id(service: Service) -> str:
    """The id it came with, else ours."""
    return service.hsds_id or str(service.public_id)


def _service(rows: Rows, service: Service) -> None:
    own = service_id(service)
    _add(
        rows, "service", id=own, organization_id=service.organisation.public_id, name=service.name,
        description=service.description, url=service.url, email=service.email, status=service.status,
        application_process=service.application, fees_description="Gratuito" if service.is_free else service.cost,
        eligibility_description=service.eligibility, minimum_age=service.minimum_age, maximum_age=service.maximum_age,
        assured_date=service.verified_on, last_modified=service.verified_on,
    )  # fmt: skip
    for kind, number in (("voice", service.phone), ("whatsapp", service.whatsapp)):
        if number:
            _add(rows, "phone", id=made_id("phone", own, kind), service_id=own, number=number, type=kind)
    if service.contact:
        _add(rows, "contact", id=made_id("contact", own), service_id=own, title=service.contact)
    _add(
        rows, "cost_option", id=made_id("cost", own), service_id=own, option="free" if service.is_free else "paid",
        currency="USD", amount="0" if service.is_free else "", amount_description=service.cost,
    )  # fmt: skip
    if service.documents:
        _add(rows, "required_document", id=made_id("doc", own), service_id=own, document=service.documents)
    if service.capacity is not None:
        _add(
            rows, "service_capacity", id=made_id("capacity", own), service_id=own, unit_id=made_id("unit"),
            available=service.capacity, maximum=service.capacity,
            updated=service.verified_on or service.created_at.date(),
        )  # fmt: skip
    codes = [NEED + need for need in service.needs] + [PROTECTION + kind for kind in service.protection]
    for code in codes:
        _add(
            rows, "attribute", id=made_id("attribute", own, code), link_id=own, taxonomy_term_id=made_id("term", code),
            link_type="service_need", link_entity="service",
        )  # fmt: skip


def _place(rows: Rows, service: Service, place: ServicePlace, municipality: Municipality) -> None:
    own, at = service_id(service), str(place.public_id)
    joint = made_id("at", own, at)
    _add(
        rows, "location", id=at, location_type="physical", organization_id=service.organisation.public_id,
        name=place.name,
    )  # fmt: skip
    _add(rows, "service_at_location", id=joint, service_id=own, location_id=at)
    province = municipality.area.parent.name if municipality.area.parent else municipality.name
    _add(
        rows, "address", id=made_id("address", at), location_id=at, address_1=place.address, city=municipality.name,
        state_province=province, postal_code="s/n", country=municipality.area.country.code, address_type="physical",
    )  # fmt: skip
    if place.phone:
        _add(rows, "phone", id=made_id("phone", at), location_id=at, number=place.phone, type="voice")
    if place.days or place.opens_at or place.note:
        _add(
            rows, "schedule", id=made_id("schedule", joint), service_at_location_id=joint, freq="WEEKLY",
            byday=",".join(place.days), opens_at=f"{place.opens_at:%H:%M}" if place.opens_at else "",
            closes_at=f"{place.closes_at:%H:%M}" if place.closes_at else "", description=place.note,
            timezone=municipality.time_zone,
        )  # fmt: skip


def as_zip(rows: Rows, title: str) -> bytes:
    """The package: `datapackage.json` and a CSV a table; a cell that a spreadsheet would run begins with «'»."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("datapackage.json", json.dumps(_description(title), ensure_ascii=False, indent=1))
        for table in TABLES:
            text = io.StringIO()
            writer = csv.DictWriter(text, table.columns)
            writer.writeheader()
            writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows[table.name])
            package.writestr(table.file, "\ufeff" + text.getvalue())
    return content.getvalue()


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(_RISKY) else value


def _description(title: str) -> dict[str, Any]:
    return {
        "name": "human_services_data",
        "title": title,
        "profile": "tabular-data-package",
        "version": VERSION,
        "homepage": "https://docs.openreferral.org",
        "resources": [
            {
                "name": table.name,
                "path": table.file,
                "schema": {
                    "fields": [
                        {"name": name, "type": "string", "constraints": {"required": name in table.required}}
                        for name in table.columns
                    ]
                },
            }
            for table in TABLES
        ],
    }


def as_json(rows: Rows) -> bytes:
    """The same rows as a page of `service` objects of the HSDS API, each with what hangs on it."""
    organisations = {row["id"]: _kept(row) for row in rows["organization"]}
    contents = [_service_object(row, rows, organisations) for row in rows["service"]]
    page = {"total_items": len(contents), "total_pages": 1, "page_number": 1, "size": len(contents)}
    return json.dumps({**page, "contents": contents}, ensure_ascii=False, indent=1).encode()


def _service_object(row: dict[str, str], rows: Rows, organisations: dict[str, dict[str, Any]]) -> dict[str, Any]:
    own = row["id"]
    whole = _kept(row) | {"organization": organisations[row["organization_id"]]}
    for table, name in (
        ("phone", "phones"), ("contact", "contacts"), ("cost_option", "cost_options"),
        ("required_document", "required_documents"), ("service_capacity", "service_capacities"),
    ):  # fmt: skip
        if found := [_kept(each) for each in rows[table] if each["service_id"] == own]:
            whole[name] = found
    terms = {each["id"]: _kept(each) for each in rows["taxonomy_term"]}
    whole["attributes"] = [
        _kept(each) | {"taxonomy_term": terms[each["taxonomy_term_id"]]}
        for each in rows["attribute"]
        if each["link_id"] == own
    ]
    whole["service_at_locations"] = [
        _kept(each) | {"location": _location(each["location_id"], rows), "schedules": _schedules(each["id"], rows)}
        for each in rows["service_at_location"]
        if each["service_id"] == own
    ]
    return whole


def _location(own: str, rows: Rows) -> dict[str, Any]:
    found = next(_kept(each) for each in rows["location"] if each["id"] == own)
    found["addresses"] = [_kept(each) for each in rows["address"] if each["location_id"] == own]
    found["phones"] = [_kept(each) for each in rows["phone"] if each["location_id"] == own]
    return found


def _schedules(joint: str, rows: Rows) -> list[dict[str, Any]]:
    return [_kept(each) for each in rows["schedule"] if each["service_at_location_id"] == joint]


def _kept(row: dict[str, str]) -> dict[str, Any]:
    """Without what is empty; ages as numbers, as the schema has them."""
    numbers = ("minimum_age", "maximum_age", "available", "maximum", "amount")
    return {
        name: int(value) if name in numbers and value.isdecimal() else value for name, value in row.items() if value
    }
