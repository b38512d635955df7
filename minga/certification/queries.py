"""Reading certificates: who reaches one and why not, the register, and what a verifier sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minga.access.queries import valid_token
from minga.attendance import queries as attendance
from minga.attendance.rules import percent
from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.kernel.names import folded
from minga.kernel.refusals import Refusal
from minga.kernel.tenancy import scope, scope_of_transaction
from minga.kernel.timeline import Entry
from minga.people.models import Person
from minga.programmes.queries import setting
from minga.training.models import ClassGroup, Enrolment
from minga.training.queries import short_name_of
from minga.training.states import EnrolmentState

from . import rules
from .models import Certificate, Obligation
from .permissions import visible_certificates
from .states import TOKEN_PURPOSE, CertificateState

__all__ = ["visible_certificates"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody of a class is from the certificate; `reasons` empty means it is earned."""

    enrolment: Enrolment
    attended: int
    offered: int
    reasons: list[rules.Reason]
    certificate: Certificate | None
    obligations: list[Obligation]

    @property
    def short_name(self) -> str:
        """How the class list calls the person."""
        return short_name_of(self.enrolment.person)

    @property
    def percent(self) -> int:
        """Whole percent of minutes attended, rounded down."""
        return percent(self.attended, self.offered)

    @property
    def may_be_issued(self) -> bool:
        """Whether the certificate is earned and was not issued yet."""
        return not self.reasons and self.certificate is None


def needed_percent(class_group: ClassGroup, at: datetime) -> int:
    """Percent of minutes that the certificate needs: setting `certificate_attendance_percent` of that day."""
    return int(
        setting(
            "certificate_attendance_percent",
            on=clock.day_in_zone(at, class_group.municipality.time_zone),
            programme=class_group.cycle.programme,
            municipality_id=class_group.municipality_id,
        )
    )


def standings_of(class_group: ClassGroup, at: datetime) -> list[Standing]:
    """Everybody of a class who was confirmed, in the order of the list, each with what is missing (EVA-5).

    A number of queries that does not depend on how many people there are.
    """
    enrolments = list(
        class_group.enrolments.exclude(row_number__isnull=True)
        .exclude(state=EnrolmentState.RELEASED)
        .select_related("person")
        .order_by("row_number")
    )
    ids = [enrolment.pk for enrolment in enrolments]
    minutes = attendance.minutes_of(ids)
    started = attendance.started_ids(ids)
    needed = needed_percent(class_group, at)
    issued = {row.enrolment_id: row for row in Certificate.objects.filter(enrolment__in=ids)}
    owed: dict[int, list[Obligation]] = {pk: [] for pk in ids}
    for obligation in Obligation.objects.filter(enrolment__in=ids, met_at__isnull=True):
        owed[obligation.enrolment_id].append(obligation)
    return [
        Standing(
            enrolment=row,
            attended=minutes[row.pk][0],
            offered=minutes[row.pk][1],
            reasons=rules.shortfalls(
                is_confirmed=row.state == EnrolmentState.CONFIRMED,
                has_left=row.state == EnrolmentState.LEFT,
                has_started=row.pk in started,
                attended=minutes[row.pk][0],
                offered=minutes[row.pk][1],
                needed_percent=needed,
                obligations=[obligation.text for obligation in owed[row.pk]],
            ),
            certificate=issued.get(row.pk),
            obligations=owed[row.pk],
        )
        for row in enrolments
    ]


def why_not_issue_class(class_group: ClassGroup) -> Refusal | None:
    """Why certificates of a class cannot be issued yet: no sessions, or sessions without their list."""
    sessions = class_group.sessions.filter(cancelled_at__isnull=True).count()
    missing = attendance.sessions_without_list(class_group).count()
    return rules.why_not_issue(sessions=sessions, sessions_without_list=missing)


def open_obligations(enrolments: QuerySet[Enrolment]) -> QuerySet[Obligation]:
    """Obligations of these enrolments that are not met yet, with their class."""
    return Obligation.objects.filter(enrolment__in=enrolments, met_at__isnull=True).select_related(
        "enrolment__class_group"
    )


