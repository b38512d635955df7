"""Steps and stages as a municipality does them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.programmes.states import StageStatus
from minga.ui.forms import DateBoxesField, MingaForm


class StepForm(MingaForm):
    """A step the municipality's way."""

    name = forms.CharField(label=_("Nombre del paso"), max_length=120)
    position = forms.IntegerField(label=_("Lugar en el orden"), min_value=1, max_value=99)
    is_mandatory = forms.BooleanField(label=_("Es obligatorio"), required=False)
    is_used = forms.BooleanField(label=_("Se usa en este municipio"), required=False)
    reason = forms.CharField(
        label=_("Por qué se hace así aquí"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class StageForm(MingaForm):
    """How far a stage is."""

    status = forms.ChoiceField(label=_("Estado"), choices=StageStatus.choices, widget=forms.RadioSelect)
    since_on = DateBoxesField(label=_("Desde"))
