"""Values that hold when nobody has set others: each a default of the sources, changed by a dated Setting."""

import re
from decimal import Decimal
from typing import Any

DEFAULTS: dict[str, Any] = {
    "minimum_age": 18,
    "first_contact_days": 15,  # promised on the comprobante when no day is agreed
    "residence_months": 6,  # SCR-11
    "route_hours_limit": 40,  # FOR-2
    "invitation_hours": 72,
    "quiet_hours": ["20:00", "08:00"],  # CON-12: nothing is sent by machine between them, local time
    "certificate_attendance_percent": 80,
    "small_cell": 5,
    "facilitator_required": True,  # ROL-9
    # LOPDP, each to be confirmed by a lawyer; days are calendar days unless their name says working days
    "own_consent_age": 15,  # art. 21
    "rights_answer_days": 15,  # arts. 13-17
    "rights_extension_days": 15,
    "incident_authority_working_days": 5,  # art. 43
    "incident_people_working_days": 3,  # art. 46
    # how long what is no longer needed is kept: issue 3, section 5
    "keep_message_bodies_days": 30,
    "keep_import_rows_days": 366,
    "keep_sheets_days": 14,
    "keep_drafts_days": 60,
    "keep_tokens_days": 30,
    "keep_receipts_days": 30,
    "keep_inactive_months": 24,
    "inactive_notice_days": 30,
    "mass_message_people": 50,  # SEC-4: above it, in an electoral period, the programme approves
}

# Smallest and largest value of the settings that are numbers; the others are bounded by their kind alone.
LIMITS: dict[str, tuple[int, int]] = {
    "minimum_age": (0, 99),
    "first_contact_days": (1, 180),
    "residence_months": (0, 120),
    "route_hours_limit": (1, 2000),
    "invitation_hours": (1, 720),
    "certificate_attendance_percent": (1, 100),
    "small_cell": (2, 50),
    "mass_message_people": (1, 10_000),
}
ANY_NUMBER = (0, 100_000)
NUMBER, YES_NO, HOURS = "number", "yes_no", "hours"
_HOUR = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")

REQUIRED_CONCEPTUAL_COMPONENTS = (
    "transversalizacion",
    "emprendimiento",
    "capital",
    "bolsa-empleo",
    "capacitaciones-tecnicas",
)


def missing_conceptual_components(codes: set[str]) -> list[str]:
    """Which of the five conceptual components a programme lacks (PRG-5), in their order."""
    return [code for code in REQUIRED_CONCEPTUAL_COMPONENTS if code not in codes]


def kind_of_setting(key: str) -> str:
    """What a setting holds, seen from its default: NUMBER (whole), YES_NO or HOURS (two hours, from and to)."""
    default = DEFAULTS[key]
    if isinstance(default, bool):
        return YES_NO
    return NUMBER if isinstance(default, int) else HOURS


def limits_of_setting(key: str) -> tuple[int, int]:
    """Smallest and largest value of a setting that is a number."""
    return LIMITS.get(key, ANY_NUMBER)


def what_is_wrong_with_setting(key: str, value: Any) -> str | None:
    """Why a value cannot be a setting's: `unknown_key`, `wrong_kind`, `out_of_limits`; None when it can."""
    if key not in DEFAULTS:
        return "unknown_key"
    kind = kind_of_setting(key)
    if kind == YES_NO:
        return None if isinstance(value, bool) else "wrong_kind"
    if kind == HOURS:
        is_pair = isinstance(value, list) and len(value) == 2 and all(isinstance(hour, str) for hour in value)
        return None if is_pair and all(_HOUR.match(hour) for hour in value) else "wrong_kind"
    if isinstance(value, bool) or not isinstance(value, int):
        return "wrong_kind"
    smallest, largest = limits_of_setting(key)
    return None if smallest <= value <= largest else "out_of_limits"


def what_is_wrong_with_fund_rule(
    kind: str, value: str, share: Decimal | None, text: str, *, allowed: set[str] | None
) -> str | None:
    """Why a donor's rule cannot be kept: `share_needed`, `value_needed`, `value_unknown`, `text_needed`; else None.

    `share` is a fraction above 0 and up to 1. `allowed` holds the values this kind may have (populations, cities,
    components); None when it takes none (PRG-18, PRI-6).
    """
    if kind.endswith("_min") and (share is None or not 0 < share <= 1):
        return "share_needed"
    if kind == "note":
        return None if text.strip() else "text_needed"
    if allowed is None:
        return None
    if not value:
        return "value_needed"
    return None if value in allowed else "value_unknown"
