"""Writing the directory of services and the agreements with partners."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from minga.audit import operations as audit
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.organisations.models import Organisation
from minga.organisations.operations import create_organisation
from minga.organisations.states import Level, OrganisationKind
from minga.territory.models import Municipality

from ..hsds.tables import ServiceDraft
from ..models import Agreement, Service, ServicePlace
from ..permissions import why_not_agree, why_not_change_directory
from ..states import ServiceStatus
from ..wording import DIRECTORY_WORDS

FIELDS = (
    "name", "description", "needs", "protection", "eligibility", "minimum_age", "maximum_age", "documents",
    "application", "capacity", "is_free", "cost", "phone", "whatsapp", "email", "url", "contact", "status", "is_public",
)  # fmt: skip


@transaction.atomic
def create_service(
    *, municipality: Municipality, organisation: Organisation, actor: Actor, at: datetime, **fields: Any
) -> Service:
    """Add a service with `FIELDS` to the city's directory. Refuses without `directory.change`; `name_taken`."""
    refuse_if(why_not_change_directory(actor))
    service = Service(municipality=municipality, organisation=organisation, verified_on=_today(municipality, at))
    _filled(service, fields, at)
    audit.record(actor=actor, action="referrals.create_service", obj=service, fields=fields, at=at)
    return service


@transaction.atomic
def update_service(*, service: Service, actor: Actor, at: datetime, **fields: Any) -> Service:
    """Change a service; saving it also says that it was checked today. Refuses as `create_service` does."""
    refuse_if(why_not_change_directory(actor))
    changed = [name for name, value in fields.items() if getattr(service, name) != value]
    service.verified_on = _today(service.municipality, at)
    _filled(service, fields, at)
    audit.record(actor=actor, action="referrals.update_service", obj=service, fields=changed or ("verified_on",), at=at)
    return service


@transaction.atomic
def close_service(*, service: Service, actor: Actor, at: datetime) -> Service:
    """Note that a service is no more; its referrals stay. Again changes nothing. Refuses without `directory.change`."""
    refuse_if(why_not_change_directory(actor))
    if service.status != ServiceStatus.CLOSED:
        _filled(service, {"status": ServiceStatus.CLOSED}, at)
        audit.record(actor=actor, action="referrals.close_service", obj=service, fields=("status",), at=at)
    return service


def _today(municipality: Municipality, at: datetime) -> date:
    return clock.day_in_zone(at, municipality.time_zone)


def _filled(service: Service, fields: dict[str, Any], at: datetime) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"a service has no {sorted(unknown)}")
    for name, value in fields.items():
        setattr(service, name, value)
    is_closed = service.status == ServiceStatus.CLOSED
    service.closed_at = (service.closed_at or at) if is_closed else None
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        if "service_name_once" not in str(error):
            raise
        raise Refused(Refusal("name_taken", DIRECTORY_WORDS["name_taken"])) from None


@transaction.atomic
def add_place(*, service: Service, actor: Actor, at: datetime, **fields: Any) -> ServicePlace:
    """Add where and when a service attends. Refuses without `directory.change`."""
    refuse_if(why_not_change_directory(actor))
    place = ServicePlace.objects.create(municipality_id=service.municipality_id, service=service, **fields)
    audit.record(actor=actor, action="referrals.add_place", obj=service, fields=("places",), at=at)
    return place


@transaction.atomic
def remove_place(*, place: ServicePlace, actor: Actor, at: datetime) -> None:
    """Take a place out of a service. Refuses without `directory.change`."""
    refuse_if(why_not_change_directory(actor))
    audit.record(actor=actor, action="referrals.remove_place", obj=place.service, fields=("places",), at=at)
    place.delete()


