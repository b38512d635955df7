"""Signed undertakings, delegations and duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.access.states import Duty
from minga.kernel.refusals import Refused
from minga.kernel.uploads import PAPERS, CleanUpload, check_upload
from minga.ui.forms import DateBoxesField, MingaForm


class ScanField(forms.FileField):
    """A scanned paper: a PDF or a photo, checked and cleaned (`kernel.uploads`); gives a CleanUpload or None."""

    def clean(self, data: Any, initial: Any = None) -> CleanUpload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return check_upload(file, allow=PAPERS, name=file.name)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


_SCAN_HELP = _("PDF o foto, hasta 10 MB. Puede añadirlo después.")


class UndertakingForm(MingaForm):
    """The day of the signature and the signed paper."""

    signed_on = DateBoxesField(label=_("Fecha de la firma"))
    scan = ScanField(label=_("Documento firmado"), required=False, help_text=_SCAN_HELP)


class DelegationForm(MingaForm):
    """A document that delegates."""

    number = forms.CharField(
        label=_("Número del documento"), max_length=120, help_text=_("Por ejemplo, Oficio 123-2026.")
    )
    issued_on = DateBoxesField(label=_("Fecha del documento"), required=False)
    starts_on = DateBoxesField(label=_("Delega desde"))
    ends_on = DateBoxesField(
        label=_("Delega hasta"), required=False, help_text=_("Último día. Vacío si el documento no lo dice.")
    )
    scan = ScanField(label=_("Documento escaneado"), required=False, help_text=_("PDF o foto, hasta 10 MB."))


class DutiesForm(MingaForm):
    """What a member of the team answers for."""

    duties = forms.MultipleChoiceField(
        label=_("Por qué responde en el equipo técnico"),
        required=False,
        choices=Duty.choices,
        widget=forms.CheckboxSelectMultiple,
    )
