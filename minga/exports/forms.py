"""Asking for an export and answering to one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm

from .registry import Column
from .states import FileFormat, Reason


class RequestForm(MingaForm):
    """Which columns, what for, in which format."""

    columns = forms.MultipleChoiceField(
        label=_("Columnas"),
        help_text=_("Elija las menos posibles. Con una columna sensible, otra persona debe aprobar."),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.ChoiceField(label=_("¿Para qué es el archivo?"), choices=Reason.choices, widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("Explíquelo"),
        help_text=_("Qué se hará con el archivo, quién lo recibe y cuándo se borra. No escriba nombres de personas."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    file_format = forms.ChoiceField(
        label=_("Formato"), choices=FileFormat.choices, widget=forms.RadioSelect, initial=FileFormat.XLSX
    )

    def __init__(self, *args: Any, columns: tuple[Column, ...], preselected: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {True: _now("%(label)s (dato sensible)"), False: "%(label)s"}
        self.fields["columns"].choices = [
            (each.code, words[each.is_sensitive] % {"label": each.label}) for each in columns
        ]
        self.fields["columns"].initial = list(preselected)


class DecisionForm(MingaForm):
    """Agreeing or not, with words."""

    APPROVE, REFUSE = "approve", "refuse"

    decision = forms.ChoiceField(
        label=_("¿Aprueba esta exportación?"),
        choices=((APPROVE, _("Sí, la apruebo")), (REFUSE, _("No"))),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Su motivo"),
        help_text=_("Si dice que no, escriba por qué: lo lee quien la pidió."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )
