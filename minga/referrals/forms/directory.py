"""The directory of services and the agreements with partners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.organisations.models import Organisation
from minga.ui.forms import DateBoxesField, MingaForm

from ..states import Need, ProtectionCategory, ServiceStatus, SharedField

DAYS = (
    ("MO", _("lunes")),
    ("TU", _("martes")),
    ("WE", _("miércoles")),
    ("TH", _("jueves")),
    ("FR", _("viernes")),
    ("SA", _("sábado")),
    ("SU", _("domingo")),
)


class ServiceSearchForm(MingaForm):
    """Narrow the list."""

    q = forms.CharField(label=_("Servicio u organización"), required=False, max_length=100)
    need = forms.ChoiceField(label=_("Necesidad"), required=False, choices=[("", _("Todas")), *Need.choices])
    status = forms.ChoiceField(
        label=_("Estado"), required=False, choices=[("", _("Los que existen")), *ServiceStatus.choices]
    )


class _OrganisationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return f"{obj.name} ({obj.short_name})" if obj.short_name else obj.name


class ServiceForm(MingaForm):
    """A service with its institutional contact; never a person's own number."""

    organisation = _OrganisationField(
        label=_("Organización"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    name = forms.CharField(label=_("Nombre del servicio"), max_length=160)
    description = forms.CharField(
        label=_("Qué ofrece"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    needs = forms.MultipleChoiceField(
        label=_("Qué necesidad atiende"), required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )
    protection = forms.MultipleChoiceField(
        label=_("Entidad especializada en protección"),
        required=False,
        choices=ProtectionCategory.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Si marca algo, este servicio nunca recibirá enlaces ni mensajes: solo llamadas."),
    )
    eligibility = forms.CharField(
        label=_("A quién atiende"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    minimum_age = forms.IntegerField(label=_("Desde qué edad"), required=False, min_value=0, max_value=120)
    maximum_age = forms.IntegerField(label=_("Hasta qué edad"), required=False, min_value=0, max_value=120)
    documents = forms.CharField(label=_("Qué debe llevar la persona"), max_length=500, required=False)
    application = forms.CharField(label=_("Cómo se pide"), max_length=500, required=False)
    capacity = forms.IntegerField(
        label=_("Cuántas personas puede atender al mes"), required=False, min_value=0, max_value=1_000_000
    )
    is_free = forms.BooleanField(label=_("Es gratuito"), required=False, initial=True)
    cost = forms.CharField(label=_("Cuánto cuesta, si no es gratuito"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Teléfono institucional"), max_length=40, required=False, help_text=_("No escriba el de una persona.")
    )
    whatsapp = forms.CharField(label=_("WhatsApp institucional"), max_length=40, required=False)
    email = forms.EmailField(label=_("Correo institucional"), required=False)
    url = forms.URLField(label=_("Página web"), required=False, assume_scheme="https")
    contact = forms.CharField(label=_("Quién responde (cargo o unidad)"), max_length=120, required=False)
    status = forms.ChoiceField(label=_("Estado"), choices=ServiceStatus.choices, initial=ServiceStatus.ACTIVE)
    is_public = forms.BooleanField(
        label=_("Mostrarlo en la página de ayuda de la ciudad"), required=False, initial=True
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to reach it, and ages go up."""
        cleaned = super().clean() or self.cleaned_data
        youngest, oldest = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("maximum_age", _("La edad máxima es menor que la mínima."))
        if not cleaned.get("needs") and not cleaned.get("protection") and not self.errors:
            self.add_error("needs", _("Marque al menos una necesidad o un tipo de protección."))
        if cleaned.get("protection") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("A una entidad especializada se la llama: escriba su teléfono."))
        return cleaned


class PlaceForm(MingaForm):
    """Where and when a service attends."""

    name = forms.CharField(label=_("Nombre del lugar"), max_length=120, required=False)
    address = forms.CharField(label=_("Dirección"), max_length=200)
    phone = forms.CharField(label=_("Teléfono de ese lugar"), max_length=40, required=False)
    days = forms.MultipleChoiceField(label=_("Días"), required=False, choices=DAYS, widget=forms.CheckboxSelectMultiple)
    opens_at = forms.TimeField(label=_("Abre a las"), required=False)
    closes_at = forms.TimeField(label=_("Cierra a las"), required=False)
    note = forms.CharField(label=_("Indicación"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Both hours or none, in order."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if not self.errors and (opens is None) != (closes is None):
            self.add_error("closes_at", _("Escriba las dos horas, o ninguna."))
        elif opens and closes and opens >= closes:
            self.add_error("closes_at", _("La hora de cierre debe ser posterior a la de apertura."))
        return cleaned


class AgreementForm(MingaForm):
    """What may be shared with an organisation."""

    organisation = _OrganisationField(
        label=_("Organización"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    document = forms.CharField(label=_("Número del documento firmado"), max_length=80)
    purpose = forms.CharField(
        label=_("Para qué se comparten los datos"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    fields_allowed = forms.MultipleChoiceField(
        label=_("Qué datos se pueden compartir"), choices=SharedField.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_on = DateBoxesField(label=_("Desde"))
    ends_on = DateBoxesField(label=_("Hasta"))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        """The days go up."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("El convenio termina antes de empezar: revise las fechas."))
        return cleaned


class ImportDirectoryForm(MingaForm):
    """A package of Open Referral HSDS 3."""

    file = forms.FileField(
        label=_("Paquete HSDS 3 (.zip con tablas CSV, o .json)"),
        help_text=_("Se guarda completo o no se guarda nada. Hasta 5 MB."),
    )
