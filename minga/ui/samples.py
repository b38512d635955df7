"""Invented content of the gallery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .charts import Chart, bar_chart, line_chart, stacked_chart
from .forms import DateBoxesField, MingaForm
from .navigation import Link
from .parts import Entry, Task

_HOST = gettext_lazy("Comunidad de acogida")
_ON_THE_MOVE = gettext_lazy("Persona en situación de movilidad humana")


@dataclass(frozen=True)
class SampleCopy:
    """The mark of a printed copy, as `audit.print_copy` gives it."""

    actor_label: str
    printed_at: datetime
    number: int
    destroy_by: date


PEOPLE = (
    {"name": "María José Quiñónez", "group": _HOST, "phone": "+593991234567", "score": "0,82"},
    {"name": "Yorgelis Fernández", "group": _ON_THE_MOVE, "phone": "", "score": "0,79"},
    {"name": "Ángel <script>", "group": _HOST, "phone": "+584121234567", "score": "0,41"},
)
_YES_NO = (("si", gettext_lazy("Sí")), ("no", gettext_lazy("No")), ("despues", gettext_lazy("Más adelante")))
_NEEDS = (
    ("food", gettext_lazy("Alimentación")),
    ("home", gettext_lazy("Vivienda segura")),
    ("care", gettext_lazy("Cuidado de niños y niñas")),
)


class SampleForm(MingaForm):
    """One field of every kind."""

    name = forms.CharField(
        label=gettext_lazy("Nombres"), max_length=80, help_text=gettext_lazy("Como los usa, uno o dos.")
    )
    born = DateBoxesField(label=gettext_lazy("Fecha de nacimiento"), help_text=gettext_lazy("Por ejemplo, 27 3 1990."))
    sex = forms.ChoiceField(
        label=gettext_lazy("Sexo"), choices=(("f", gettext_lazy("Mujer")), ("m", gettext_lazy("Hombre"))),
        widget=forms.RadioSelect,
    )  # fmt: skip
    private_talk = forms.ChoiceField(
        label=gettext_lazy("¿Desea hablar en privado con una persona especializada?"), choices=_YES_NO,
        widget=forms.RadioSelect(attrs={"inline": True}), required=False,
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("¿Qué le hace falta ahora?"), choices=_NEEDS, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Marque todas las que correspondan."),
    )  # fmt: skip
    canton = forms.ChoiceField(
        label=gettext_lazy("Cantón"), choices=(("", gettext_lazy("Elija")), ("1308", "Manta"), ("1701", "Quito"))
    )
    email = forms.EmailField(label=gettext_lazy("Correo"), required=False)
    income = forms.DecimalField(label=gettext_lazy("Ingreso del mes, en dólares"), min_value=0)
    children = forms.IntegerField(label=gettext_lazy("Niñas y niños a su cuidado"), min_value=0, max_value=30)
    notes = forms.CharField(
        label=gettext_lazy("Observaciones"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    sheet = forms.FileField(
        label=gettext_lazy("Ficha escaneada"), required=False, help_text=gettext_lazy("PDF o foto, hasta 5 MB.")
    )
    agrees = forms.BooleanField(label=gettext_lazy("Autorizo que me llamen para otros programas"))


class SampleFilter(MingaForm):
    """Filters of an invented list."""

    q = forms.CharField(label=gettext_lazy("Nombre, documento o teléfono"), required=False)
    group = forms.ChoiceField(
        label=gettext_lazy("Grupo de población"), required=False,
        choices=(("", gettext_lazy("Todos")), ("mobility", gettext_lazy("Persona en situación de movilidad humana"))),
    )  # fmt: skip
    state = forms.ChoiceField(label=gettext_lazy("Estado"), required=False, choices=(("", gettext_lazy("Todos")),))


def typed_wrong() -> SampleForm:
    """The sample form as it comes back: every kind of error, and what was typed still there."""
    form = SampleForm(
        {
            "name": "Ana " * 30, "born_day": "31", "born_month": "febrero", "born_year": "1990", "email": "ana@",
            "income": "mucho", "children": "40", "canton": "9999", "notes": "Prefiere <b>mensajes</b> de voz.",
        },
        auto_id="mal_%s",
    )  # fmt: skip
    form.full_clean()
    return form


def tasks() -> list[Task]:
    """Steps of opening a cycle, one in each state."""
    return [
        Task(_("Importar la hoja de inscripción"), "#", _("Listo"), "green", _("412 personas")),
        Task(_("Confirmar valoraciones"), "#", _("En curso"), "blue", _("38 de 412 por confirmar")),
        Task(_("Congelar el orden de llamada"), "#", _("Por hacer"), "yellow"),
        Task(_("Abrir la convocatoria"), "", _("Aún no"), "grey", _("Necesita un orden de llamada congelado")),
    ]


def entries(now: datetime) -> list[Entry]:
    """A short timeline, with something ahead."""
    return [
        Entry(now + timedelta(days=3), _("Primera sesión: Educación financiera"), "#", is_ahead=True),
        Entry(
            now - timedelta(days=2), _("Aceptó el cupo por teléfono"),
            who="Rosa Delgado", detail=_("Llamada de 4 minutos."),
        ),
        Entry(now - timedelta(days=20), _("Inscripción"), "#", who="Rosa Delgado"),
    ]  # fmt: skip


def tabs() -> list[Link]:
    """Three views of a list."""
    return [
        Link(_("Por llamar"), "#", is_current=True, note="18"),
        Link(_("Aceptaron"), "#", note="42"),
        Link(_("No respondieron"), "#"),
    ]


def facts(now: datetime) -> list[tuple[str, object]]:
    """Pairs of a summary list, one without a value."""
    return [(_("Nombre"), "María José Quiñónez"), (_("Documento"), _("No tiene")), (_("Correo"), None)]


def charts() -> list[Chart]:
    """One chart of each kind, with invented figures."""
    source = _("datos inventados para esta página")
    return [
        bar_chart(
            finding=_("La mayoría trabaja por cuenta propia"), source=source, note=_("Personas, noviembre de 2026"),
            columns=(_("Ocupación"), _("Personas")),
            rows=[(_("Cuenta propia"), 812), (_("Relación de dependencia"), 460), (_("Trabajo del hogar"), 96),
                  (_("Otra"), _("menos de 5"))],
        ),
        stacked_chart(
            finding=_("En Manta participan más mujeres que hombres"), source=source, note=_("Personas inscritas"),
            columns=(_("Ciudad"), _("Mujeres"), _("Hombres")),
            rows=[("Manta", 640, 380), ("Quito", 1210, 990), ("Santo Domingo", 410, 395)],
        ),
        line_chart(
            finding=_("Las certificaciones crecen desde marzo"), source=source, note=_("Personas por mes, 2026"),
            columns=(_("Mes"), _("Inscritas"), _("Certificadas")),
            rows=[(dateformat.format(date(2026, m, 1), "M").lower(), i, c) for m, i, c in
                  ((1, 120, 0), (2, 300, 20), (3, 280, 60), (4, 350, 140), (5, 410, 220), (6, 400, 310))],
        ),
    ]  # fmt: skip
