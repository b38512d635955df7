"""A date asked in three boxes, day, month and year, that keeps what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
_PART_WORDS = {"day": _("el día"), "month": _("el mes"), "year": _("el año")}
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "january february march april may june july august september october november december",
)


class DateBoxes(forms.Widget):
    """Text boxes `<name>_day`, `<name>_month`, `<name>_year`; one ISO value under `<name>` is read too."""

    template_name = "ui/widgets/date.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str, str] | str:
        """What was typed: (day, month, year) as text, or the text under the plain name."""
        if name in data:
            return str(data[name])
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part in PARTS)
        return (day, month, year)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        base = context["widget"]["attrs"].get("id") or name
        typed = _as_typed(value)
        labels = (_("Día"), _("Mes"), _("Año"))
        context["boxes"] = [
            {"name": f"{name}_{part}", "id": f"{base}_{part}", "value": text, "label": label, "part": part}
            for part, text, label in zip(PARTS, typed, labels, strict=True)
        ]
        return context


def _as_typed(value: Any) -> tuple[str, str, str]:
    if isinstance(value, date):
        return (str(value.day), str(value.month), str(value.year))
    if isinstance(value, (tuple, list)):
        return (str(value[0]), str(value[1]), str(value[2]))
    pieces = str(value or "").split("-")
    return (pieces[2], pieces[1], pieces[0]) if len(pieces) == 3 else (str(value or ""), "", "")


class DateBoxesField(forms.DateField):
    """A date from three boxes. Months may be words («marzo»); a two-digit year is refused, never guessed."""

    widget = DateBoxes
    default_error_messages = {
        "incomplete": _("Falta %(missing)s en «%(label)s»."),
        "not_a_date": _("«%(label)s» debe ser una fecha que exista, por ejemplo 27 3 1990."),
        "short_year": _("Escriba el año con cuatro cifras en «%(label)s», por ejemplo 1990."),
    }

    def to_python(self, value: Any) -> date | None:
        """The date; ValidationError `incomplete`, `short_year` or `not_a_date` says which part to mend."""
        if isinstance(value, str):
            return super().to_python(value)
        if not isinstance(value, tuple):
            return value
        missing = [part for part, text in zip(PARTS, value, strict=True) if not text]
        if len(missing) == 3:
            return None
        if missing:
            words = str(_(" y ")).join(str(_PART_WORDS[part]) for part in missing)
            raise self._wrong("incomplete", missing=words)
        day, month, year = value
        if len(year) != 4:
            raise self._wrong("short_year")
        try:
            return date(int(year), _month_number(month), int(day))
        except ValueError:
            raise self._wrong("not_a_date") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _wrong(self, code: str, **details: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"label": self.label or "", **details})


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    word = text.lower()
    for names in _MONTHS:
        found = [n for n, name in enumerate(names.split(), 1) if len(word) >= 3 and name.startswith(word)]
        if len(found) == 1:
            return found[0]
    raise ValueError(text)
