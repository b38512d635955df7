"""Forms of complaints."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm

from .states import ComplaintDecision, ComplaintKind


class ComplaintForm(MingaForm):
    """What happened; who it was only if they wish to say so."""

    kind = forms.ChoiceField(label=_("Sobre qué es"), choices=ComplaintKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Cuéntenos qué pasó"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    name = forms.CharField(
        label=_("Su nombre, si quiere"), max_length=160, required=False, help_text=_("Puede dejarlo vacío.")
    )
    reply_to = forms.CharField(
        label=_("Teléfono o correo, si quiere que le respondamos ahí"),
        max_length=200,
        required=False,
        help_text=_("Sin esto, la respuesta se ve con el código que le daremos."),
    )


class FollowForm(MingaForm):
    """The code of a complaint."""

    code = forms.CharField(label=_("Código"), max_length=40)


class AnswerForm(MingaForm):
    """What came of a complaint."""

    decision = forms.ChoiceField(label=_("Decisión"), choices=ComplaintDecision.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Qué se le responde"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Lo lee quien tenga el código."),
    )
    change = forms.CharField(
        label=_("Qué se cambió en el programa"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