@transaction.atomic
def record_agreement(
    *,
    municipality: Municipality,
    organisation: Organisation,
    document: str,
    purpose: str,
    fields: Iterable[str],
    starts_on: date,
    ends_on: date,
    actor: Actor,
    at: datetime,
) -> Agreement:
    """Record what may be shared with an organisation, for what, between which days (REM-2).

    Refuses without `directory.agree`; `agreement_there` for a document that is recorded already.
    """
    refuse_if(why_not_agree(actor))
    try:
        with transaction.atomic():
            agreement = Agreement.objects.create(
                municipality=municipality,
                organisation=organisation,
                document=document,
                purpose=purpose,
                fields=sorted(fields),
                starts_on=starts_on,
                ends_on=ends_on,
                recorded_by_id=actor.account_id,
            )
    except IntegrityError as error:
        if "agreement_once" not in str(error):
            raise
        raise Refused(Refusal("agreement_there", DIRECTORY_WORDS["agreement_there"])) from None
    audit.record(actor=actor, action="referrals.record_agreement", obj=agreement, fields=("fields", "ends_on"), at=at)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, actor: Actor, at: datetime) -> Agreement:
    """End an agreement now: nothing is shown under it any more, also by links that are out.

    Refuses without `directory.agree`; `already_ended`.
    """
    refuse_if(why_not_agree(actor))
    if not Agreement.objects.filter(pk=agreement.pk, ended_at__isnull=True).update(ended_at=at):
        raise Refused(Refusal("already_ended", DIRECTORY_WORDS["already_ended"]))
    agreement.ended_at = at
    audit.record(actor=actor, action="referrals.end_agreement", obj=agreement, fields=("ended_at",), at=at)
    return agreement


@dataclass(frozen=True)
class ImportedDirectory:
    """What an import of a directory did."""

    created: int
    updated: int


@transaction.atomic
def import_directory(
    *, municipality: Municipality, drafts: list[ServiceDraft], actor: Actor, at: datetime
) -> ImportedDirectory:
    """Write the services of an HSDS package: all of them or none.

    A service is found again by its id in the package, or by organisation and name; what the package says replaces what
    was there. Organisations that the registry lacks are added to this city as NGOs, to be corrected there, by whoever
    may change the registry. Refuses without `directory.change`; `nothing_to_import`.
    """
    refuse_if(why_not_change_directory(actor))
    if not drafts:
        raise Refused(Refusal("nothing_to_import", DIRECTORY_WORDS["nothing_to_import"]))
    created = updated = 0
    for draft in drafts:
        service, is_new = _found_or_new(municipality, draft, actor, at)
        service.hsds_id = "" if draft.hsds_id == str(service.public_id) else draft.hsds_id
        service.verified_on = draft.verified_on
        _filled(service, draft.fields, at)
        service.places.all().delete()
        for each in draft.places:
            place = {name: getattr(each, name) for name in each.__slots__}
            ServicePlace.objects.create(municipality=municipality, service=service, **place)
        created, updated = created + is_new, updated + (not is_new)
    audit.record(actor=actor, action="referrals.import_directory", obj=municipality, fields=("services",), at=at)
    return ImportedDirectory(created, updated)


def _found_or_new(municipality: Municipality, draft: ServiceDraft, actor: Actor, at: datetime) -> tuple[Service, bool]:
    organisation = _organisation(municipality, draft, actor, at)
    known = Service.objects.filter(hsds_id=draft.hsds_id).first()
    known = known or _by_own_id(draft.hsds_id)
    known = known or Service.objects.filter(organisation=organisation, name=draft.fields["name"]).first()
    if known is not None:
        known.organisation = organisation
        return known, False
    return Service(municipality=municipality, organisation=organisation), True


def _by_own_id(text: str) -> Service | None:
    """A package that we exported names our own ids."""
    try:
        return Service.objects.filter(public_id=uuid.UUID(text)).first()
    except ValueError:
        return None


def _organisation(municipality: Municipality, draft: ServiceDraft, actor: Actor, at: datetime) -> Organisation:
    known = Organisation.objects.filter(name=draft.organisation).first()
    return known or create_organisation(
        municipality=municipality,
        actor=actor,
        at=at,
        name=draft.organisation,
        kind=OrganisationKind.NGO,
        level=Level.LOCAL,
        **draft.organisation_fields,
    )


@transaction.atomic
def note_export(*, municipality: Municipality, actor: Actor, at: datetime) -> None:
    """Write down that the directory was taken out (public data; no person is in it)."""
    audit.record(actor=actor, action="referrals.export_directory", obj=municipality, at=at)
