"""Values that hold when nobody has set others: each a default of the sources, changed by a dated Setting."""

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
}

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
