"""Courses, cycles, aulas and sessions of one demo municipality: one cycle done, one running, one being filled."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from minga.kernel.actor import Actor
from minga.programmes.models import Programme
from minga.territory.models import Municipality, Venue
from minga.training.models import ClassGroup, Course, Cycle, Facilitator
from minga.training.operations import classes, courses, cycles, sessions
from minga.training.queries import checklist_of
from minga.training.states import TRANSVERSAL_TOPICS, Line, Modality, Topic

WEEKS = 5
DONE_STARTED, RUNNING_STARTED, NEXT_STARTS = -63, -14, 21  # days from today to the first session


@dataclass(frozen=True)
class CoursePlan:
    """A course and the hour at which its aulas meet (local)."""

    name: str
    line: Line
    topics: tuple[Topic, ...]
    modality: Modality
    minutes: int
    hour: time
    description: str


COURSES = (
    CoursePlan(
        "Emprender con plan",
        Line.BUSINESS,
        (Topic.IDEATION, Topic.BUSINESS_MODELS, Topic.ACCOUNTING, Topic.MARKETING, Topic.FORMALISATION),
        Modality.PRESENCIAL,
        180,
        time(14, 0),
        "De la idea al plan de negocio: clientes, costos, ventas y trámites.",
    ),
    CoursePlan(
        "Prepararse para un empleo",
        Line.EMPLOYMENT,
        (Topic.JOB_SEARCH, Topic.SOFT_SKILLS, Topic.FINANCIAL_EDUCATION, Topic.SAFETY_AT_WORK),
        Modality.PRESENCIAL,
        120,
        time(18, 0),
        "Hoja de vida, entrevista, derechos en el trabajo y manejo del dinero.",
    ),
)


@dataclass(frozen=True)
class Schedule:
    """The aulas of one demo municipality by cycle, in the order of COURSES."""

    done: list[ClassGroup]
    running: list[ClassGroup]
    next: list[ClassGroup]


@dataclass(frozen=True)
class Team:
    """Who plans, who authorises and who teaches in one municipality."""

    technician: Actor
    coordinator: Actor
    facilitator: Facilitator


def seed_training(*, municipality: Municipality, programme: Programme, team: Team, size: int, at: datetime) -> Schedule:
    """Two approved courses and three cycles with an aula of `size` places a course. Must run in the scope."""
    today = at.astimezone(ZoneInfo(municipality.time_zone)).date()
    catalogue = [_course(municipality, plan, team, at) for plan in COURSES]
    venues = list(Venue.objects.filter(municipality=municipality).order_by("name"))[: len(COURSES)]

    def cycle(name: str, offset: int) -> list[ClassGroup]:
        first = today + timedelta(days=offset)
        planned_at = at - timedelta(days=max(30, 30 - offset))
        run = cycles.plan_cycle(
            municipality=municipality,
            programme=programme,
            name=name,
            starts_on=first,
            ends_on=first + timedelta(days=7 * WEEKS),
            fund=programme.projects.get(name="Integra").funds.first(),
            actor=team.technician,
            at=planned_at,
        )
        return [
            _aula(run, course, plan, venue, team, min(size, venue.capacity), first, planned_at)
            for course, plan, venue in zip(catalogue, COURSES, venues, strict=True)
        ]

    return Schedule(
        cycle("Primer ciclo", DONE_STARTED),
        cycle("Segundo ciclo", RUNNING_STARTED),
        cycle("Tercer ciclo", NEXT_STARTS),
    )


def make_facilitator(municipality: Municipality, actor: Actor, account_id: int, name: str, at: datetime) -> Facilitator:
    """A certified facilitator with an account. Must run in the scope."""
    from minga.access.models import Account

    facilitator = courses.add_facilitator(
        municipality=municipality,
        name=name,
        account=Account.objects.get(pk=account_id),
        organisation=municipality.full_name,
        actor=actor,
        at=at,
    )
    courses.certify_facilitator(
        facilitator=facilitator,
        methodology="Emprender con plan",
        issued_by="SECAP (ejemplo)",
        valid_from=date(at.year - 1, 1, 1),
        actor=actor,
        at=at,
    )
    return facilitator


def open_aula(aula: ClassGroup, team: Team, at: datetime) -> None:
    """Meet what the checklist asks, and open the aula and its cycle. Must run in the scope."""
    for row in checklist_of(aula, at.date()):
        classes.record_check(class_group=aula, item=row.item, is_met=True, actor=team.technician, at=at)
    classes.open_class(class_group=aula, actor=team.technician, at=at)
    cycles.open_cycle(cycle=aula.cycle, actor=team.technician, at=at)


def _course(municipality: Municipality, plan: CoursePlan, team: Team, at: datetime) -> Course:
    course = courses.add_course(
        municipality=municipality,
        name=plan.name,
        line=plan.line,
        hours=Decimal(plan.minutes * WEEKS) / 60,
        topics=(*plan.topics, *TRANSVERSAL_TOPICS),
        modalities=(plan.modality,),
        description=plan.description,
        actor=team.technician,
        at=at - timedelta(days=120),
    )
    return courses.approve_course(
        course=course,
        pilot_results="Aula piloto con 18 personas: 15 terminaron y se acortó el módulo de costos.",
        actor=team.coordinator,
        at=at - timedelta(days=100),
    )


def _aula(
    run: Cycle, course: Course, plan: CoursePlan, venue: Venue, team: Team, size: int, first: date, at: datetime
) -> ClassGroup:
    aula = classes.plan_class(
        cycle=run,
        course=course,
        name=f"Aula {venue.sector}",
        modality=plan.modality,
        cupo=size,
        venue=venue,
        facilitator=team.facilitator,
        actor=team.technician,
        at=at,
    )
    starts_at = datetime.combine(first, plan.hour, ZoneInfo(run.municipality.time_zone))
    sessions.add_weekly_sessions(
        class_group=aula, starts_at=starts_at, minutes=plan.minutes, weeks=WEEKS, actor=team.technician, at=at
    )
    return aula
