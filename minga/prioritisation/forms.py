"""Forms of prioritisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm

from .states import ListComponent


class FreezeForm(MingaForm):
    """Whom the next list holds. Shown first with what it would hold, then frozen."""

    component = forms.ChoiceField(
        label=_("¿A quiénes va a llamar?"), choices=ListComponent.choices, widget=forms.RadioSelect, initial="both"
    )
    includes_advised = forms.BooleanField(
        label=_("Incluir valoraciones por confirmar"),
        required=False,
        help_text=_("Lo normal es llamar solo a quienes ya tienen una valoración confirmada por el equipo."),
    )
