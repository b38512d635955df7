"""What belongs to a person: contacts, documents, trusted person, consents, participation, household."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.uploads.kinds import CONTENT_TYPES, EXTENSIONS
from minga.organisations.queries import organisations_for

from .. import operations, queries
from ..consent_texts import NOT_CONFIRMED, VERSIONS, texts_in_force
from ..forms.belongings import (
    CloseParticipationForm,
    ConsentForm,
    ContactPointForm,
    DocumentForm,
    HouseholdForm,
    TrustedPersonForm,
)
from ..states import Origin
from .pages import form_page, person_or_404, person_url, programme_or_404
from .reveal import reveal_first


@staff("people.change")
def add_contact_point(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another way of contact, at the end of the person's order."""
    person = person_or_404(request, public_id)
    form = ContactPointForm(request.POST or None)
    return form_page(
        request,
        form=form,
        person=person,
        title=_("Añadir una forma de contacto"),
        done=_("Forma de contacto guardada."),
        save=lambda: operations.add_contact_point(
            person=person, entry=form.entry(), actor=request.actor, at=request.at
        ),
    )


@staff("people.change")
@require_POST
def close_contact_point(request: HttpRequest, public_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Stop using a way of contact."""
    person = person_or_404(request, public_id)
    contact = get_object_or_404(person.contact_points, public_id=contact_id)
    operations.close_contact_point(contact=contact, actor=request.actor, at=request.at)
    messages.success(request, _("Ya no se usará esa forma de contacto."))
    return SeeOther(person_url(request, person))


@staff("people.change")
def add_document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another document; a failed check only warns."""
    person = person_or_404(request, public_id)
    form = DocumentForm(request.POST or None)
    return form_page(
        request,
        form=form,
        person=person,
        title=_("Añadir un documento"),
        intro=_("Vale vencido o de otro país."),
        done=_("Documento guardado."),
        save=lambda: operations.add_document(person=person, entry=form.entry(), actor=request.actor, at=request.at),
    )


@staff("people.change")
def set_trusted_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who may be told what."""
    person = person_or_404(request, public_id)
    if first := reveal_first(request, person, "confianza"):
        return first
    known = person.trusted_people.first()
    names = ("name", "phone", "relationship", "may_be_told")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = TrustedPersonForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form=form,
        person=person,
        title=_("Persona de confianza"),
        intro=_("Se le llama solo si no se encuentra a la persona. Deje el nombre vacío para quitarla."),
        done=_("Persona de confianza guardada."),
        save=lambda: operations.set_trusted_person(
            person=person, entry=form.entry(), actor=request.actor, at=request.at
        ),
    )


@staff("people.change")
def record_consent(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A permission for an optional purpose, with the text to read aloud."""
    person = person_or_404(request, public_id)
    form = ConsentForm(request.POST or None, request.FILES or None, partners=organisations_for(request.municipality))
    return form_page(
        request,
        form=form,
        person=person,
        title=_("Anotar una autorización"),
        intro=_("Ningún servicio depende de esto. Lea el texto tal como está."),
        texts=texts_in_force(request.municipality.full_name),
        texts_note=NOT_CONFIRMED,
        done=_("Autorización anotada."),
        save=lambda: operations.record_consent(
            person=person,
            text_version=VERSIONS[-1],
            language=(get_language() or "es")[:2],
            actor=request.actor,
            at=request.at,
            **form.values(),
        ),
    )


@require_GET
@staff("documents.view")
def consent_evidence(request: HttpRequest, public_id: uuid.UUID, consent_id: uuid.UUID) -> HttpResponse:
    """The scanned sheet of a permission, to save; never shown inside a page."""
    person = person_or_404(request, public_id)
    consent = get_object_or_404(person.consents.exclude(evidence_file=None), public_id=consent_id)
    kind, content = operations.read_evidence(consent=consent, actor=request.actor, at=request.at)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{person.code}.{EXTENSIONS[kind][0]}"'
    return response


@staff("people.change")
@require_POST
def withdraw_consent(request: HttpRequest, public_id: uuid.UUID, consent_id: uuid.UUID) -> HttpResponse:
    """The person took a permission back."""
    person = person_or_404(request, public_id)
    consent = get_object_or_404(person.consents, public_id=consent_id)
    operations.withdraw_consent(consent=consent, actor=request.actor, at=request.at)
    messages.success(request, _("Autorización retirada."))
    return SeeOther(person_url(request, person))


@staff("people.change")
def close_participation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End the open participation, with its reason."""
    person = person_or_404(request, public_id)
    participation = person.participations.filter(closed_at__isnull=True).first()
    if participation is None:
        raise Http404
    form = CloseParticipationForm(request.POST or None)
    return form_page(
        request,
        form=form,
        person=person,
        title=_("Cerrar la participación"),
        intro=_("La persona puede volver cuando quiera: se le abre otra participación."),
        done=_("Participación cerrada."),
        save=lambda: operations.close_participation(
            participation=participation, **form.cleaned_data, actor=request.actor, at=request.at
        ),
    )


@staff("people.change")
@require_POST
def open_participation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody comes back."""
    person = person_or_404(request, public_id)
    operations.open_participation(
        person=person,
        programme=programme_or_404(request),
        origin=Origin.ASSISTED,
        actor=request.actor,
        at=request.at,
    )
    messages.success(request, _("Participación abierta."))
    return SeeOther(person_url(request, person))


@staff("people.change")
def join_household(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Link two people who live together."""
    person = person_or_404(request, public_id)
    form = HouseholdForm(request.POST or None)
    other = None
    if request.method == "POST" and form.is_valid():
        other = queries.visible_people(request.actor).filter(code=form.cleaned_data["code"]).first()
        if other is None or other == person:
            form.add_error("code", _("Ninguna otra persona de este municipio tiene ese código."))
    return form_page(
        request,
        form=form,
        person=person,
        title=_("Con quién vive"),
        done=_("Quedaron en el mismo hogar."),
        save=lambda: operations.join_household(person=person, other=other, actor=request.actor, at=request.at),
    )
