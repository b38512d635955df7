"""Forms of training."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.programmes.states import BusinessLevel
from minga.ui.forms import DateBoxesField, MingaForm

from .models import Course, Facilitator
from .states import Line, Modality, Topic


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CourseForm(MingaForm):
    """Content and hours of a course (FOR-3, FOR-14, FOR-15)."""

    name = forms.CharField(label=_("Nombre del curso"), max_length=200)
    line = forms.ChoiceField(label=_("Línea"), choices=Line.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label=_("Nivel"),
        required=False,
        choices=[("", _("Sin nivel")), *BusinessLevel.choices],
        help_text=_("Solo para emprendimiento."),
    )
    hours = forms.DecimalField(label=_("Horas"), min_value=1, max_value=999, max_digits=5, decimal_places=1)
    counts_to_limit = forms.BooleanField(
        label=_("Sus horas cuentan para el límite de la ruta"),
        required=False,
        initial=True,
        help_text=_("Solo limitan las rutas de emprendimiento y de empleabilidad."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Contenidos"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Para aprobar el curso hacen falta movilidad humana, enfoque de género e integración."),
    )
    modalities = forms.MultipleChoiceField(
        label=_("Modalidades en que se ofrece"), choices=Modality.choices, widget=forms.CheckboxSelectMultiple
    )
    materials = forms.CharField(
        label=_("Materiales"),
        required=False,
        widget=_lines(4),
        help_text=_("Uno por línea: manual, cuaderno de trabajo, guía para facilitar…"),
    )
    methodology = forms.CharField(
        label=_("Metodología"),
        required=False,
        max_length=300,
        help_text=_("Nombre, de quién es y quién la validó. Por ejemplo: IMESUN (OIT)."),
    )
    description = forms.CharField(label=_("Descripción para las personas"), required=False, widget=_lines(3))

    @classmethod
    def initial_of(cls, course: Course) -> dict[str, Any]:
        """What the form shows of a course that is there."""
        return {name: getattr(course, name) for name in cls.base_fields}


class ApproveCourseForm(MingaForm):
    """Results of the pilot, without which a course is not approved (PRG-16)."""

    pilot_results = forms.CharField(
        label=_("Resultados de la prueba piloto"),
        widget=_lines(4),
        help_text=_("Con qué grupo se probó, con cuál se comparó y qué cambió."),
    )


class FacilitatorForm(MingaForm):
    """Who teaches (ROL-9)."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    organisation = forms.CharField(label=_("Institución"), required=False, max_length=200)
    account = forms.ModelChoiceField(
        label=_("Cuenta con que entra"),
        queryset=None,
        required=False,
        empty_label=_("No entra al sistema"),
        help_text=_("Con su cuenta ve solo las aulas que facilita."),
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]


class FacilitatorCertificateForm(MingaForm):
    """That somebody may teach a methodology, and until when (ROL-9)."""

    methodology = forms.CharField(label=_("Metodología"), max_length=200)
    issued_by = forms.CharField(label=_("Quién la certificó"), max_length=200)
    valid_from = DateBoxesField(label=_("Vale desde"))
    valid_until = DateBoxesField(label=_("Vale hasta"), required=False)

    def clean(self) -> dict[str, Any]:
        """The end of a certificate is not before its beginning."""
        given = super().clean()
        begin, end = given.get("valid_from"), given.get("valid_until")
        if begin and end and end < begin:
            self.add_error("valid_until", _("«Vale hasta» no puede ser antes de «Vale desde»."))
        return given


class CycleForm(MingaForm):
    """A dated run of classes."""

    name = forms.CharField(label=_("Nombre del ciclo"), max_length=200)
    starts_on = DateBoxesField(label=_("Empieza el"))
    ends_on = DateBoxesField(label=_("Termina el"))
    fund = forms.ModelChoiceField(
        label=_("Fondo que lo paga"), queryset=None, required=False, empty_label=_("Varios o ninguno todavía")
    )

    def __init__(self, *args: Any, funds: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A cycle ends on or after the day it starts."""
        given = super().clean()
        begin, end = given.get("starts_on"), given.get("ends_on")
        if begin and end and end < begin:
            self.add_error("ends_on", _("«Termina el» no puede ser antes de «Empieza el»."))
        return given


class ClassForm(MingaForm):
    """An aula of a cycle."""

    course = forms.ModelChoiceField(label=_("Curso"), queryset=None, empty_label=_("Elija un curso"))
    name = forms.CharField(label=_("Nombre del aula"), max_length=120, help_text=_("Por ejemplo: Aula A, sábados."))
    modality = forms.ChoiceField(label=_("Modalidad"), choices=Modality.choices, widget=forms.RadioSelect)
    cupo = forms.IntegerField(label=_("Cupo"), min_value=1, max_value=500)
    venue = forms.ModelChoiceField(label=_("Lugar"), queryset=None, required=False, empty_label=_("Sin lugar"))
    virtual_link = forms.URLField(
        label=_("Enlace de la sesión virtual"), required=False, assume_scheme="https", max_length=500
    )
    facilitator = forms.ModelChoiceField(
        label=_("Persona facilitadora"), queryset=None, required=False, empty_label=_("Por definir")
    )
    is_pilot = forms.BooleanField(
        label=_("Es un aula piloto"), required=False, help_text=_("Para probar un curso que todavía no está aprobado.")
    )

    def __init__(self, *args: Any, courses: Any, venues: Any, facilitators: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = {"course": courses, "venue": venues, "facilitator": facilitators}
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class SessionsForm(MingaForm):
    """One session, or one a week at the same hour."""

    day = DateBoxesField(label=_("Fecha de la primera sesión"))
    hour = forms.TimeField(label=_("Hora de inicio"), help_text=_("Por ejemplo: 18:30."))
    minutes = forms.IntegerField(label=_("Duración en minutos"), min_value=15, max_value=720, initial=120)
    weeks = forms.IntegerField(
        label=_("Cuántas semanas seguidas"), min_value=1, max_value=52, initial=1, help_text=_("Una sesión por semana.")
    )

    def starts_at(self, zone: str) -> datetime:
        """The instant of the first session, in the municipality's zone."""
        given = self.cleaned_data
        return datetime.combine(given["day"], given["hour"], ZoneInfo(zone))


class GrantForm(MingaForm):
    """Sobrecupo (FOR-1)."""

    places = forms.IntegerField(label=_("Cuántos cupos más"), min_value=1, max_value=100)
    reason = forms.CharField(label=_("Motivo"), widget=_lines(3), max_length=500)


class ExceptionForm(MingaForm):
    """That an aula opens without an item, and until when (FOR-6, ROL-9)."""

    reason = forms.CharField(label=_("Por qué se abre sin este punto"), widget=_lines(3), max_length=500)
    regularise_by = DateBoxesField(label=_("Se regularizará hasta el"))


class HoursForm(MingaForm):
    """Hours of a route above its limit (FOR-2)."""

    hours = forms.DecimalField(label=_("Horas autorizadas en total"), max_digits=5, decimal_places=1)
    reason = forms.CharField(label=_("Motivo"), widget=_lines(3), max_length=500)


class ClassFacilitatorForm(MingaForm):
    """Who teaches an aula from now on."""

    facilitator = forms.ModelChoiceField(
        label=_("Persona facilitadora"), queryset=Facilitator.objects.none(), empty_label=_("Elija una persona")
    )

    def __init__(self, *args: Any, facilitators: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["facilitator"].queryset = facilitators  # type: ignore[attr-defined]
