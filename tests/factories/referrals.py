"""Services, agreements, referrals with links, and cases; the test must be inside the municipality's scope."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from minga.kernel.actor import system_actor
from minga.organisations.models import Organisation
from minga.people.consent_texts import VERSIONS
from minga.people.models import ContactPoint, Person
from minga.people.operations import record_consent
from minga.referrals import operations
from minga.referrals.models import Agreement, Case, Service, ServicePlace
from minga.referrals.operations.sending import Request, Sent
from minga.territory.models import Municipality

from .people import make_person

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
ALL_FIELDS = ("name", "phone", "age", "note")
_numbers = itertools.count(1)


def make_partner(municipality: Municipality, **fields: Any) -> Organisation:
    """An NGO of the city."""
    defaults = {"name": f"Fundación Puerto Abierto {next(_numbers)}", "kind": "ngo"}
    return Organisation.objects.create(municipality=municipality, **(defaults | fields))


def make_service(municipality: Municipality, **fields: Any) -> Service:
    """A food service that attends now, with one place."""
    fields.setdefault("organisation", None)
    organisation = fields.pop("organisation") or make_partner(municipality)
    defaults = {
        "name": f"Comedor {next(_numbers)}",
        "needs": ["food"],
        "phone": "05 261 1000",
        "whatsapp": "099 111 2222",
        "email": "comedor@example.org",
        "verified_on": date(2026, 11, 1),
    }
    service = Service.objects.create(municipality=municipality, organisation=organisation, **(defaults | fields))
    ServicePlace.objects.create(
        municipality=municipality, service=service, address="Calle 13 y avenida 8", days=["MO", "WE"]
    )
    return service


def make_agreement(municipality: Municipality, organisation: Organisation, **fields: Any) -> Agreement:
    """An agreement in force that allows `ALL_FIELDS`."""
    defaults = {
        "document": f"CONV-{next(_numbers)}",
        "purpose": "Atender necesidades básicas",
        "fields": list(ALL_FIELDS),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 12, 31),
    }
    return Agreement.objects.create(municipality=municipality, organisation=organisation, **(defaults | fields))


def make_consent(person: Person, service: Service) -> Any:
    """The person's consent to sharing with the organisation of a service."""
    return record_consent(
        person=person,
        purpose="share_partner",
        partner=service.organisation,
        text_version=VERSIONS[-1],
        how="spoken",
        actor=system_actor(person.municipality_id),
        at=NOW,
    )


def make_request(service: Service, **fields: Any) -> Request:
    """What is asked of a service: food, under the agreement, by a link that is handed over."""
    defaults = {
        "need": "food",
        "need_text": "Víveres para una semana",
        "urgency": "soon",
        "way": "link",
        "channel": "hand",
        "fields": ALL_FIELDS,
    }
    return Request(service=service, **(defaults | fields))


def make_referral(municipality: Municipality, person: Person | None = None, **fields: Any) -> Sent:
    """A referral that was sent by link, with its secret and second code."""
    person = person or make_person(municipality, given_names="Yorgelis", surnames="Quiñónez")
    service = fields.pop("service", None) or make_service(municipality)
    if not Agreement.objects.filter(organisation=service.organisation).exists():
        make_agreement(municipality, service.organisation)
    if not person.contact_points.exists():
        ContactPoint.objects.create(municipality=municipality, person=person, kind="phone", value="+593991234567")
    make_consent(person, service)
    at = fields.pop("at", NOW)
    actor = fields.pop("actor", None) or system_actor(municipality.pk)
    return operations.send_referral(person=person, request=make_request(service, **fields), actor=actor, at=at)


def make_case(municipality: Municipality, **fields: Any) -> Case:
    """An open case of an adult who has not been asked yet."""
    defaults: dict[str, Any] = {
        "category": "violence",
        "name": "Persona A",
        "person": None,
        "contact": "Solo los martes por la mañana",
        "summary": "Resumen",
        "actor": system_actor(municipality.pk),
        "at": NOW,
    }
    return operations.open_case(municipality=municipality, **(defaults | fields))
