"""One thing of a person at a time: a way of contact, a document, a trusted person, a consent, an end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.audit.states import Purpose
from minga.kernel.codes import normalise_code
from minga.kernel.phones import read_phone
from minga.kernel.refusals import Refused
from minga.kernel.uploads import PICTURES, CleanUpload, Kind, check_upload, keep_upload
from minga.organisations.models import Organisation
from minga.ui.forms import DateBoxesField, MingaForm

from ..operations.consents import Evidence
from ..rules.entry import ContactEntry, DocumentEntry, TrustedEntry
from ..rules.problems import Problem
from ..rules.values import is_email
from ..states import ConsentHow, ConsentPurpose, ContactKind, ParticipationEnd, PopulationGroup
from ..wording import DOCUMENT_LABELS, words_for

NEXT = {"editar": "people:update-person", "confianza": "people:set-trusted-person"}
_PHONES = (ContactKind.PHONE, ContactKind.WHATSAPP, ContactKind.SMS)
MESSAGE_KINDS = (ContactKind.WHATSAPP, ContactKind.SMS, ContactKind.EMAIL, ContactKind.FACEBOOK)


class RevealForm(MingaForm):
    """Why somebody needs to see what is masked."""

    purpose = forms.ChoiceField(label=_("¿Para qué los necesita?"), choices=Purpose.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("En pocas palabras"),
        max_length=120,
        required=False,
        help_text=_("Obligatorio con «Otro motivo». La persona puede leerlo: no escriba datos de nadie."),
    )
    next = forms.ChoiceField(choices=[(name, name) for name in NEXT], required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Another purpose is said in words."""
        data = super().clean() or {}
        data["text"] = " ".join(data.get("text", "").split())
        if data.get("purpose") == Purpose.OTHER and not data["text"]:
            self.add_error("text", _("Escriba el motivo en «En pocas palabras»."))
        return data


class ContactPointForm(MingaForm):
    """A way of contact with what to be careful about."""

    kind = forms.ChoiceField(label=_("Por dónde"), choices=ContactKind.choices, widget=forms.RadioSelect)
    value = forms.CharField(
        label=_("Número, correo o dirección"),
        max_length=254,
        required=False,
        help_text=_("Si el teléfono es de otro país, con el código: +58…"),
    )
    is_shared = forms.BooleanField(label=_("Es compartido o de otra persona"), required=False)
    safe_note = forms.CharField(
        label=_("Con qué cuidado"), max_length=200, required=False, help_text=_("Horas, quién contesta, qué no decir.")
    )

    def clean(self) -> dict[str, Any]:
        """The value in its stored form; what cannot be used is refused here, since nothing else was typed."""
        data = super().clean() or {}
        kind, value = data.get("kind", ""), data.get("value", "")
        if kind in _PHONES:
            phone = read_phone(value)
            if phone.problem:
                self.add_error("value", _NOT_A_PHONE.get(phone.problem, _NOT_A_PHONE["not_a_number"]))
            data["value"] = phone.e164
        elif kind == ContactKind.EMAIL:
            if not is_email(value):
                self.add_error("value", _("Escriba el correo completo, por ejemplo nombre@ejemplo.org."))
            data["value"] = value.lower()
        elif kind == ContactKind.FACEBOOK and not value:
            self.add_error("value", _("Escriba el nombre o la dirección de la cuenta."))
        return data

    def entry(self) -> ContactEntry:
        """As the operation takes it."""
        return ContactEntry(**self.cleaned_data)


_NOT_A_PHONE = {
    "area_missing": _("Falta el código de provincia: por ejemplo, 05 para Manabí."),
    "country_missing": _("Parece de otro país. Escríbalo con el código, por ejemplo +58."),
    "not_a_number": _("Escriba el teléfono con todas sus cifras, por ejemplo 099 123 4567."),
}


class DocumentForm(MingaForm):
    """A document, valid or expired, of any country."""

    kind = forms.ChoiceField(
        label=_("Tipo de documento"),
        choices=[(str(kind), label) for kind, label in DOCUMENT_LABELS.items() if kind != "sin_documento"],
    )
    number = forms.CharField(label=_("Número"), max_length=40)
    issued_on = DateBoxesField(label=_("Fecha de emisión"), required=False)
    expires_on = DateBoxesField(label=_("Fecha de caducidad"), required=False)

    def entry(self) -> DocumentEntry:
        """As the operation takes it."""
        return DocumentEntry(**self.cleaned_data)


