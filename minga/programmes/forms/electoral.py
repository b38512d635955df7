"""Setting an electoral period."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import DateBoxesField, MingaForm


class ElectoralPeriodForm(MingaForm):
    """Its days, where they come from, and where they hold."""

    starts_on = DateBoxesField(label=_("Desde"))
    ends_on = DateBoxesField(label=_("Hasta"), help_text=_("Último día, incluido."))
    source = forms.CharField(
        label=_("Qué lo fija"), max_length=300,
        help_text=_("Por ejemplo, la resolución del Consejo Nacional Electoral o el llamado a elecciones."),
    )  # fmt: skip
    for_all = forms.BooleanField(label=_("Vale en todos los municipios del programa"), required=False)
