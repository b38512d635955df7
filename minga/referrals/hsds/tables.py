"""The tables of HSDS 3.1 that a directory of ours fills, with their columns; what each must have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

VERSION = "3.1.0"
TAXONOMY = "minga"
NEED, PROTECTION = "need:", "protection:"
"""Beginnings of the codes of our taxonomy terms."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the package: columns in order, and those that may not be empty."""

    name: str
    file: str
    columns: tuple[str, ...]
    required: frozenset[str]


def _table(name: str, file: str, columns: str) -> Table:
    words = columns.split()
    return Table(
        name, file, tuple(w.rstrip("*") for w in words), frozenset(w.rstrip("*") for w in words if w.endswith("*"))
    )


TABLES = (
    _table("organization", "organizations.csv", "id* name* alternate_name description* email website"),
    _table(
        "service", "services.csv",
        "id* organization_id* name* description url email status* application_process fees_description "
        "eligibility_description minimum_age maximum_age assured_date last_modified",
    ),
    _table("location", "locations.csv", "id* location_type* organization_id name"),
    _table("service_at_location", "service_at_location.csv", "id* service_id* location_id* description"),
    _table(
        "address", "addresses.csv",
        "id* location_id address_1* city* state_province* postal_code* country* address_type*",
    ),
    _table("phone", "phones.csv", "id* location_id service_id number* type description"),
    _table("contact", "contacts.csv", "id* service_id title"),
    _table(
        "schedule", "schedules.csv",
        "id* service_at_location_id freq byday opens_at closes_at description timezone",
    ),
    _table("cost_option", "cost_options.csv", "id* service_id* option currency amount amount_description"),
    _table("required_document", "required_documents.csv", "id* service_id document"),
    _table("unit", "units.csv", "id* name*"),
    _table("service_capacity", "service_capacities.csv", "id* service_id* unit_id* available* maximum updated*"),
    _table("taxonomy", "taxonomies.csv", "id* name* description*"),
    _table("taxonomy_term", "taxonomy_terms.csv", "id* code name* description* taxonomy taxonomy_id"),
    _table("attribute", "attributes.csv", "id* link_id* taxonomy_term_id* link_type link_entity*"),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class HsdsProblem:
    """What is wrong in a package: file (table), row as a spreadsheet counts it, column, and why (`wording.WORDS`)."""

    table: str
    row: int
    column: str
    code: str
    given: str = ""


@dataclass(slots=True)
class PlaceDraft:
    """A place of a service as the file tells it."""

    name: str = ""
    address: str = ""
    phone: str = ""
    days: list[str] = field(default_factory=list)
    opens_at: time | None = None
    closes_at: time | None = None
    note: str = ""


@dataclass(slots=True)
class ServiceDraft:
    """A service as the file tells it: its id there, its organisation's name, fields of `Service`, places."""

    hsds_id: str
    organisation: str
    organisation_fields: dict[str, str]
    fields: dict[str, Any]
    places: list[PlaceDraft] = field(default_factory=list)
    verified_on: date | None = None
