"""Alerts, cases, first psychological aid, emotional support, training."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account
from minga.ui.forms import DateBoxesField, MingaForm

from ..models import Service
from ..states import CasePurpose, Decision, NoteKind, ProtectionCategory, TaskKind

_LONG = 4000


def _words(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=_LONG, required=required, widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )  # fmt: skip


class AlertForm(MingaForm):
    """What somebody of the team tells the case role."""

    category = forms.ChoiceField(
        label=_("¿Qué le preocupa?"), widget=forms.RadioSelect, choices=ProtectionCategory.choices
    )
    who = forms.CharField(
        label=_("¿De quién se trata?"), max_length=160, help_text=_("Código o nombre. El sistema no lo comprueba.")
    )
    text = _words(_("Qué vio o qué le contaron"), help_text=_("Con sus palabras. No investigue ni pregunte más."))
    contact = forms.CharField(label=_("Cómo contactarla sin ponerla en riesgo"), max_length=300, required=False)
    is_danger = forms.BooleanField(label=_("Hay peligro ahora mismo (y ya se llamó al 911)"), required=False)


class PapForm(MingaForm):
    """First psychological aid that was given."""

    who = forms.CharField(label=_("¿A quién?"), max_length=160, help_text=_("Código o nombre."))
    text = _words(_("Qué hizo: observar, escuchar, conectar"))
    path = forms.CharField(
        label=_("Qué camino le ofreció"), max_length=300, help_text=_("Por ejemplo: hablar en privado, línea de ayuda.")
    )
    detail = forms.CharField(label=_("Cómo y cuándo contactarla, si quiere"), max_length=300, required=False)


class SupportForm(MingaForm):
    """A session of emotional support."""

    who = forms.CharField(
        label=_("¿Con quién?"), max_length=160, help_text=_("Nombre, o cuántas personas si fue en grupo.")
    )
    code = forms.CharField(label=_("Código de la persona, si está inscrita"), max_length=30, required=False)
    text = _words(_("Qué se trabajó"))
    path = forms.CharField(label=_("Qué sigue"), max_length=300, required=False)
    detail = forms.CharField(label=_("Lugar y duración"), max_length=160, required=False)


class CaseForm(MingaForm):
    """A new case."""

    category = forms.ChoiceField(label=_("Situación"), widget=forms.RadioSelect, choices=ProtectionCategory.choices)
    name = forms.CharField(label=_("Nombre, o cómo la llamará en el caso"), max_length=160)
    code = forms.CharField(label=_("Código de la persona, si está inscrita"), max_length=30, required=False)
    contact = forms.CharField(label=_("Contacto seguro: cómo, a qué hora, con qué palabras"), max_length=300)
    summary = _words(_("Resumen"))
    decision = forms.ChoiceField(
        label=_("Si es adulta, ¿qué decidió?"), widget=forms.RadioSelect, choices=Decision.choices,
        initial=Decision.NOT_ASKED,
    )  # fmt: skip


class PurposeForm(MingaForm):
    """Why somebody opens a case."""

    purpose = forms.ChoiceField(
        label=_("¿Para qué abre este caso?"), widget=forms.RadioSelect, choices=CasePurpose.choices
    )


class _ServiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Service) -> str:
        return f"{obj.organisation} · {obj.name} · {obj.phone}"


class NoteForm(MingaForm):
    """A note; what else it needs depends on its kind."""

    kind = forms.ChoiceField(
        label=_("¿Qué anota?"),
        widget=forms.RadioSelect,
        choices=[row for row in NoteKind.choices if row[0] != NoteKind.CORRECTION],
        initial=NoteKind.NOTE,
    )
    decision = forms.ChoiceField(
        label=_("Si es una decisión, ¿cuál?"), required=False, choices=[("", "—"), *Decision.choices]
    )
    service = _ServiceField(
        label=_("Si llamó a una entidad, ¿a cuál?"), queryset=Service.objects.none(), to_field_name="public_id",
        required=False,
    )  # fmt: skip
    is_reached = forms.BooleanField(label=_("La entidad recibió el aviso"), required=False)
    text = _words(_("Qué pasó"))

    def __init__(self, *args: Any, services: QuerySet[Service], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services

    def clean(self) -> dict[str, Any]:
        """A call names the entity; a decision says which."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == NoteKind.CALL and not cleaned.get("service"):
            self.add_error("service", _("Elija la entidad a la que llamó."))
        if cleaned.get("kind") == NoteKind.DECISION and not cleaned.get("decision"):
            self.add_error("decision", _("Elija lo que decidió la persona."))
        return cleaned


class CorrectionForm(MingaForm):
    """A correction of a note: the note stays as it is."""

    text = _words(_("Corrección"))


class TaskForm(MingaForm):
    """A goal or an action of the plan."""

    kind = forms.ChoiceField(
        label=_("¿Qué es?"), widget=forms.RadioSelect, initial=TaskKind.ACTION,
        choices=[row for row in TaskKind.choices if row[0] in (TaskKind.GOAL, TaskKind.ACTION)],
    )  # fmt: skip
    text = forms.CharField(label=_("Qué se hará"), max_length=500)
    due_on = DateBoxesField(label=_("Hasta qué día"), required=False)


class FinishForm(MingaForm):
    """How a task ended."""

    outcome = forms.CharField(label=_("Cómo terminó"), max_length=500)


class CloseCaseForm(MingaForm):
    """How a case ends."""

    closing = _words(_("Cómo se cierra"), rows=3)


class DismissForm(MingaForm):
    """Why an alert opens no case."""

    outcome = forms.CharField(label=_("Por qué no se abre un caso"), max_length=500)


class HandOverForm(MingaForm):
    """Who takes the case."""

    worker = forms.ModelChoiceField(
        label=_("¿Quién lo lleva desde ahora?"), queryset=Account.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, workers: QuerySet[Account], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers


class TrainingForm(MingaForm):
    """That a colleague was trained."""

    account = forms.ModelChoiceField(
        label=_("Persona del equipo"), queryset=Account.objects.none(), to_field_name="public_id"
    )
    trained_on = DateBoxesField(label=_("Día de la formación"))
    valid_until = DateBoxesField(label=_("Vale hasta"), required=False)
    given_by = forms.CharField(label=_("Quién la dio"), max_length=160)

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts
