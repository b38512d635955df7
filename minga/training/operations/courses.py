"""The library of courses, and who may teach them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from minga.access.models import Account
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.territory.models import Municipality

from .. import rules
from ..models import Course, Facilitator, FacilitatorCertificate
from ..permissions import why_not_approve, why_not_change
from ..states import LIMITED_LINES, CourseStatus


@transaction.atomic
def add_course(
    *,
    municipality: Municipality,
    name: str,
    line: str,
    hours: Decimal,
    topics: Iterable[str],
    modalities: Iterable[str],
    actor: Actor,
    at: datetime,
    counts_to_limit: bool | None = None,
    **fields: Any,
) -> Course:
    """Add a course as a draft (FOR-3, FOR-14). Its hours count to the limit when its line is a limited one (FOR-2).

    `fields`: level, materials, description, methodology. Refuses without `training.change`; `name_taken`.
    """
    refuse_if(why_not_change(actor))
    _refuse_name(Course, municipality, name)
    course = Course.objects.create(
        municipality=municipality,
        name=name.strip(),
        line=line,
        hours=hours,
        topics=list(topics),
        modalities=list(modalities),
        counts_to_limit=line in LIMITED_LINES if counts_to_limit is None else counts_to_limit,
        **fields,
    )
    audit.record(actor=actor, action="training.add_course", obj=course, fields=("name", "hours", *fields), at=at)
    return course


@transaction.atomic
def change_course(*, course: Course, actor: Actor, at: datetime, **fields: Any) -> Course:
    """Change a course; an approved one whose topics no longer hold the transversal modules becomes a draft (PRG-17).

    Refuses without `training.change`; `name_taken`.
    """
    refuse_if(why_not_change(actor))
    if fields.get("name", course.name) != course.name:
        _refuse_name(Course, course.municipality, fields["name"])
    changed = [name for name, value in fields.items() if getattr(course, name) != value]
    for name in changed:
        setattr(course, name, fields[name])
    if course.status == CourseStatus.APPROVED and rules.why_not_approve_course(
        topics=course.topics, pilot_results=course.pilot_results
    ):
        course.status = CourseStatus.DRAFT
        changed.append("status")
    if changed:
        course.save(update_fields=changed)
        audit.record(actor=actor, action="training.change_course", obj=course, fields=changed, at=at)
    return course


@transaction.atomic
def approve_course(*, course: Course, pilot_results: str, actor: Actor, at: datetime) -> Course:
    """Approve a course with the results of its pilot, so that it may be given at scale (PRG-16).

    Refuses without `training.approve`; `modules_missing` (PRG-17), `pilot_missing`.
    """
    refuse_if(why_not_approve(actor))
    refuse_if(rules.why_not_approve_course(topics=course.topics, pilot_results=pilot_results))
    course.status, course.pilot_results = CourseStatus.APPROVED, pilot_results.strip()
    course.save(update_fields=["status", "pilot_results"])
    audit.record(actor=actor, action="training.approve_course", obj=course, fields=("status", "pilot_results"), at=at)
    return course


@transaction.atomic
def add_facilitator(
    *,
    municipality: Municipality,
    name: str,
    actor: Actor,
    at: datetime,
    account: Account | None = None,
    organisation: str = "",
) -> Facilitator:
    """Add somebody who teaches, with or without an account (ROL-9). Refuses without `training.change`; `name_taken`."""
    refuse_if(why_not_change(actor))
    _refuse_name(Facilitator, municipality, name)
    facilitator = Facilitator.objects.create(
        municipality=municipality, name=name.strip(), account=account, organisation=organisation
    )
    audit.record(actor=actor, action="training.add_facilitator", obj=facilitator, fields=("name",), at=at)
    return facilitator


@transaction.atomic
def certify_facilitator(
    *,
    facilitator: Facilitator,
    methodology: str,
    issued_by: str,
    valid_from: date,
    actor: Actor,
    at: datetime,
    valid_until: date | None = None,
) -> FacilitatorCertificate:
    """Note a facilitator's certificate (ROL-9); the same again changes nothing. Refuses without `training.change`."""
    refuse_if(why_not_change(actor))
    certificate, is_new = FacilitatorCertificate.objects.get_or_create(
        municipality_id=facilitator.municipality_id,
        facilitator=facilitator,
        methodology=methodology,
        valid_from=valid_from,
        defaults={"issued_by": issued_by, "valid_until": valid_until},
    )
    if is_new:
        audit.record(
            actor=actor, action="training.certify_facilitator", obj=facilitator, fields=("certificates",), at=at
        )
    return certificate


def _refuse_name(model: type[Course] | type[Facilitator], municipality: Municipality, name: str) -> None:
    if model._default_manager.filter(municipality=municipality, name=name.strip()).exists():
        raise Refused(rules.refusal("name_taken"))
