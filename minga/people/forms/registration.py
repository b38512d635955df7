"""Registering and changing a person: the form reads what was typed by the same rules as a row of a sheet."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.territory.models import Sector
from minga.ui.forms import DateBoxesField, MingaForm

from ..countries import COUNTRY_LABELS
from ..models import Person
from ..rules.entry import ContactEntry, DocumentEntry, PersonEntry, TrustedEntry
from ..rules.problems import Problem
from ..rules.row_result import RowResult, RowSettings
from ..rules.rows import validate_row
from ..states import Origin, PopulationGroup, Sex
from ..wording import DOCUMENT_LABELS, words_for

_NOT_SAID = _("No lo dice")
_COUNTRIES = [("", _NOT_SAID), *COUNTRY_LABELS.items()]


class PersonFields(MingaForm):
    """What is asked of a person on paper and on screen; only a name and the population group are needed."""

    given_names = forms.CharField(label=_("Nombres"), max_length=120, help_text=_("Uno o varios, como los usa."))
    surnames = forms.CharField(label=_("Apellidos"), max_length=120, required=False)
    known_as = forms.CharField(label=_("Cómo prefiere que le llamen"), max_length=60, required=False)
    birth_date = DateBoxesField(label=_("Fecha de nacimiento"), required=False)
    age = forms.IntegerField(
        label=_("Edad"), required=False, min_value=0, max_value=115, help_text=_("Solo si no sabe la fecha.")
    )
    sex = forms.ChoiceField(
        label=_("Sexo"), choices=Sex.choices, initial=Sex.UNDISCLOSED, widget=forms.RadioSelect, required=False
    )
    gender_identity = forms.CharField(
        label=_("Identidad de género"), max_length=60, required=False, help_text=_("Con las palabras de la persona.")
    )
    nationality = forms.ChoiceField(label=_("Nacionalidad"), choices=_COUNTRIES, required=False)
    population_group = forms.ChoiceField(
        label=_("Grupo de población"), choices=PopulationGroup.choices, widget=forms.RadioSelect
    )
    migratory_condition = forms.CharField(
        label=_("Condición migratoria"),
        max_length=80,
        required=False,
        help_text=_("No hace falta ningún documento para registrarse."),
    )
    arrived_country_on = DateBoxesField(
        label=_("¿Cuándo llegó al país?"), required=False, help_text=_("Si no recuerda el día, escriba 1.")
    )
    resides_zone_since = DateBoxesField(
        label=_("¿Desde cuándo vive en esta ciudad?"),
        required=False,
        help_text=_("Cuenta para los requisitos; la llegada al país, para la prioridad."),
    )
    sector = forms.ModelChoiceField(
        label=_("Sector"), queryset=Sector.objects.none(), required=False, empty_label=_NOT_SAID
    )
    address = forms.CharField(label=_("Dirección o referencia"), max_length=300, required=False)
    children_in_care = forms.IntegerField(
        label=_("Niños, niñas y adolescentes a su cargo"), required=False, min_value=0, max_value=30
    )
    access_needs = forms.CharField(
        label=_("Qué necesita para participar"),
        max_length=300,
        required=False,
        help_text=_("Por ejemplo, rampa, letra grande, intérprete de señas."),
    )
    safe_contact_note = forms.CharField(
        label=_("Cómo contactarle con seguridad"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Horas, quién puede contestar, qué no decir."),
    )

    def __init__(self, *args: Any, settings: RowSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings
        self.result = RowResult(0)
        self.fields["sector"].queryset = Sector.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read everything that was typed as a row is read; its errors go to their fields, warnings do not stop it."""
        data = super().clean() or {}
        raw = {name: value for name, value in self._raw(data).items() if value not in (None, "", [])}
        self.result = validate_row(0, raw, self.settings)
        for problem in self.result.errors:
            name = problem.field if problem.field in self.fields else None
            if name is None or name not in self.errors:
                self.add_error(name, words_for(problem))
        return data

    @property
    def remarks(self) -> list[Problem]:
        """What to tell whoever typed it: warnings and repairs, none of which stopped the form."""
        return [*self.result.warnings, *self.result.repairs]

    def values(self) -> dict[str, Any]:
        """The person's own columns, for `update_person` or PersonEntry."""
        data, read = self.cleaned_data, self.result.values
        return {
            **{name: data[name] for name in ("surnames", "known_as", "gender_identity", "migratory_condition")},
            **{name: data[name] for name in ("address", "access_needs", "children_in_care")},
            "given_names": read.get("given_names", ""),
            "surnames": read.get("surnames", ""),
            "safe_contact_note": read.get("safe_contact_note", ""),
            "sex": data["sex"] or Sex.UNDISCLOSED,
            "nationality": data["nationality"],
            "population_group": data["population_group"],
            "birth_date": read.get("birth_date"),
            "is_birth_date_estimated": bool(read.get("is_birth_date_estimated")),
            "arrived_country_on": read.get("arrived_country_on"),
            "resides_zone_since": read.get("resides_zone_since"),
            "sector_id": data["sector"].pk if data["sector"] else None,
        }

    def _raw(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: data.get(name) for name in self.fields if name not in ("sector", "next_step_on")}


