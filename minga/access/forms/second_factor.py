"""The second step of signing in, choosing one, and proving again who is signed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.access.queries import Factors
from minga.ui.forms import MingaForm


def code_field(label: Any, help_text: Any = "") -> forms.CharField:
    """A box for a code, without the browser's memory."""
    attrs = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attrs=attrs))


class CodeForm(MingaForm):
    """The code that the account's factors ask for."""

    code = code_field(_("Código"))

    def __init__(self, *args: Any, factors: Factors, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, number = self.fields["code"], factors.sheet_number
        if number is not None:
            field.label = _("Código número %(number)d de su hoja") % {"number": number}
        if factors.has_app and number is not None:
            field.help_text = _("O el código de seis cifras de su aplicación.")
        elif factors.has_app:
            field.label = _("Código de seis cifras de su aplicación")
        field.error_messages["required"] = _("Complete «%(label)s».") % {"label": field.label}


class FirstCodeForm(MingaForm):
    """The first code of a sheet, or the present one of an application: it shows that the person has it."""

    code = code_field(_("Código número 1 de la hoja nueva"))


class AppForm(MingaForm):
    """The present code of an application that is being added."""

    code = code_field(_("Código de seis cifras que muestra la aplicación"))


class PasskeyForm(MingaForm):
    """The name of a passkey; what the browser answers is put in by a script."""

    name = forms.CharField(
        label=_("Nombre de la llave"), max_length=60, help_text=_("Por ejemplo: teléfono de la oficina.")
    )
    credential = forms.CharField(widget=forms.HiddenInput, required=False)


class ProofForm(MingaForm):
    """The password again; of an account without one, a code."""

    password = forms.CharField(
        label=_("Clave"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(_("Código"))

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code" if has_password else "password"]
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = _("Complete «%(label)s».") % {"label": field.label}


class UnlockForm(MingaForm):
    """Why a sheet is handed over, and that the person is there."""

    reason = forms.CharField(
        label=_("Motivo"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Por ejemplo: primera hoja, perdió la hoja, perdió el teléfono."),
    )  # fmt: skip
    is_present = forms.BooleanField(label=_("La persona está conmigo y sé quién es"))