class TrustedPersonForm(MingaForm):
    """Whom to tell what when the person cannot be reached; an empty name takes them away."""

    name = forms.CharField(label=_("Nombre"), max_length=120, required=False)
    phone = forms.CharField(label=_("Teléfono"), max_length=40, required=False)
    relationship = forms.CharField(label=_("Relación"), max_length=60, required=False)
    may_be_told = forms.CharField(
        label=_("Qué se le puede decir"), max_length=200, required=False, help_text=_("Nada más que eso se le dirá.")
    )

    def clean_phone(self) -> str:
        """E.164, or what was typed refused in words."""
        typed = self.cleaned_data["phone"]
        phone = read_phone(typed)
        if typed and phone.problem:
            details = {"written": typed}
            raise forms.ValidationError(words_for(Problem("phone_not_a_number", "phone", details)).split(":")[0] + ".")
        return phone.e164

    def entry(self) -> TrustedEntry | None:
        """As the operation takes it; None when there is no name."""
        data = self.cleaned_data
        return TrustedEntry(**data) if data["name"].strip() else None


class ConsentForm(MingaForm):
    """A permission for an optional purpose, read aloud or signed."""

    purpose = forms.ChoiceField(label=_("Para qué"), choices=ConsentPurpose.choices, widget=forms.RadioSelect)
    partner = forms.ModelChoiceField(
        label=_("Organización con la que se comparten"),
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text=_("Solo si autoriza compartir: una autorización por organización."),
    )
    channel = forms.ChoiceField(
        label=_("Medio de los mensajes"),
        required=False,
        choices=[("", _("Todos")), *((kind, kind.label) for kind in MESSAGE_KINDS)],
        help_text=_("Solo si autoriza recibir mensajes."),
    )
    how = forms.ChoiceField(
        label=_("Cómo la dio"),
        choices=[(how.value, how.label) for how in ConsentHow if how != ConsentHow.ONLINE],
        initial=ConsentHow.SPOKEN,
        widget=forms.RadioSelect,
    )
    witness = forms.CharField(
        label=_("Testigo"), max_length=120, required=False, help_text=_("Nombre. Hace falta si pone su huella.")
    )
    representative = forms.CharField(
        label=_("Quién autoriza por la persona"),
        max_length=160,
        required=False,
        help_text=_("Nombre y parentesco o cargo. Hace falta para niñas y niños que aún no autorizan por sí mismos."),
    )
    scan = forms.FileField(
        label=_("Hoja firmada, escaneada o en foto"), required=False, help_text=_("PDF, JPG, PNG o WEBP, hasta 10 MB.")
    )

    def __init__(self, *args: Any, partners: QuerySet[Organisation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners

    def clean_scan(self) -> CleanUpload | None:
        """The sheet, checked and cleaned; what is wrong with it in words."""
        given = self.cleaned_data["scan"]
        if not given:
            return None
        try:
            return check_upload(given, allow=PICTURES | {Kind.PDF}, name=given.name)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def values(self) -> dict[str, Any]:
        """As the operation takes it; the sheet is stored now."""
        data = self.cleaned_data
        file_id = keep_upload(data["scan"]) if data["scan"] else None
        evidence = Evidence(witness=data["witness"], representative=data["representative"], file_id=file_id)
        return {key: data[key] for key in ("purpose", "partner", "channel", "how")} | {"evidence": evidence}


class CloseParticipationForm(MingaForm):
    """Why a participation ends."""

    end = forms.ChoiceField(label=_("Motivo"), choices=ParticipationEnd.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Nota"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class HouseholdForm(MingaForm):
    """With whom the person lives, by the code of the other's comprobante."""

    code = forms.CharField(
        label=_("Código del comprobante de la otra persona"), max_length=20, help_text=_("Por ejemplo, MAN-7K3F-29DX.")
    )

    def clean_code(self) -> str:
        """The canonical code; a mistyped one is named."""
        code = normalise_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("El código está incompleto o mal copiado. Compárelo con el comprobante."))
        return code


class PeopleFilter(MingaForm):
    """Search and filters of the list; all of it lives in the address."""

    q = forms.CharField(
        label=_("Nombre, documento, teléfono o código"),
        required=False,
        max_length=100,
        help_text=_("Los nombres, en cualquier orden y sin tildes."),
    )
    estado = forms.ChoiceField(
        label=_("Participación"),
        choices=[("", _("Todas")), ("open", _("Abierta")), ("closed", _("Cerrada"))],
        required=False,
    )
    grupo = forms.ChoiceField(
        label=_("Grupo de población"), choices=[("", _("Todos")), *PopulationGroup.choices], required=False
    )
