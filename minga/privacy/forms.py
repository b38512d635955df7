"""Forms of the rights desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account
from minga.people.states import ConsentPurpose
from minga.people.wording import FIELD_LABELS
from minga.screening.states import MainComponent
from minga.ui.forms import DateBoxesField, MingaForm

from .operations.requests import Asked
from .queries.requests import person_of_code
from .rules.disputes import DISPUTABLE
from .states import Decision, IdentityHow, IncidentKind, IncidentRisk, RequestKind, RequestOrigin, ReviewOutcome

_TEXT = forms.Textarea(attrs={"rows": 4})


class RequestForm(MingaForm):
    """What somebody asks about their data."""

    kind = forms.ChoiceField(label=_("Qué pide"), choices=RequestKind.choices, widget=forms.RadioSelect)
    asker = forms.CharField(label=_("Nombre de quien pide"), max_length=160)
    representative = forms.CharField(
        label=_("Si pide por otra persona: por quién y con qué relación"), max_length=200, required=False
    )
    reply_to = forms.CharField(
        label=_("Cómo quiere recibir la respuesta"),
        max_length=200,
        help_text=_("Un teléfono, un correo, o «en la oficina»."),
    )
    detail = forms.CharField(label=_("Qué quiere que hagamos"), max_length=2000, required=False, widget=_TEXT)
    disputed = forms.MultipleChoiceField(
        label=_("Si pide corregir: qué datos están mal"),
        choices=[(name, FIELD_LABELS.get(name, name)) for name in DISPUTABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    objected = forms.MultipleChoiceField(
        label=_("Si se opone: para qué no quiere que se usen"),
        choices=ConsentPurpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """A rectification says which data, an objection what for."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") == RequestKind.RECTIFICATION and not (data.get("disputed") or data.get("detail")):
            self.add_error("disputed", _("Marque qué datos están mal o escríbalo en «Qué quiere que hagamos»."))
        if data.get("kind") == RequestKind.OBJECTION and not data.get("objected"):
            self.add_error("objected", _("Marque para qué no quiere que se usen sus datos."))
        return data

    def asked(self) -> Asked:
        """As the operation takes it."""
        return Asked(**{name: self.cleaned_data[name] for name in Asked.__dataclass_fields__})


class DeskRequestForm(RequestForm):
    """The same, written down by the team."""

    origin = forms.ChoiceField(
        label=_("Cómo llegó"),
        choices=[row for row in RequestOrigin.choices if row[0] != RequestOrigin.PUBLIC],
        widget=forms.RadioSelect,
        initial=RequestOrigin.DESK,
    )


class FollowForm(MingaForm):
    """The code of a request or complaint."""

    code = forms.CharField(label=_("Código"), max_length=40)


class IdentityForm(MingaForm):
    """Who asks, by the code of their comprobante, and how that was made sure."""

    person = forms.CharField(
        label=_("Código de la persona"), max_length=40, help_text=_("Está en su comprobante y en su expediente.")
    )
    how = forms.ChoiceField(label=_("Cómo se comprobó quién es"), choices=IdentityHow.choices, widget=forms.RadioSelect)
    representative = forms.CharField(
        label=_("Representante: nombre y documento que lo acredita"), max_length=200, required=False
    )

    def clean_person(self) -> Any:
        """The person of that code."""
        found = person_of_code(self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Ninguna persona de este municipio tiene ese código. Revíselo."))
        return found

    def clean(self) -> dict[str, Any]:
        """A representative has a name."""
        data = super().clean() or self.cleaned_data
        if data.get("how") == IdentityHow.REPRESENTATIVE and not data.get("representative"):
            self.add_error("representative", _("Escriba quién representa a la persona y con qué documento."))
        return data


class ReasonForm(MingaForm):
    """A reason that the person will read."""

    reason = forms.CharField(label=_("Motivo"), max_length=1000, widget=_TEXT)


class ReviewForm(MingaForm):
    """What somebody else than who decided says of a challenged assessment."""

    outcome = forms.ChoiceField(label=_("Qué decide"), choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    component = forms.ChoiceField(
        label=_("Si cambia: el componente que corresponde"), required=False, choices=[("", "—"), *MainComponent.choices]
    )
    reason = forms.CharField(label=_("Por qué"), max_length=1000, widget=_TEXT)

    def clean(self) -> dict[str, Any]:
        """A change says to what."""
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == ReviewOutcome.CHANGED and not data.get("component"):
            self.add_error("component", _("Elija el componente que corresponde."))
        return data


class AnswerForm(MingaForm):
    """How a request ends, in words for the person."""

    decision = forms.ChoiceField(label=_("Respuesta"), choices=Decision.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Qué se le responde"),
        max_length=3000,
        required=False,
        widget=_TEXT,
        help_text=_("En palabras sencillas. Si se niega, por qué y ante quién puede reclamar."),
    )


class EraseForm(AnswerForm):
    """The last question before an erasure."""

    decision = forms.ChoiceField(
        label=_("Respuesta"),
        choices=[(each.value, each.label) for each in (Decision.GRANTED, Decision.PARTLY)],
        widget=forms.RadioSelect,
        initial=Decision.GRANTED,
    )
    is_sure = forms.BooleanField(label=_("Entiendo que no se puede deshacer"))


class ApprovalForm(MingaForm):
    """That an impact assessment was approved."""

    approved_on = DateBoxesField(label=_("Fecha de aprobación"))
    review_on = DateBoxesField(label=_("Fecha en que se revisa otra vez"))
    approved_by = forms.CharField(label=_("Quién la aprobó"), max_length=160)
    document = forms.CharField(label=_("Número o nombre del documento"), max_length=160)

    def clean(self) -> dict[str, Any]:
        """The review comes after the approval."""
        data = super().clean() or self.cleaned_data
        first, second = data.get("approved_on"), data.get("review_on")
        if first and second and second <= first:
            self.add_error("review_on", _("La revisión debe ser posterior a la aprobación."))
        return data


class IncidentForm(MingaForm):
    """What happened, and whose actions the affected people are found by."""

    kind = forms.ChoiceField(label=_("Qué pasó"), choices=IncidentKind.choices, widget=forms.RadioSelect)
    risk = forms.ChoiceField(
        label=_("Riesgo para las personas"), choices=IncidentRisk.choices, widget=forms.RadioSelect
    )
    happened = forms.CharField(label=_("Cuente qué pasó y cómo se supo"), max_length=4000, widget=_TEXT)
    measures = forms.CharField(label=_("Qué se hizo"), max_length=4000, required=False, widget=_TEXT)
    known_on = DateBoxesField(label=_("Día en que se supo"))
    began_on = DateBoxesField(label=_("Desde qué día"))
    ended_on = DateBoxesField(label=_("Hasta qué día"))
    account = forms.ModelChoiceField(
        label=_("Cuenta con la que se hizo"),
        queryset=Account.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("No se sabe, o todas"),
    )
    actions = forms.CharField(
        label=_("Acciones"), required=False, max_length=200,
        help_text=_("Separadas por espacios, como están en la auditoría: people.reveal_identity. Vacío: todas."),
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("began_on"), data.get("ended_on")
        if first and last and last < first:
            self.add_error("ended_on", _("El último día debe ser igual o posterior al primero."))
        return data


class ToldForm(MingaForm):
    """Closing an incident: why somebody was not told, if so."""

    reason = forms.CharField(
        label=_("Si no se avisó a alguien, por qué no hacía falta"), max_length=1000, required=False, widget=_TEXT
    )
