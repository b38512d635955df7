"""Writing certificates and what they hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from minga.access.operations import issue_token
from minga.audit import operations as audit
from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.training.models import ClassGroup, Enrolment, Session
from minga.training.states import TRANSVERSAL_TOPICS

from . import queries, rules
from .models import Certificate, Obligation
from .permissions import why_not_issue, why_not_revoke
from .queries import Standing
from .states import TOKEN_PURPOSE


@dataclass(frozen=True, slots=True)
class Issued:
    """What issuing did: the new certificates, how many there were before, and who does not reach one yet."""

    new: list[Certificate]
    before: int
    without: list[Standing]


@transaction.atomic
def issue_certificates(*, class_group: ClassGroup, actor: Actor, at: datetime) -> Issued:
    """Issue a certificate to everybody of a class who earned one and has none (EVA-5, FOR-25): once and for good.

    Repeating it issues only what is missing; a revoked certificate is not issued again. Each gets an unguessable
    code that opens the public page. Refuses without `certificates.issue`; `no_sessions`, `lists_missing`.
    """
    refuse_if(why_not_issue(actor))
    class_group = (
        ClassGroup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle__programme", "cycle__fund", "course", "facilitator", "municipality")
        .get(pk=class_group.pk)
    )
    refuse_if(queries.why_not_issue_class(class_group))
    sessions = list(class_group.sessions.filter(cancelled_at__isnull=True).order_by("starts_at"))
    standings = queries.standings_of(class_group, at)
    needed = queries.needed_percent(class_group, at)
    new = [
        _snapshot(class_group, sessions, standing, needed, actor, at)
        for standing in standings
        if standing.may_be_issued
    ]
    Certificate.objects.bulk_create(new)
    for certificate in new:
        issue_token(
            municipality=class_group.municipality,
            object_public_id=certificate.public_id,
            purpose=TOKEN_PURPOSE,
            secret=certificate.code,
        )
        audit.record(actor=actor, action="certification.issue_certificate", obj=certificate, at=at)
    return Issued(
        new=new,
        before=sum(standing.certificate is not None for standing in standings),
        without=[standing for standing in standings if standing.reasons and standing.certificate is None],
    )


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Revoke a certificate with the reason; the public page says so from then on. Again changes nothing.

    Refuses without `certificates.revoke`; `reason_needed`.
    """
    refuse_if(why_not_revoke(actor))
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.revoked_at:
        return certificate
    if not reason.strip():
        raise Refused(rules.refusal("reason_needed"))
    certificate.revoked_at, certificate.revoked_by_id = at, actor.account_id
    certificate.revoke_reason = reason.strip()
    fields = ("revoked_at", "revoked_by", "revoke_reason")
    certificate.save(update_fields=fields)
    audit.record(actor=actor, action="certification.revoke_certificate", obj=certificate, fields=fields, at=at)
    return certificate


@transaction.atomic
def add_obligation(*, enrolment: Enrolment, text: str, actor: Actor, at: datetime) -> Obligation:
    """Note something that a person owes before the certificate (EVA-5); the same one open twice is one.

    Refuses without `certificates.issue`; `obligation_needed` without words.
    """
    refuse_if(why_not_issue(actor))
    if not text.strip():
        raise Refused(rules.refusal("obligation_needed"))
    obligation, is_new = Obligation.objects.get_or_create(
        municipality_id=enrolment.municipality_id,
        enrolment=enrolment,
        text=text.strip(),
        met_at=None,
        defaults={"added_by_id": actor.account_id, "added_at": at},
    )
    if is_new:
        audit.record(actor=actor, action="certification.add_obligation", obj=obligation, fields=("text",), at=at)
    return obligation


@transaction.atomic
def meet_obligation(*, obligation: Obligation, actor: Actor, at: datetime) -> Obligation:
    """Note that an obligation was met; again changes nothing. Refuses without `certificates.issue`."""
    refuse_if(why_not_issue(actor))
    obligation = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    if obligation.met_at is None:
        obligation.met_at, obligation.met_by_id = at, actor.account_id
        obligation.save(update_fields=["met_at", "met_by"])
        audit.record(actor=actor, action="certification.meet_obligation", obj=obligation, fields=("met_at",), at=at)
    return obligation


def _snapshot(
    class_group: ClassGroup,
    sessions: Sequence[Session],
    standing: Standing,
    needed: int,
    actor: Actor,
    at: datetime,
) -> Certificate:
    zone, course = class_group.municipality.time_zone, class_group.course
    return Certificate(
        municipality_id=class_group.municipality_id,
        enrolment=standing.enrolment,
        code=codes.new_code(class_group.municipality.code, length=11),
        name=str(standing.enrolment.person),
        course_name=course.name,
        hours=_hours(course.hours, standing.offered),
        topics=[topic for topic in course.topics if topic not in TRANSVERSAL_TOPICS],
        modality=class_group.modality,
        municipality_name=class_group.municipality.full_name,
        facilitator_name=class_group.facilitator.name if class_group.facilitator else "",
        started_on=clock.day_in_zone(sessions[0].starts_at, zone),
        ended_on=clock.day_in_zone(sessions[-1].starts_at, zone),
        attended_minutes=standing.attended,
        offered_minutes=standing.offered,
        needed_percent=needed,
        visibility_text=class_group.cycle.fund.visibility_text if class_group.cycle.fund else "",
        issued_at=at,
        issued_by_id=actor.account_id,
    )


def _hours(course_hours: Decimal, offered_minutes: int) -> Decimal:
    """The course's hours, and never more than were given."""
    given = (Decimal(offered_minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(course_hours, given)
