"""Forms of the pages that need many areas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account
from minga.audit.states import Outcome
from minga.organisations.models import Organisation
from minga.ui.forms import DateBoxesField, MingaForm


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


class HandoverForm(MingaForm):
    """Whose work goes to whom, for how long, and why."""

    giver = forms.ModelChoiceField(label=_("Quién entrega"), queryset=None, to_field_name="public_id")
    receiver = forms.ModelChoiceField(
        label=_("Quién recibe"), queryset=None, to_field_name="public_id",
        help_text=_("Si no está en la lista, cree antes su cuenta."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        label=_("Organización aliada"), queryset=None, to_field_name="public_id", required=False,
        help_text=_("Si quien recibe no trabaja en el municipio."),
    )  # fmt: skip
    ends_on = DateBoxesField(
        label=_("Hasta cuándo"), required=False,
        help_text=_("Solo si es por un período: al terminar, el trabajo puede volver. Vacío si es definitiva."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Por qué se entrega"), max_length=300, help_text=_("Por ejemplo: cambio de autoridades, o licencia.")
    )

    def __init__(
        self, *args: Any, accounts: QuerySet[Account], organisations: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].queryset = accounts
        self.fields["receiver"].queryset = accounts.filter(is_active=True)
        self.fields["organisation"].queryset = organisations
