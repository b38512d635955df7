"""The registry of institutions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm

from .states import Level, OrganisationKind


class OrganisationSearchForm(MingaForm):
    """Narrow the list."""

    q = forms.CharField(label=_("Nombre o sigla"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Todos")), *OrganisationKind.choices])


class OrganisationForm(MingaForm):
    """An institution with its institutional contact; no person's own phone or address."""

    name = forms.CharField(label=_("Nombre completo"), max_length=200)
    short_name = forms.CharField(label=_("Sigla o nombre corto"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Tipo"), choices=[("", _("Elija")), *OrganisationKind.choices])
    level = forms.ChoiceField(label=_("Dónde actúa"), choices=Level.choices, widget=forms.RadioSelect, initial="local")
    phone = forms.CharField(
        label=_("Teléfono institucional"), max_length=40, required=False, help_text=_("No escriba el de una persona.")
    )
    email = forms.EmailField(label=_("Correo institucional"), required=False)
    address = forms.CharField(label=_("Dirección"), max_length=200, required=False)
