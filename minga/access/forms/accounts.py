"""Accounts and roles of a municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.access.rules import YEAR
from minga.access.states import SENTENCES, Duty, Role
from minga.organisations.queries import organisations_for
from minga.ui.forms import DateBoxesField, MingaForm


def roles_with_sentences() -> list[tuple[str, Any]]:
    """The roles to choose from, each with what it is for."""
    return [(role.value, f"{role.label}. {SENTENCES[role]}") for role in Role]


class AccountSearchForm(MingaForm):
    """Narrow the list."""

    q = forms.CharField(label=_("Nombre o correo"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Rol"), required=False, choices=[("", _("Todos")), *Role.choices])


class AccountForm(MingaForm):
    """Who gets an account, and its first role."""

    name = forms.CharField(label=_("Nombres y apellidos"), max_length=200)
    email = forms.EmailField(label=_("Correo"), help_text=_("Con este correo ingresa. Cada persona tiene el suyo."))
    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices, widget=forms.RadioSelect)
    is_career_official = forms.BooleanField(
        label=_("Es funcionaria o funcionario de carrera"), required=False,
        help_text=_("Quien no lo es suele cambiar con las autoridades: conviene que otra persona conozca su trabajo."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_with_sentences()


class RoleForm(MingaForm):
    """A role with its dates; `may_everywhere`: whether it may be given for all municipalities."""

    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices, widget=forms.RadioSelect)
    starts_on = DateBoxesField(label=_("Desde"))
    ends_on = DateBoxesField(
        label=_("Hasta"),
        required=False,
        help_text=_("Último día. Solo quien es de carrera puede tener un rol sin fecha de término."),
    )
    organisation = forms.ChoiceField(
        label=_("Organización aliada"), required=False, help_text=_("Si la persona no trabaja en el municipio.")
    )
    delegation = forms.ChoiceField(
        label=_("Documento de delegación"), required=False,
        help_text=_("Anótelo antes en la página de la cuenta. Cuando el documento termina, termina el rol."),
    )  # fmt: skip
    duties = forms.MultipleChoiceField(
        label=_("Por qué responde en el equipo técnico"), required=False, choices=Duty.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_deputy = forms.BooleanField(label=_("Es suplente: cubre a quien tiene este rol"), required=False)
    everywhere = forms.BooleanField(label=_("Vale en todos los municipios del programa"), required=False)

    def __init__(
        self,
        *args: Any,
        today: date,
        municipality: Any,
        may_everywhere: bool,
        delegations: list[Any],
        may_be_open: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        self.may_be_open = may_be_open
        if not may_be_open:
            self.fields["ends_on"].initial = today + YEAR
        self._delegations = {str(row.public_id): row for row in delegations}
        papers = ((key, str(row)) for key, row in self._delegations.items())
        self.fields["delegation"].choices = [("", _("Ninguno")), *papers]
        self.fields["role"].choices = roles_with_sentences()
        self._organisations = {str(row.public_id): row for row in organisations_for(municipality)}
        choices = [("", _("Ninguna")), *((key, str(row)) for key, row in self._organisations.items())]
        self.fields["organisation"].choices = choices
        if not may_everywhere:
            del self.fields["everywhere"]

    def clean_organisation(self) -> Any:
        return self._organisations.get(self.cleaned_data["organisation"])

    def clean_delegation(self) -> Any:
        return self._delegations.get(self.cleaned_data["delegation"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("La fecha «Hasta» debe ser igual o posterior a «Desde»."))
        is_ours = self.may_be_open and not data.get("organisation")
        if "ends_on" in data and not data["ends_on"] and not data.get("delegation") and not is_ours:
            self.add_error("ends_on", _("Escriba el último día: este rol debe tener uno."))
        return data
