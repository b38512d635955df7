"""Asking other municipalities, and moving there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.territory.models import Municipality
from minga.ui.forms import MingaForm

from ..states import ConsentHow, ElsewhereReason

PAPER_OR_WORD = [(row.value, row.label) for row in (ConsentHow.SPOKEN, ConsentHow.SIGNED)]


class AskElsewhereForm(MingaForm):
    """With the person there, and agreeing."""

    reason = forms.ChoiceField(label=_("Para qué"), choices=ElsewhereReason.choices, widget=forms.RadioSelect)
    is_present = forms.BooleanField(label=_("La persona está delante de mí"))
    has_consented = forms.BooleanField(label=_("Le leí el texto y está de acuerdo"))


class OfferTransferForm(MingaForm):
    """Where the person moves, and how they asked for it."""

    destination = forms.ModelChoiceField(label=_("A qué municipio se muda"), queryset=None, to_field_name="slug")
    consent_how = forms.ChoiceField(
        label=_("Cómo lo pidió"), choices=PAPER_OR_WORD, widget=forms.RadioSelect, initial=ConsentHow.SPOKEN
    )
    has_consented = forms.BooleanField(label=_("Le leí el texto y pide que sus datos pasen"))

    def __init__(self, *args: Any, destinations: QuerySet[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = destinations


class DeclineTransferForm(MingaForm):
    """Why the data are not taken."""

    note = forms.CharField(
        label=_("Por qué no se acepta"), max_length=300, help_text=_("Por ejemplo: la persona no llegó.")
    )
