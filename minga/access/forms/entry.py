"""Signing in and changing one's password: allauth's checks, our words and controls."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaFormMixin


class SignInForm(MingaFormMixin, LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["login"], _("Correo"), "username")
        _word(self.fields["password"], _("Clave"), "current-password")


class OwnPasswordForm(MingaFormMixin, ChangePasswordForm):
    """The present password and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], _("Clave actual"), "current-password")
        _word(self.fields["password1"], _("Clave nueva"), "new-password")
        _word(self.fields["password2"], _("Clave nueva, otra vez"), "new-password")
        self.fields["password1"].help_text = _("12 caracteres o más. Una frase corta que usted recuerde sirve.")


def _word(field: forms.Field, label: Any, autocomplete: str) -> None:
    field.label = label
    field.help_text = ""
    field.widget.attrs = {"autocomplete": autocomplete, "spellcheck": "false"}
    field.error_messages = {**field.error_messages, "required": _("Complete «%(label)s».") % {"label": label}}
