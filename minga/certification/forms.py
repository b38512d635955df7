"""Forms of certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.kernel import codes
from minga.ui.forms import MingaForm

from .queries import Standing
from .states import CertificateState


class CodeForm(forms.Form):
    """The code of a certificate typed by hand; plain, since the public page has its own small stylesheet."""

    code = forms.CharField(max_length=40, label=_("Código del certificado"))

    def clean_code(self) -> str:
        """The code in its canonical form; one that cannot be right says so before anything is looked up."""
        code = codes.normalise_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("Ese código no está completo o tiene un error. Cópielo como está impreso, con las letras del inicio.")
            )
        return code


class RevokeForm(MingaForm):
    """Why a certificate no longer holds."""

    reason = forms.CharField(
        label=_("Motivo de la anulación"),
        help_text=_("Queda en el registro. La página pública dice solo que está anulado."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


class ObligationForm(MingaForm):
    """What somebody of a class still owes."""

    enrolment = forms.ChoiceField(label=_("Persona"))
    text = forms.CharField(
        label=_("Qué falta"), help_text=_("Por ejemplo: entregar el modelo de negocio."), max_length=200
    )

    def __init__(self, *args: Any, standings: list[Standing], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.enrolments = {str(row.enrolment.public_id): row.enrolment for row in standings}
        choices = [(key, f"{row.row_number}. {row.person}") for key, row in self.enrolments.items()]
        self.fields["enrolment"].choices = [("", _("Elija una persona")), *choices]  # type: ignore[attr-defined]

    def clean_enrolment(self) -> Any:
        """The enrolment of the chosen person."""
        return self.enrolments[self.cleaned_data["enrolment"]]


class RegisterFilter(MingaForm):
    """What to look for in the register."""

    q = forms.CharField(label=_("Código o curso"), required=False, max_length=80)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *CertificateState.choices])