def valid_of_class(actor: Actor, class_group: ClassGroup) -> QuerySet[Certificate]:
    """Certificates of a class that hold, have a name and the actor may see, in the order of the list."""
    return (
        visible_certificates(actor)
        .filter(enrolment__class_group=class_group, revoked_at__isnull=True)
        .exclude(name="")  # erased at the person's wish: nothing to print
        .select_related("municipality")
        .order_by("enrolment__row_number")
    )


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """A person's certificates, newest first, revoked ones too."""
    return Certificate.objects.filter(enrolment__person=person).order_by("-issued_at", "-id")


def register(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Certificate]:
    """The city's register of certificates that the actor may see, newest first.

    `text` is a code (as typed) or the beginning of a course's name; `state` a CertificateState.
    """
    rows = visible_certificates(actor).select_related("enrolment__class_group", "enrolment__person")
    if text:
        code = codes.normalise_code(text)
        rows = rows.filter(code=code) if code else rows.filter(course_name__in=_courses_called(text))
    if state:
        rows = rows.filter(revoked_at__isnull=state == CertificateState.VALID)
    return rows.order_by("-issued_at", "-id")


_COURSES = """
WITH RECURSIVE named AS (
    (SELECT course_name FROM certification_certificate WHERE municipality_id = %(municipality)s
     ORDER BY municipality_id, course_name LIMIT 1)
    UNION ALL
    SELECT (SELECT c.course_name FROM certification_certificate c
            WHERE c.municipality_id = %(municipality)s AND c.course_name > named.course_name
            ORDER BY c.municipality_id, c.course_name LIMIT 1)
    FROM named WHERE named.course_name IS NOT NULL
)
SELECT course_name FROM named WHERE course_name IS NOT NULL
"""


def _courses_called(text: str) -> list[str]:
    """Names of courses on certificates of the scope that begin so, accents and case aside.

    Steps from one name to the next through the index: work in proportion to the courses, not to the certificates.
    """
    begins = folded(text)
    with connection.cursor() as cursor:
        cursor.execute(_COURSES, {"municipality": scope_of_transaction()})
        return [name for (name,) in cursor.fetchall() if folded(name).startswith(begins)]


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public page says of a certificate: as printed, and whether it holds. Nothing else on the person."""

    code: str
    state: CertificateState
    name: str
    course_name: str
    hours: Decimal
    municipality_name: str
    started_on: date
    ended_on: date
    issued_on: date
    revoked_on: date | None


def verified(code: str, at: datetime) -> Verified | None:
    """The certificate of a code as somebody typed or scanned it; None when there is none.

    Resolves the token before there is a scope, then reads inside the municipality's.
    """
    normalised = codes.normalise_code(code)
    token = valid_token(normalised, TOKEN_PURPOSE, at) if normalised else None
    if token is None:
        return None
    zone = token.municipality.time_zone
    with scope(token.municipality_id):
        row = Certificate.objects.get(public_id=token.object_public_id)
    return Verified(
        code=row.code,
        state=row.state,
        name=row.name,
        course_name=row.course_name,
        hours=row.hours,
        municipality_name=row.municipality_name,
        started_on=row.started_on,
        ended_on=row.ended_on,
        issued_on=clock.day_in_zone(row.issued_at, zone),
        revoked_on=clock.day_in_zone(row.revoked_at, zone) if row.revoked_at else None,
    )


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """Certificates issued to a person and revoked, that the actor may see."""
    entries = []
    for row in visible_certificates(actor).filter(enrolment__person=person):
        place = ("certification:certificate-detail", {"public_id": row.public_id})
        entries.append(
            Entry(row.issued_at, "certificate", _("Certificado emitido"), f"{row.course_name} · {row.code}", *place)
        )
        if row.revoked_at:
            detail = f"{row.course_name} · {row.revoke_reason}"
            entries.append(Entry(row.revoked_at, "certificate", _("Certificado anulado"), detail, *place))
    return entries
