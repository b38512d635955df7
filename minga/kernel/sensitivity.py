"""Sensitivity classes: every model field has one; it drives encryption, redaction, exports and retention."""

from enum import StrEnum


class Sensitivity(StrEnum):
    """How much harm a leak of the value can do, from none to most."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    PROTECTED = "protected"


def classify(**fields_by_class: str) -> dict[str, Sensitivity]:
    """Field name → class, from `classify(public="name slug", personal="birth_date")`.

    Raises ValueError when a field is named twice.
    """
    classes: dict[str, Sensitivity] = {}
    for name, fields in fields_by_class.items():
        for field in fields.split():
            if field in classes:
                raise ValueError(f"{field} is classified twice")
            classes[field] = Sensitivity(name)
    return classes


BASE_FIELDS = classify(internal="id public_id municipality created_at")
