"""A new dated value of a setting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.programmes.rules import HOURS, YES_NO, kind_of_setting, limits_of_setting
from minga.programmes.wording import name_of
from minga.ui.forms import DateBoxesField, MingaForm

_YES_NO = (("yes", _("Sí")), ("no", _("No")))


class SettingForm(MingaForm):
    """The value in the control that its kind needs, from when, and where it comes from."""

    valid_from = DateBoxesField(label=_("Vale desde"), help_text=_("Lo anterior a ese día se queda como estaba."))
    source = forms.CharField(
        label=_("De dónde sale este valor"), max_length=300,
        help_text=_("Por ejemplo, Resolución 12-2026 o acuerdo con el donante."),
    )  # fmt: skip
    for_all = forms.BooleanField(label=_("Vale en todos los municipios que no tengan uno propio"), required=False)
    field_order = ("value", "value_from", "value_to", "valid_from", "source", "for_all")

    def __init__(self, *args: Any, key: str, may_set_for_all: bool, **kwargs: Any) -> None:
        self.key = key
        self.base_fields = {**_value_fields(key), **self.base_fields}
        super().__init__(*args, **kwargs)
        if not may_set_for_all:
            del self.fields["for_all"]

    def value(self) -> Any:
        """What was chosen, as the setting holds it."""
        data, kind = self.cleaned_data, kind_of_setting(self.key)
        if kind == YES_NO:
            return data["value"] == "yes"
        if kind == HOURS:
            return [f"{data[name]:%H:%M}" for name in ("value_from", "value_to")]
        return data["value"]


def _value_fields(key: str) -> dict[str, forms.Field]:
    kind = kind_of_setting(key)
    if kind == YES_NO:
        return {"value": forms.ChoiceField(label=name_of(key), choices=_YES_NO, widget=forms.RadioSelect)}
    if kind == HOURS:
        words = (("value_from", _("Desde la hora")), ("value_to", _("Hasta la hora")))
        return {
            name: forms.TimeField(label=label, widget=forms.TextInput, help_text=_("Por ejemplo, 20:00."))
            for name, label in words
        }
    smallest, largest = limits_of_setting(key)
    return {"value": forms.IntegerField(label=name_of(key), min_value=smallest, max_value=largest)}
