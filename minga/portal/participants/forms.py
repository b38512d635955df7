"""How a participant says who they are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm


class ContactForm(MingaForm):
    """Where the code is sent."""

    contact = forms.CharField(label=_("Su celular o correo"), max_length=120)


class SentCodeForm(MingaForm):
    """The code that arrived; the contact travels with it."""

    contact = forms.CharField(widget=forms.HiddenInput, max_length=120)
    code = forms.CharField(
        label=_("Código que recibió"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class CardForm(MingaForm):
    """The code of a printed card, with something that is not on it."""

    card = forms.CharField(
        label=_("Código de su tarjeta"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    birth_year = forms.IntegerField(
        label=_("Año en que nació"), min_value=1900, max_value=2100, help_text=_("Cuatro cifras, por ejemplo 1990.")
    )
