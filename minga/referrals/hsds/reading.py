"""Opening a package that somebody sent: ZIP of CSV or JSON, measured before it is read, to the same rows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from .tables import BY_NAME, TABLES, HsdsProblem, Rows

MOST_BYTES = 5_000_000
MOST_UNPACKED = 40_000_000
MOST_FILES = 80
MOST_ROWS = 20_000
_NESTED = (
    ("phones", "phone"),
    ("contacts", "contact"),
    ("cost_options", "cost_option"),
    ("required_documents", "required_document"),
    ("service_capacities", "service_capacity"),
)


class UnreadableError(Exception):
    """It is no package at all; `code` is one of `wording.WORDS`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read_package(content: bytes) -> tuple[Rows, list[HsdsProblem]]:
    """The rows of each table, and what is missing in its columns. UnreadableError when there is nothing to read."""
    if len(content) > MOST_BYTES:
        raise UnreadableError("too_big")
    if content[:2] == b"PK":
        return _from_zip(content)
    if content.lstrip()[:1] in (b"{", b"["):
        return _from_json(content), []
    raise UnreadableError("not_a_package")


def _from_zip(content: bytes) -> tuple[Rows, list[HsdsProblem]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = {info.filename.rsplit("/", 1)[-1]: info for info in package.infolist()}
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos.values()) > MOST_UNPACKED:
                raise UnreadableError("too_big")
            rows: Rows = {}
            problems: list[HsdsProblem] = []
            for table in TABLES:
                info = infos.get(table.file)
                rows[table.name] = _read_csv(_unpacked(package, info), table.name, problems) if info else []
    except (zipfile.BadZipFile, UnicodeDecodeError, csv.Error, NotImplementedError, RuntimeError) as error:
        raise UnreadableError("damaged") from error
    if "services.csv" not in infos:
        raise UnreadableError("no_services")
    return rows, problems


def _unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """What is written in the header is only what its maker says: never more than the bound is unpacked."""
    with package.open(info) as file:
        content = file.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise UnreadableError("too_big")
    return content.decode("utf-8-sig")


def _read_csv(text: str, table: str, problems: list[HsdsProblem]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text))
    missing = BY_NAME[table].required - set(reader.fieldnames or ())
    problems += [HsdsProblem(table, 1, column, "column_missing") for column in sorted(missing)]
    rows: list[dict[str, str]] = []
    for row in reader:
        if len(rows) >= MOST_ROWS:
            raise UnreadableError("too_big")
        rows.append({name: _plain(value) for name, value in row.items() if isinstance(name, str)})
    return rows


def _plain(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _from_json(content: bytes) -> Rows:
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("damaged") from error
    services = given.get("contents", given.get("services")) if isinstance(given, dict) else given
    if not isinstance(services, list) or not all(isinstance(each, dict) for each in services):
        raise UnreadableError("no_services")
    if len(services) > MOST_ROWS:
        raise UnreadableError("too_big")
    rows: Rows = {table.name: [] for table in TABLES}
    for number, service in enumerate(services):
        _flatten(service, rows, str(service.get("id") or f"#{number}"))
    return rows


def _flatten(service: dict[str, Any], rows: Rows, own: str) -> None:
    organisation = _dict(service.get("organization"))
    organisation_id = str(organisation.get("id") or service.get("organization_id") or "")
    if organisation and all(row.get("id") != organisation_id for row in rows["organization"]):
        rows["organization"].append(_texts(organisation))
    rows["service"].append(_texts(service) | {"organization_id": organisation_id})
    for name, table in _NESTED:
        rows[table] += [_texts(each) | {"service_id": own} for each in _dicts(service.get(name))]
    for each in _dicts(service.get("attributes")):
        term = _dict(each.get("taxonomy_term"))
        rows["attribute"].append({"link_id": own, "taxonomy_term_id": str(term.get("id", ""))})
        rows["taxonomy_term"].append(_texts(term))
    for each in _dicts(service.get("service_at_locations")):
        _flatten_location(each, rows, own)


def _flatten_location(joint: dict[str, Any], rows: Rows, own: str) -> None:
    location = _dict(joint.get("location"))
    at, both = str(location.get("id", "")), str(joint.get("id", ""))
    rows["location"].append(_texts(location))
    rows["service_at_location"].append({"id": both, "service_id": own, "location_id": at})
    rows["address"] += [_texts(each) | {"location_id": at} for each in _dicts(location.get("addresses"))]
    rows["phone"] += [_texts(each) | {"location_id": at} for each in _dicts(location.get("phones"))]
    rows["schedule"] += [_texts(each) | {"service_at_location_id": both} for each in _dicts(joint.get("schedules"))]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).strip() for name, value in row.items() if isinstance(value, str | int | float)}
