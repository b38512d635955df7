"""Venues, sectors and the search of areas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.territory.models import Sector, Venue
from minga.ui.forms import MingaForm

EQUIPMENT_WORDS = {
    "proyector": _("Proyector"),
    "computadoras": _("Computadoras"),
    "internet": _("Internet"),
    "sillas": _("Sillas"),
    "mesas": _("Mesas"),
    "pizarra": _("Pizarra"),
    "sonido": _("Equipo de sonido"),
    "cocina": _("Cocina"),
    "horno": _("Horno"),
    "refrigeradora": _("Refrigeradora"),
    "maquinas-de-coser": _("Máquinas de coser"),
    "banos": _("Baños"),
    "agua": _("Agua para beber"),
}


class SectorForm(MingaForm):
    """Name of a sector."""

    name = forms.CharField(label=_("Nombre del sector"), max_length=80)


class VenueForm(MingaForm):
    """A venue: where it is, how many fit, what it has."""

    name = forms.CharField(label=_("Nombre"), max_length=120, help_text=_("Como lo conoce la gente."))
    address = forms.CharField(label=_("Dirección y referencia"), max_length=200, required=False)
    sector = forms.ModelChoiceField(
        label=_("Sector"), queryset=None, required=False, empty_label=_("Sin sector"), to_field_name="public_id"
    )
    capacity = forms.IntegerField(
        label=_("Personas que caben sentadas"), min_value=1, max_value=1000,
        help_text=_("Ningún aula se abre aquí con más cupo que este número."),
    )  # fmt: skip
    equipment = forms.MultipleChoiceField(
        label=_("Qué tiene"), choices=list(EQUIPMENT_WORDS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_equipment = forms.CharField(
        label=_("Otro equipo"), max_length=200, required=False, help_text=_("Separe con comas.")
    )
    is_accessible = forms.BooleanField(
        label=_("Se entra y se usa en silla de ruedas"), required=False, help_text=_("Entrada, sala y baño sin gradas.")
    )
    has_childrens_corner = forms.BooleanField(
        label=_("Tiene espacio para el rincón infantil"), required=False,
        help_text=_("Un lugar seguro para niños, niñas y adolescentes mientras dura la sesión."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.order_by("name")

    @staticmethod
    def initial_of(venue: Venue) -> dict[str, Any]:
        """What the form shows of a venue there is."""
        known = [word for word in venue.equipment if word in EQUIPMENT_WORDS]
        other = ", ".join(word for word in venue.equipment if word not in EQUIPMENT_WORDS)
        names = ("name", "address", "capacity", "is_accessible", "has_childrens_corner")
        shown = {name: getattr(venue, name) for name in names}
        return shown | {"sector": venue.sector, "equipment": known, "other_equipment": other}

    def venue_fields(self) -> dict[str, Any]:
        """What the operations take."""
        data = dict(self.cleaned_data)
        data["equipment"] = data["equipment"] + data.pop("other_equipment").split(",")
        return data


class AreaSearchForm(MingaForm):
    """Name or code of an area."""

    q = forms.CharField(
        label=_("Nombre o código"),
        max_length=80,
        required=False,
        help_text=_("Provincia, cantón o código del INEC."),
    )
