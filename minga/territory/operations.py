"""Writing the territory: reference data, municipalities, their sectors and venues."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel import names
from minga.kernel.actor import Actor

from .models import AdminArea, AreaAlias, Country, Municipality

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_territory() -> int:
    """Load or refresh countries and areas from `data/`; returns how many areas there are. Safe to repeat."""
    for raw in json.loads((DATA / "countries.json").read_text()):
        fields = {key: raw[key] for key in ("name", "currency", "time_zone", "level_names")}
        country, _ = Country.objects.update_or_create(code=raw["code"], defaults=fields)
        for code, name in raw.get("areas", []):
            _keep_area(country, None, 1, code, name)
        if raw["code"] == "EC":
            _load_ecuador(country)
        for alias in raw.get("aliases", []):
            area = AdminArea.objects.get(country=country, code=alias["area"])
            AreaAlias.objects.update_or_create(
                area=area, code=alias["code"], defaults={"reason": alias["reason"]}
            )
    return AdminArea.objects.count()


def _load_ecuador(country: Country) -> None:
    with open(DATA / "ecuador_cantones_dpa.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    provinces = {
        code: _keep_area(country, None, 1, code, name)
        for code, name in {row["codigo_provincia"]: row["provincia"] for row in rows}.items()
    }
    AdminArea.objects.bulk_create(
        [
            AdminArea(
                country=country,
                parent=provinces[row["codigo_provincia"]],
                level=2,
                code=row["codigo_canton"],
                name=row["canton"],
                name_key=names.name_key(row["canton"]),
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["country", "code"],
        update_fields=["name", "name_key", "parent"],
    )


def _keep_area(country: Country, parent: AdminArea | None, level: int, code: str, name: str) -> AdminArea:
    fields = {"parent": parent, "level": level, "name": name, "name_key": names.name_key(name)}
    return AdminArea.objects.update_or_create(country=country, code=code, defaults=fields)[0]


@transaction.atomic
def create_municipality(
    *,
    area: AdminArea,
    slug: str,
    code: str,
    name: str,
    full_name: str,
    actor: Actor,
    at: datetime,
    **fields: Any,
) -> Municipality:
    """Add a tenant (PRG-12); the same slug again returns the one there is."""
    municipality, is_new = Municipality.objects.get_or_create(
        slug=slug, defaults={"area": area, "code": code, "name": name, "full_name": full_name, **fields}
    )
    if is_new:
        audit.record(actor=actor, action="territory.create_municipality", obj=municipality, at=at)
    return municipality
