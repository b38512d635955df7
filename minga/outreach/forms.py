"""Forms of outreach."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.messaging.channels import all_channels
from minga.prioritisation.models import RankedList
from minga.training.models import ClassGroup
from minga.ui.formats import as_full_date
from minga.ui.forms import DateBoxesField, MingaForm

from .states import AttemptOutcome, DeclineReason


class _ListField(forms.ModelChoiceField):
    def label_from_instance(self, obj: RankedList) -> str:
        return _("%(code)s · %(who)s · %(size)s personas · %(day)s") % {
            "code": obj.code,
            "who": obj.get_component_display(),
            "size": obj.size,
            "day": as_full_date(obj.frozen_at.date()),
        }


class _ClassesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: ClassGroup) -> str:
        return _("%(course)s · %(name)s · cupos libres: %(free)s") % {
            "course": obj.course,
            "name": obj,
            "free": obj.free,
        }


class OpenRoundForm(MingaForm):
    """What a round calls people from, for which places, and how."""

    name = forms.CharField(
        label=_("Nombre de la convocatoria"), max_length=80, help_text=_("Por ejemplo: Noviembre, sábado por la mañana")
    )
    ranked_list = _ListField(label=_("Orden de llamada"), queryset=None, to_field_name="public_id", empty_label=None)
    class_groups = _ClassesField(
        label=_("Aulas que se llenan"),
        queryset=None,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se llenan en este orden."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Medios para contactar"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Incluya siempre uno en persona: no todas las personas tienen teléfono o internet."),
    )
    hours = forms.IntegerField(
        label=_("Horas que se guarda el cupo"), min_value=1, max_value=720, help_text=_("72 horas son tres días.")
    )

    def __init__(self, *args: Any, lists: QuerySet[RankedList], class_groups: QuerySet[ClassGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ranked_list"].queryset = lists
        self.fields["class_groups"].queryset = class_groups
        self.fields["channels"].choices = [(code, each.name) for code, each in all_channels().items() if each.is_ready]


class MassRequestForm(MingaForm):
    """Asking leave to call many people in an electoral period."""

    people = forms.IntegerField(label=_("Cuántas personas, como máximo"), min_value=1, max_value=100_000)
    reason = forms.CharField(
        label=_("A quiénes se llama y para qué"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("Por ejemplo: a las primeras 120 del orden de llamada, para seis aulas que empiezan en febrero."),
    )


class MassDecisionForm(MingaForm):
    """Approving or declining it."""

    decision = forms.ChoiceField(
        label=_("¿Se aprueba?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Sí, pueden llamarlas")), ("no", _("No se aprueba"))],
    )
    note = forms.CharField(
        label=_("Por qué"), required=False, max_length=500, help_text=_("Escríbalo siempre que no se apruebe.")
    )


COMES, DOES_NOT_COME = "comes", "does_not_come"


class AttemptForm(MingaForm):
    """One attempt, and the answer when there is one. A paper sheet is typed in with the day of the attempt."""

    channel = forms.ChoiceField(label=_("¿Por qué medio?"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("¿Qué pasó?"),
        widget=forms.RadioSelect,
        choices=[row for row in AttemptOutcome.choices if row[0] != AttemptOutcome.NOT_SENT],
    )
    answer = forms.ChoiceField(
        label=_("¿Qué respondió?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("", _("Todavía no responde")), (COMES, _("Sí asiste")), (DOES_NOT_COME, _("No puede esta vez"))],
    )
    reason = forms.ChoiceField(
        label=_("Si no puede, ¿por qué?"), required=False, choices=[("", "—"), *DeclineReason.choices]
    )
    next_step = forms.CharField(
        label=_("Próximo paso"), required=False, max_length=200, help_text=_("Por ejemplo: volver a llamar el lunes")
    )
    made_on = DateBoxesField(
        label=_("Día del intento, si no fue hoy"),
        required=False,
        help_text=_("Para pasar lo anotado en la hoja de papel."),
    )

    def __init__(self, *args: Any, today: date, since: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today, self.since = today, since
        self.fields["channel"].choices = [(code, each.name) for code, each in all_channels().items()]

    def clean_made_on(self) -> date | None:
        """A day from the invitation to today."""
        day = self.cleaned_data["made_on"]
        if day and not self.since <= day <= self.today:
            raise forms.ValidationError(
                _("El día del intento debe estar entre %(since)s y hoy."), params={"since": as_full_date(self.since)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        """A «no» needs its reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == DOES_NOT_COME and not cleaned.get("reason"):
            self.add_error("reason", _("Elija por qué la persona no puede asistir."))
        return cleaned
