"""Zones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.territory.models import Municipality
from minga.ui.forms import MingaForm


class ZoneForm(MingaForm):
    """A grouping and its cities."""

    name = forms.CharField(label=_("Nombre de la zona"), max_length=80)
    municipalities = forms.ModelMultipleChoiceField(
        label=_("Ciudades"), queryset=None, required=False, to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipalities"].queryset = Municipality.objects.order_by("name")
