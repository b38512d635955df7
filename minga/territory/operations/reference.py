"""Countries and areas from the data folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from minga.kernel import names
from minga.territory.models import AdminArea, AreaAlias, Country

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_territory(countries: Path = DATA / "countries.json") -> int:
    """Load or refresh countries and areas from `data/`; returns how many areas there are. Safe to repeat.

    Another country is another entry of the file: its areas may be nested as `[code, name, [its areas]]`.
    """
    for raw in json.loads(countries.read_text()):
        fields = {key: raw[key] for key in ("name", "currency", "time_zone", "level_names")}
        country, _ = Country.objects.update_or_create(code=raw["code"], defaults=fields)
        _keep_areas(country, None, 1, raw.get("areas", []))
        if raw["code"] == "EC":
            _load_ecuador(country)
        for alias in raw.get("aliases", []):
            area = AdminArea.objects.get(country=country, code=alias["area"])
            AreaAlias.objects.update_or_create(area=area, code=alias["code"], defaults={"reason": alias["reason"]})
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


def _keep_areas(country: Country, parent: AdminArea | None, level: int, rows: list[list[Any]]) -> None:
    for code, name, *inside in rows:
        area = _keep_area(country, parent, level, code, name)
        if inside:
            _keep_areas(country, area, level + 1, inside[0])


def _keep_area(country: Country, parent: AdminArea | None, level: int, code: str, name: str) -> AdminArea:
    fields = {"parent": parent, "level": level, "name": name, "name_key": names.name_key(name)}
    return AdminArea.objects.update_or_create(country=country, code=code, defaults=fields)[0]
