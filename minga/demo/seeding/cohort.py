"""A cohort through a cycle: ranked lists, rounds with their answers, attendance, certificates."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from minga.access.states import Role
from minga.attendance import operations as attendance
from minga.attendance.rules import Marking
from minga.attendance.states import MarkOrigin, MarkState
from minga.certification.operations import issue_certificates
from minga.kernel.actor import Actor
from minga.kernel.clock import day_in_zone
from minga.kernel.refusals import Refused
from minga.outreach import operations as outreach
from minga.outreach.models import Invitation, Round
from minga.outreach.states import AttemptOutcome, DeclineReason, InvitationState
from minga.people.operations import close_participation
from minga.people.states import ParticipationEnd
from minga.prioritisation.operations import freeze_list
from minga.programmes.models import Programme
from minga.screening.states import MainComponent
from minga.territory.models import Municipality
from minga.training.models import ClassGroup, Enrolment, Session
from minga.training.operations import classes, cycles
from minga.training.states import EnrolmentState, LeaveReason

COMPONENTS = (MainComponent.BUSINESS, MainComponent.EMPLOYMENT)  # in the order of training.COURSES
CHANNELS = ("call", "whatsapp", "visit")
DECLINES = (DeclineReason.WORK, DeclineReason.CARE, DeclineReason.DISTANCE, DeclineReason.NOT_SAID)
PASSES = 6  # times that declined places are offered to the next in order


@dataclass(frozen=True)
class Staff:
    """Who acts in one municipality."""

    technician: Actor
    coordinator: Actor
    facilitator: Actor

    @classmethod
    def of(cls, actors: dict[str, Actor]) -> "Staff":
        return cls(actors[Role.TECHNICIAN], actors[Role.COORDINATOR], actors[Role.FACILITATOR])


def call_in(
    *,
    municipality: Municipality,
    programme: Programme,
    aulas: list[ClassGroup],
    staff: Staff,
    name: str,
    at: datetime,
    includes_advised: bool = False,
) -> list[Round]:
    """Freeze a list for each component and open a round over it for its aula; no round without anybody to call."""
    rounds = []
    for component, aula in zip(COMPONENTS, aulas, strict=True):
        try:
            ranked = freeze_list(
                municipality=municipality,
                programme=programme,
                component=component,
                as_of=day_in_zone(at, municipality.time_zone),
                seed=f"{municipality.code}-{aula.code}",
                includes_advised=includes_advised,
                actor=staff.technician,
                at=at,
            )
        except Refused as refused:
            if refused.refusal.code != "nobody_to_call":
                raise
            continue
        rounds.append(
            outreach.open_round(
                municipality=municipality,
                ranked_list=ranked,
                class_groups=[aula],
                name=f"{name}: {aula.course.name}",
                channels=CHANNELS,
                hours=72,
                actor=staff.technician,
                at=at + timedelta(hours=1),
            )
        )
    return rounds


def settle_round(round_: Round, staff: Staff, at: datetime) -> None:
    """Everybody called answers: most come, one in seven declines and the next in order is called. Closes the round."""
    for turn in range(PASSES):
        pending = list(round_.invitations.filter(state=InvitationState.PENDING).order_by("position"))
        for invitation in pending:
            answered_at = at + timedelta(days=turn // 2, hours=4 * (turn % 2), minutes=3 * (invitation.position % 50))
            if turn < PASSES - 1 and invitation.position % 7 == 4:
                _decline(invitation, staff, answered_at)
            else:
                _accept(invitation, staff, answered_at)
    outreach.close_round(round_=round_, actor=staff.technician, at=at + timedelta(days=2, hours=6))


def begin_answers(round_: Round, staff: Staff, at: datetime) -> None:
    """A round under way: a third accepted, some declined or did not answer yet, the rest wait for their first call."""
    for invitation in round_.invitations.filter(state=InvitationState.PENDING).order_by("position"):
        match invitation.position % 6:
            case 1 | 2:
                _accept(invitation, staff, at)
            case 3:
                outreach.record_attempt(
                    invitation=invitation,
                    channel="call",
                    outcome=AttemptOutcome.NO_ANSWER,
                    next_step="Llamar por la tarde",
                    actor=staff.technician,
                    at=at,
                )
            case 4 if invitation.position % 12 == 4:
                _decline(invitation, staff, at)


def give_sessions(aula: ClassGroup, staff: Staff, until: datetime) -> None:
    """Take the list of every session that ended before `until`; somebody leaves after the second, somebody never comes.

    In the scope; the aula must be open.
    """
    for number, session in enumerate(aula.sessions.filter(ends_at__lte=until).order_by("starts_at")):
        enrolments = list(aula.enrolments.filter(state=EnrolmentState.CONFIRMED).order_by("row_number"))
        _take_list(session, number, enrolments, staff)
        if number == 1:
            _leave(enrolments, staff, session.ends_at + timedelta(days=1))


def finish_cycle(aula: ClassGroup, staff: Staff, at: datetime) -> int:
    """Certificates for who earned them, whose participation ends with them; then aula and cycle close. How many."""
    issued = issue_certificates(class_group=aula, actor=staff.coordinator, at=at)
    for certificate in issued.new:
        close_participation(
            participation=certificate.enrolment.participation,
            end=ParticipationEnd.GRADUATED,
            actor=staff.technician,
            at=at + timedelta(hours=2),
        )
    classes.close_class(class_group=aula, actor=staff.technician, at=at + timedelta(hours=3))
    if not aula.cycle.class_groups.exclude(state="closed").exists():
        cycles.close_cycle(cycle=aula.cycle, actor=staff.technician, at=at + timedelta(hours=4))
    return len(issued.new)


def _accept(invitation: Invitation, staff: Staff, at: datetime) -> None:
    channel = CHANNELS[invitation.position % len(CHANNELS)]
    outreach.record_attempt(
        invitation=invitation, channel=channel, outcome=AttemptOutcome.SPOKE, actor=staff.technician, at=at
    )
    outreach.accept_invitation(invitation=invitation, channel=channel, actor=staff.technician, at=at)


def _decline(invitation: Invitation, staff: Staff, at: datetime) -> None:
    outreach.record_attempt(
        invitation=invitation, channel="call", outcome=AttemptOutcome.SPOKE, actor=staff.technician, at=at
    )
    outreach.decline_invitation(
        invitation=invitation,
        channel="call",
        reason=DECLINES[invitation.position % len(DECLINES)],
        actor=staff.technician,
        at=at,
    )


def _take_list(session: Session, number: int, enrolments: list[Enrolment], staff: Staff) -> None:
    markings = [Marking(each.pk, *_mark(number, each.row_number or 0)) for each in enrolments]
    attendance.save_list(
        session=session,
        markings=markings,
        actor=staff.facilitator if number % 2 else staff.technician,
        at=session.ends_at,
        origin=MarkOrigin.SCREEN if number % 2 else MarkOrigin.PAPER,
    )


def _mark(number: int, row: int) -> tuple[str, int | None]:
    """The mark of a row in a session: row 5 never comes, every ninth mark is an absence, every eleventh late."""
    if row == 5:
        return MarkState.ABSENT, None
    if (row + 3 * number) % 9 == 0:
        return (MarkState.EXCUSED if row % 2 else MarkState.ABSENT), None
    if (row + number) % 11 == 0:
        return MarkState.LATE, 100
    return MarkState.ATTENDED, None


def _leave(enrolments: list[Enrolment], staff: Staff, at: datetime) -> None:
    """Row 5, who never came, is noted so; row 8 leaves for work."""
    by_row = {each.row_number: each for each in enrolments}
    if 5 in by_row:
        attendance.record_no_show(enrolment=by_row[5], actor=staff.technician, at=at)
    if 8 in by_row:
        attendance.leave_class(enrolment=by_row[8], reason=LeaveReason.WORK, actor=staff.technician, at=at)
