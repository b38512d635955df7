"""The one form of the pages that need many areas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.audit.states import Outcome
from minga.ui.forms import MingaForm


class ReviewForm(MingaForm):
    """What the review of a look outside one's own tasks found."""

    outcome = forms.ChoiceField(label=_("Qué se encontró"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Nota"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Obligatoria si no hubo un motivo claro. No escriba el nombre de la persona."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whatever is not justified needs its words."""
        data = super().clean() or {}
        if data.get("outcome") in (Outcome.REMINDED, Outcome.INCIDENT) and not data.get("note", "").strip():
            self.add_error("note", _("Escriba en «Nota» qué pasó y qué se acordó."))
        return data
