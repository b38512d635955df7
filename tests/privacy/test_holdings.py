"""The table of holdings covers every model that refers to a person, and names columns that exist."""

from __future__ import annotations

import pytest
from django.apps import apps

from minga.privacy.holdings import ELSEWHERE, HOLDINGS, why_elsewhere
from minga.privacy.relations import models_of_a_person, models_with_personal_fields

COVERED = {holding.label for holding in HOLDINGS}


def uncovered(covered):
    return sorted(model._meta.label for model in models_of_a_person() if model._meta.label not in covered)


def test_every_model_that_refers_to_a_person_is_covered():
    assert not uncovered(COVERED)


def test_a_model_left_out_is_seen():
    assert uncovered(COVERED - {"screening.AnswerEnvelope"}) == ["screening.AnswerEnvelope"]


def test_whatever_else_holds_personal_data_says_why_it_is_not_here():
    others = [model for model in models_with_personal_fields() if model._meta.label not in COVERED]
    assert sorted(model._meta.label for model in others if not why_elsewhere(model)) == []
    used = {model._meta.label for model in others} | {model._meta.app_label for model in others}
    assert sorted(set(ELSEWHERE) - used) == []


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.label)
def test_paths_and_columns_exist(holding, in_manta):
    names = {each.name for each in holding.model._meta.local_fields}
    assert set(holding.empty or {}) | set(holding.hidden) <= names
    assert not list(holding.model._base_manager.filter(**({holding.path: 1} if holding.path else {"pk": 1})))
    assert holding.kept_for or holding.is_removed, "what is kept says why"


def test_every_free_text_and_sealed_column_is_removed_or_emptied():
    """Text that somebody may have typed a name into does not outlive the person."""
    from minga.kernel.sensitivity import Sensitivity

    risky = []
    for holding in HOLDINGS:
        if holding.is_removed:
            continue
        classes = holding.model.sensitivity
        for each in holding.model._meta.local_fields:
            is_text = each.get_internal_type() in ("TextField", "BinaryField", "JSONField") and not each.choices
            is_personal = classes.get(each.name) in (Sensitivity.SENSITIVE, Sensitivity.PERSONAL, Sensitivity.PROTECTED)
            if is_text and is_personal and each.name not in (holding.empty or {}) and each.name != "code":
                risky.append(f"{holding.label}.{each.name}")
    assert risky == []


def test_labels_are_models():
    assert {apps.get_model(holding.label) for holding in HOLDINGS}
