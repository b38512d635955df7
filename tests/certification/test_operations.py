"""Issuing, once and for good; reasons; obligations; revoking; what the database keeps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from minga.access.models import AccessToken
from minga.attendance import operations as attendance
from minga.attendance.rules import Marking
from minga.audit.models import Record
from minga.certification import operations, queries
from minga.certification.models import Certificate
from minga.kernel.ids import uuid7
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.programmes.models import Fund, Programme
from minga.programmes.operations import set_setting
from tests.factories import make_person
from tests.factories.training import (
    FIRST_SESSION,
    make_class,
    make_course,
    make_cycle,
    make_enrolment,
    make_facilitator,
    make_session,
)


@pytest.fixture
def class_group(in_manta, system):
    """Five sessions of two hours; row 1 came to all, row 2 to four (80 %), row 3 to three, row 4 to none."""
    class_group = make_class(
        in_manta,
        is_open=True,
        course=make_course(in_manta, hours=Decimal(10)),
        facilitator=make_facilitator(in_manta, name="Ana Zambrano"),
        cycle=make_cycle(in_manta, fund=Fund.objects.first()),
    )
    rows = [
        make_enrolment(class_group, make_person(in_manta, given_names="Íñigo", surnames=f"Núñez {n}")) for n in range(4)
    ]
    for week, present in enumerate((3, 3, 3, 2, 1)):
        session = make_session(class_group)
        markings = [Marking(row.pk, "attended" if n < present else "absent") for n, row in enumerate(rows)]
        attendance.save_list(
            session=session, markings=markings, actor=system, at=FIRST_SESSION + timedelta(weeks=week, hours=3)
        )
    return class_group


@pytest.fixture
def at():
    return FIRST_SESSION + timedelta(weeks=5)


def refusal_of(call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    return caught.value.refusal


def test_issue_certificates_to_who_reaches_the_percent_and_tells_why_not(class_group, system, at):
    issued = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert [row.enrolment.row_number for row in issued.new] == [1, 2]
    assert [[str(reason) for reason in row.reasons] for row in issued.without] == [
        ["Asistió al 60 % de los minutos; se necesita el 80 %"],
        ["No asistió a ninguna sesión"],
    ]


def test_certificate_is_a_snapshot(class_group, system, at):
    operations.issue_certificates(class_group=class_group, actor=system, at=at)
    person = class_group.enrolments.get(row_number=1).person
    course = class_group.course
    person.given_names, course.name = "Otra", "Otro"
    person.save(), course.save()
    row = queries.certificates_of(person).get()
    assert (row.name, row.hours, row.modality) == ("Íñigo Núñez 0", Decimal(10), "presencial")
    assert row.course_name.startswith("Ideas de negocio")
    assert row.topics == ["ideacion"]  # the transversal modules are not printed
    assert (row.facilitator_name, row.municipality_name) == ("Ana Zambrano", "GAD Municipal de Manta")
    assert (f"{row.started_on}", f"{row.ended_on}") == ("2026-11-07", "2026-12-05")
    assert (row.attended_minutes, row.offered_minutes, row.needed_percent) == (600, 600, 80)
    assert row.visibility_text == "Financiado por la Unión Europea"


def test_issuing_again_issues_nothing_more(class_group, system, at):
    operations.issue_certificates(class_group=class_group, actor=system, at=at)
    again = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert (len(again.new), again.before) == (0, 2)
    assert Certificate.objects.count() == AccessToken.objects.filter(purpose="certificate").count() == 2
    assert Record.objects.filter(action="certification.issue_certificate").count() == 2


def test_late_correction_lets_the_missing_one_be_issued(class_group, system, at):
    operations.issue_certificates(class_group=class_group, actor=system, at=at)
    session = class_group.sessions.last()
    row = class_group.enrolments.get(row_number=3)
    for number in (3, 4):
        session = class_group.sessions.all()[number]
        marking = [Marking(row.pk, "attended")]
        attendance.save_list(session=session, markings=marking, reason="Hoja firmada", actor=system, at=at)
    again = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert [certificate.enrolment_id for certificate in again.new] == [row.pk]


def test_sessions_without_a_list_hold_everything_back(class_group, system, at):
    make_session(class_group)
    refusal = refusal_of(operations.issue_certificates, class_group=class_group, actor=system, at=at)
    assert (refusal.code, refusal.details) == ("lists_missing", {"sessions": 1})
    assert "1 sesiones" in str(refusal)


def test_class_without_sessions_has_no_certificates(in_manta, system, at):
    refusal = refusal_of(operations.issue_certificates, class_group=make_class(in_manta), actor=system, at=at)
    assert refusal.code == "no_sessions"


def test_hours_are_never_more_than_were_given(class_group, system, at):
    class_group.course.hours = Decimal(40)
    class_group.course.save()
    issued = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert {row.hours for row in issued.new} == {Decimal("10.0")}


def test_percent_is_a_setting(class_group, system, at):
    set_setting(
        programme=Programme.objects.get(slug="site"),
        municipality=class_group.municipality,
        key="certificate_attendance_percent",
        value=60,
        valid_from=at.date(),
        source="Resolución",
        actor=system,
        at=at,
    )
    issued = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert [row.enrolment.row_number for row in issued.new] == [1, 2, 3]
    assert issued.new[0].needed_percent == 60


def test_open_obligation_holds_one_certificate_back(class_group, system, at):
    row = class_group.enrolments.get(row_number=1)
    owed = {"enrolment": row, "text": "Entregar el modelo de negocio", "actor": system, "at": at}
    obligation = operations.add_obligation(**owed)
    assert operations.add_obligation(**owed) == obligation
    issued = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert [str(reason) for reason in issued.without[0].reasons] == [
        "Obligación pendiente: Entregar el modelo de negocio"
    ]
    operations.meet_obligation(obligation=obligation, actor=system, at=at)
    again = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert [certificate.enrolment_id for certificate in again.new] == [row.pk]


def test_who_left_is_told_so(class_group, system, at):
    attendance.leave_class(enrolment=class_group.enrolments.get(row_number=1), reason="work", actor=system, at=at)
    issued = operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert [str(reason) for reason in issued.without[0].reasons] == ["Dejó el ciclo"]


def test_standings_take_as_many_queries_for_many_as_for_few(
    class_group, system, at, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9) as few:
        queries.standings_of(class_group, at)
    for _ in range(15):
        make_enrolment(class_group)
    with django_assert_num_queries(len(few)):
        assert len(queries.standings_of(class_group, at)) == 19


def test_database_keeps_what_was_printed(class_group, system, at):
    operations.issue_certificates(class_group=class_group, actor=system, at=at)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Certificate.objects.update(name="Otra persona")
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Certificate.objects.all().delete()


def test_database_issues_one_certificate_an_enrolment(class_group, system, at):
    row = operations.issue_certificates(class_group=class_group, actor=system, at=at).new[0]
    copy = Certificate.objects.get(pk=row.pk)
    copy.pk, copy.public_id, copy.code = None, uuid7(), "MAN-OTRO"
    with pytest.raises(IntegrityError, match="certificate_once"), transaction.atomic():
        copy.save(force_insert=True)


def test_revoke_certificate_is_for_good(class_group, system, at):
    row = operations.issue_certificates(class_group=class_group, actor=system, at=at).new[0]
    refusal = refusal_of(operations.revoke_certificate, certificate=row, reason=" ", actor=system, at=at)
    assert refusal.code == "reason_needed"
    revoked = operations.revoke_certificate(certificate=row, reason="Se emitió por error", actor=system, at=at)
    assert (revoked.state, revoked.revoke_reason) == ("revoked", "Se emitió por error")
    later = at + timedelta(days=1)
    assert operations.revoke_certificate(certificate=row, reason="x", actor=system, at=later).revoked_at == at
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(revoked_at=None, revoke_reason="")
    assert not operations.issue_certificates(class_group=class_group, actor=system, at=later).new


@pytest.mark.parametrize(
    ("role", "issues", "revokes"),
    [
        ("technician", True, False),
        ("coordinator", True, True),
        ("facilitator", False, False),
        ("authority", False, False),
    ],
)
def test_roles_that_issue_and_revoke(class_group, actor_of, system, at, role, issues, revokes):
    actor = actor_of(role)
    if issues:
        assert operations.issue_certificates(class_group=class_group, actor=actor, at=at).new
    else:
        refusal = refusal_of(operations.issue_certificates, class_group=class_group, actor=actor, at=at)
        assert refusal.kind == FORBIDDEN
        operations.issue_certificates(class_group=class_group, actor=system, at=at)
    revocation = {"certificate": Certificate.objects.first(), "reason": "x", "actor": actor, "at": at}
    if revokes:
        assert operations.revoke_certificate(**revocation).revoked_at
    else:
        assert refusal_of(operations.revoke_certificate, **revocation).kind == FORBIDDEN


def test_visible_certificates_are_of_the_own_classes(class_group, actor_of, system, at):
    facilitator = actor_of("facilitator")
    operations.issue_certificates(class_group=class_group, actor=system, at=at)
    assert not queries.register(facilitator).exists()
    assert not queries.register(actor_of("donor_viewer")).exists()
    assert queries.register(actor_of("technician")).count() == 2
    class_group.facilitator.account_id = facilitator.account_id
    class_group.facilitator.save()
    assert queries.register(facilitator).count() == 2


def test_timeline_tells_of_the_certificate_and_its_revocation(class_group, actor_of, system, at):
    row = operations.issue_certificates(class_group=class_group, actor=system, at=at).new[0]
    operations.revoke_certificate(certificate=row, reason="Por error", actor=system, at=at + timedelta(days=1))
    person = row.enrolment.person
    entries = queries.timeline_of(person, actor_of("technician"))
    assert [entry.title for entry in entries] == ["Certificado emitido", "Certificado anulado"]
    assert entries[1].detail.endswith("Por error")
    assert not queries.timeline_of(person, actor_of("authority"))
