"""Which models refer to a person, seen from the models themselves."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from minga.kernel.sensitivity import Sensitivity
from minga.people.models import Person

ABOUT_PEOPLE = (Sensitivity.PERSONAL, Sensitivity.SENSITIVE, Sensitivity.PROTECTED)


def models_of_a_person() -> set[type[Model]]:
    """Person, and every model with a key to one of these: directly or over as many steps as there are."""
    found: set[type[Model]] = {Person}
    while True:
        more = {
            model
            for model in apps.get_models()
            if model not in found
            and any(each.is_relation and each.related_model in found for each in model._meta.local_fields)
        }
        if not more:
            return found
        found |= more


def models_with_personal_fields() -> set[type[Model]]:
    """Models of ours with a field classified personal, sensitive or protected."""
    return {
        model
        for model in apps.get_models()
        if any(each in ABOUT_PEOPLE for each in getattr(model, "sensitivity", {}).values())
    }
