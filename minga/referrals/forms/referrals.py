"""Referring people, and what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.people.states import ConsentHow
from minga.programmes.models import Project
from minga.ui.forms import MingaForm

from ..models import Service
from ..states import (
    ANSWERS,
    TRANSITIONS,
    CloseReason,
    LinkChannel,
    Need,
    ReferralState,
    ReturnReason,
    Urgency,
    Way,
)

HOW = [row for row in ConsentHow.choices if row[0] in (ConsentHow.SPOKEN, ConsentHow.SIGNED)]


class RequestForm(MingaForm):
    """What is asked of a service; `fields_shared` offers only what its agreement allows."""

    need = forms.ChoiceField(label=_("¿Qué necesita?"), widget=forms.RadioSelect)
    need_text = forms.CharField(
        label=_("Explicación"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo que el servicio debe saber. No escriba nada sobre violencia, salud o condición migratoria."),
    )
    urgency = forms.ChoiceField(
        label=_("¿Para cuándo se espera la respuesta?"), widget=forms.RadioSelect, choices=Urgency.choices,
        initial=Urgency.NORMAL,
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("¿Cómo se remite?"), widget=forms.RadioSelect, choices=Way.choices, initial=Way.LINK
    )
    channel = forms.ChoiceField(
        label=_("Si es por enlace, ¿cómo le llega?"),
        widget=forms.RadioSelect,
        required=False,
        choices=LinkChannel.choices,
        help_text=_("El segundo código siempre va por otro medio: usted lo dicta por teléfono."),
    )
    fields_shared = forms.MultipleChoiceField(
        label=_("Datos que se comparten, y ningún otro"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, service: Service, shared: list[tuple[str, Any]], has_email: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [row for row in Need.choices if row[0] in service.needs] or Need.choices
        self.fields["need"].choices = offered
        if len(offered) == 1:
            self.fields["need"].initial = offered[0][0]
        self.fields["fields_shared"].choices = shared
        if not shared:
            del self.fields["fields_shared"]
        channels = [row for row in LinkChannel.choices if row[0] != LinkChannel.EMAIL or has_email]
        if not service.whatsapp:
            channels = [row for row in channels if row[0] != LinkChannel.WHATSAPP]
        self.fields["channel"].choices = channels
        self.fields["channel"].initial = channels[0][0]


class ReferralForm(RequestForm):
    """One person's referral, with her consent for this organisation unless it is there already."""

    agreed = forms.BooleanField(label=_("Escuchó este texto y autoriza"), required=True)
    how = forms.ChoiceField(label=_("¿Cómo autorizó?"), widget=forms.RadioSelect, choices=HOW)

    def __init__(self, *args: Any, has_consent: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if has_consent:
            del self.fields["agreed"], self.fields["how"]


class GroupForm(RequestForm):
    """Many people to one service, by the codes of their papers."""

    name = forms.CharField(
        label=_("Nombre del grupo"), max_length=120, help_text=_("Por ejemplo: Cierre del proyecto, noviembre")
    )
    project = forms.ModelChoiceField(
        label=_("Proyecto que se cierra"), queryset=Project.objects.none(), to_field_name="public_id", required=False
    )
    codes = forms.CharField(
        label=_("Códigos de las personas"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Uno por línea, como están en sus comprobantes."),
    )
    how = forms.ChoiceField(label=_("¿Cómo autorizaron?"), widget=forms.RadioSelect, choices=HOW)
    field_order = ["name", "project", "codes", "how"]

    def __init__(self, *args: Any, projects: QuerySet[Project], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects


class AnswerForm(MingaForm):
    """What the partner said."""

    to = forms.ChoiceField(label=_("¿Qué pasó?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Si la devuelve, ¿por qué?"), required=False, choices=[("", "—"), *ReturnReason.choices]
    )
    note = forms.CharField(
        label=_("Nota"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sin datos de salud ni de violencia."),
    )  # fmt: skip

    def __init__(self, *args: Any, state: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [
            (each.value, each.label) for each in ReferralState if each in TRANSITIONS[state] and each in ANSWERS
        ]

    def clean(self) -> dict[str, Any]:
        """A return says why."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") == ReferralState.RETURNED and not cleaned.get("reason"):
            self.add_error("reason", _("Elija por qué se devuelve."))
        if cleaned.get("to") != ReferralState.RETURNED:
            cleaned["reason"] = ""
        return cleaned


class CloseForm(MingaForm):
    """Why a referral closes."""

    reason = forms.ChoiceField(label=_("¿Por qué se cierra?"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Nota"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        by_hand = (CloseReason.BACK, CloseReason.CONSENT_WITHDRAWN)
        self.fields["reason"].choices = [row for row in CloseReason.choices if row[0] not in by_hand]


class ResendForm(MingaForm):
    """A new link."""

    channel = forms.ChoiceField(label=_("¿Cómo le llega el enlace nuevo?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, channels: list[tuple[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channels
        self.fields["channel"].initial = channels[0][0]


class SecondCodeForm(MingaForm):
    """The code that the partner hears by telephone."""

    code = forms.CharField(
        label=_("Segundo código"),
        max_length=12,
        help_text=_("Seis números. Se los dicta el municipio por teléfono."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Digits alone, however they were spaced."""
        return "".join(character for character in self.cleaned_data["code"] if character.isdigit())
