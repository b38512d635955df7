"""Settings, donors' rules and conceptual components as plain values."""

from decimal import Decimal

import pytest

from minga.programmes import rules
from minga.programmes.wording import SETTINGS, value_in_words


def test_every_setting_has_words_and_a_lawful_default():
    assert set(SETTINGS) == set(rules.DEFAULTS)
    assert set(rules.LIMITS) <= set(rules.DEFAULTS)
    for key, default in rules.DEFAULTS.items():
        assert rules.what_is_wrong_with_setting(key, default) is None
        assert value_in_words(key, default)


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("residence_months", 0, None),
        ("residence_months", 120, None),
        ("residence_months", 121, "out_of_limits"),
        ("residence_months", -1, "out_of_limits"),
        ("residence_months", "6", "wrong_kind"),
        ("residence_months", True, "wrong_kind"),
        ("residence_months", 6.5, "wrong_kind"),
        ("certificate_attendance_percent", 101, "out_of_limits"),
        ("facilitator_required", False, None),
        ("facilitator_required", 1, "wrong_kind"),
        ("quiet_hours", ["21:00", "07:30"], None),
        ("quiet_hours", ["24:00", "07:30"], "wrong_kind"),
        ("quiet_hours", ["21:00"], "wrong_kind"),
        ("no_such_thing", 1, "unknown_key"),
    ],
)
def test_value_of_a_setting(key, value, wrong):
    assert rules.what_is_wrong_with_setting(key, value) == wrong


@pytest.mark.parametrize(
    ("kind", "value", "share", "text", "allowed", "wrong"),
    [
        ("population_min", "mobility", Decimal("0.6"), "", {"mobility", "host"}, None),
        ("population_min", "mobility", None, "", {"mobility", "host"}, "share_needed"),
        ("population_min", "mobility", Decimal(0), "", {"mobility", "host"}, "share_needed"),
        ("population_min", "martians", Decimal(1), "", {"mobility", "host"}, "value_unknown"),
        ("women_min", "", Decimal("0.5"), "", None, None),
        ("women_min", "", Decimal("1.01"), "", None, "share_needed"),
        ("city", "", None, "", {"manta"}, "value_needed"),
        ("city", "manta", None, "", {"manta"}, None),
        ("note", "", None, "  ", None, "text_needed"),
        ("note", "", None, "Solo sectores urbanos", None, None),
    ],
)
def test_donors_rule(kind, value, share, text, allowed, wrong):
    assert rules.what_is_wrong_with_fund_rule(kind, value, share, text, allowed=allowed) == wrong


def test_missing_conceptual_components_in_their_order():
    assert rules.missing_conceptual_components(set(rules.REQUIRED_CONCEPTUAL_COMPONENTS)) == []
    assert rules.missing_conceptual_components({"capital"}) == [
        "transversalizacion", "emprendimiento", "bolsa-empleo", "capacitaciones-tecnicas",
    ]  # fmt: skip
