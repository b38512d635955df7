"""Filters of the audit."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm


class AuditFilterForm(MingaForm):
    """Which object, which actions."""

    object = forms.UUIDField(
        label=_("Identificador del registro"), required=False,
        help_text=_("El código largo que está en la dirección de la página del registro."),
        error_messages={"invalid": _("Copie el identificador completo: 32 letras y números con guiones.")},
    )  # fmt: skip
    action = forms.RegexField(
        label=_("Acción"), regex=r"^[a-z_.]*$", required=False, max_length=60,
        help_text=_("Como está en la lista, o su comienzo: people, access.assign_role."),
        error_messages={"invalid": _("Escriba la acción como está en la lista, por ejemplo people.register_person.")},
    )  # fmt: skip