class RegisterPersonForm(PersonFields):
    """Assisted or paper registration, quick: one page, one button."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    origin = forms.ChoiceField(
        label=_("¿Cómo se registra?"),
        choices=[(Origin.ASSISTED, Origin.ASSISTED.label), (Origin.PAPER, Origin.PAPER.label)],
        initial=Origin.ASSISTED,
        widget=forms.RadioSelect,
    )
    document_kind = forms.ChoiceField(
        label=_("Documento"),
        choices=[("", _NOT_SAID), *((str(kind), label) for kind, label in DOCUMENT_LABELS.items())],
        required=False,
        help_text=_("Vale vencido o de otro país. También puede registrarse sin documento."),
    )
    document_number = forms.CharField(label=_("Número de documento"), max_length=40, required=False)
    document_expires_on = DateBoxesField(label=_("Fecha de caducidad"), required=False)
    phone = forms.CharField(
        label=_("Teléfono"), max_length=40, required=False, help_text=_("Si es de otro país, con el código: +58…")
    )
    has_whatsapp = forms.BooleanField(label=_("Usa WhatsApp en ese teléfono"), required=False)
    is_shared = forms.BooleanField(label=_("El teléfono es compartido o de otra persona"), required=False)
    email = forms.CharField(label=_("Correo electrónico"), max_length=254, required=False)
    trusted_name = forms.CharField(label=_("Persona de confianza"), max_length=120, required=False)
    trusted_phone = forms.CharField(label=_("Teléfono de la persona de confianza"), max_length=40, required=False)
    trusted_relationship = forms.CharField(label=_("Relación"), max_length=60, required=False)
    may_be_told = forms.CharField(
        label=_("Qué se le puede decir"), max_length=200, required=False, help_text=_("Nada más que eso se le dirá.")
    )
    is_other = forms.BooleanField(label=_("Es otra persona: registrarla"), required=False)
    next_step_on = DateBoxesField(label=_("Día acordado para la entrevista inicial"), required=False)

    def clean(self) -> dict[str, Any]:
        """Besides the rules of rows: a trusted person needs what may be told to them."""
        data = super().clean()
        if data.get("trusted_name") and not data.get("may_be_told"):
            self.add_error("may_be_told", _("Escriba qué se le puede decir a la persona de confianza."))
        agreed = data.get("next_step_on")
        if agreed and agreed < self.settings.today:
            self.add_error("next_step_on", _("El día de la entrevista inicial ya pasó. Escriba uno desde hoy."))
        return data

    def entry(self) -> PersonEntry:
        """What was typed, as the operation takes it."""
        return PersonEntry(
            **self.values(),
            documents=self._documents(),
            contacts=self._contacts(),
            trusted=self._trusted(),
        )

    def chosen_id(self) -> uuid.UUID:
        """The id the page was sent with: the same page again is the same person."""
        return self.cleaned_data["public_id"]  # type: ignore[no-any-return]

    def agreed_day(self) -> date | None:
        """The day of the first interview, when one was agreed."""
        return self.cleaned_data["next_step_on"]  # type: ignore[no-any-return]

    def _raw(self, data: dict[str, Any]) -> dict[str, Any]:
        typed = super()._raw(data)
        raw = {name: value for name, value in typed.items() if name not in _NOT_ROWS}
        raw["phone"] = [data["phone"]] if data.get("phone") else []
        raw["whatsapp"] = "sí" if data.get("has_whatsapp") else ""
        return raw

    def _documents(self) -> tuple[DocumentEntry, ...]:
        document = self.result.values.get("document")
        if not document:
            return ()
        return (
            DocumentEntry(document["kind"], document["number"], expires_on=self.cleaned_data["document_expires_on"]),
        )

    def _contacts(self) -> tuple[ContactEntry, ...]:
        is_shared = self.cleaned_data["is_shared"]
        return tuple(
            ContactEntry(kind, value, is_shared=is_shared and kind != "email")
            for kind, value in self.result.values.get("contacts", ())
        )

    def _trusted(self) -> TrustedEntry | None:
        data = self.cleaned_data
        if not data["trusted_name"]:
            return None
        phone = self.result.values.get("trusted_phone", "")
        return TrustedEntry(data["trusted_name"], phone, data["trusted_relationship"], data["may_be_told"])


_NOT_ROWS = frozenset({"public_id", "origin", "has_whatsapp", "is_shared", "is_other"})


class UpdatePersonForm(PersonFields):
    """The same questions with what is known already."""

    @staticmethod
    def known(person: Person) -> dict[str, Any]:
        """Initial values from a person."""
        names = [name for name in PersonFields.base_fields if name not in ("age", "sector")]
        return {**{name: getattr(person, name) for name in names}, "sector": person.sector_id}
