"""The frame of a programme from its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from minga.organisations.models import Organisation
from minga.programmes.models import Component, Fund, Programme, Project, Stage, Step

FRAME = Path(__file__).parent.parent / "data" / "site.json"


@transaction.atomic
def load_programme(path: Path = FRAME) -> Programme:
    """Load or refresh a programme's frame from its file (PRG-1..7); municipal adaptations stay. Safe to repeat."""
    raw = json.loads(path.read_text())
    fields = {key: raw[key] for key in ("name", "purpose", "starts_on")}
    programme, _ = Programme.objects.update_or_create(slug=raw["slug"], defaults=fields)
    for position, item in enumerate(raw["components"], 1):
        _load_component(programme, position, item)
    for position, (code, name) in enumerate(raw["steps"], 1):
        Step.objects.update_or_create(programme=programme, code=code, defaults={"name": name, "position": position})
    for name, short_name, kind, level in raw["organisations"]:
        Organisation.objects.update_or_create(
            name=name, defaults={"short_name": short_name, "kind": kind, "level": level}
        )
    for item in raw["projects"]:
        _load_project(programme, item)
    return programme


def _load_component(programme: Programme, position: int, item: dict[str, Any]) -> None:
    component, _ = Component.objects.update_or_create(
        programme=programme,
        code=item["code"],
        defaults={
            "name": item["name"],
            "is_conceptual": item.get("is_conceptual", False),
            "position": position,
        },
    )
    for place, (code, name) in enumerate(item.get("stages", []), 1):
        Stage.objects.update_or_create(component=component, code=code, defaults={"name": name, "position": place})


def _load_project(programme: Programme, item: dict[str, Any]) -> None:
    implementer = Organisation.objects.get(name=item["implementer"])
    project, _ = Project.objects.update_or_create(
        programme=programme,
        name=item["name"],
        defaults={"implementer": implementer, "starts_on": item["starts_on"]},
    )
    for fund in item["funds"]:
        Fund.objects.update_or_create(
            project=project,
            name=fund["name"],
            defaults={
                "owner": Organisation.objects.get(name=fund["owner"]),
                "visibility_text": fund["visibility_text"],
            },
        )
