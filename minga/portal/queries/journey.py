"""Where a person is in the path, derived from dated rows (SCR-14): several at once, remisión beside the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models import Q as Where
from django.utils.translation import gettext_lazy as _

from minga.attendance.models import Mark
from minga.attendance.states import PRESENT
from minga.certification.models import Certificate
from minga.outreach.models import Invitation
from minga.outreach.states import InvitationState
from minga.people.models import Participation
from minga.people.states import ParticipationEnd
from minga.prioritisation.models import RankedPlace
from minga.referrals.models import Referral
from minga.screening.models import Assessment
from minga.screening.states import AssessmentState


@dataclass(frozen=True, slots=True)
class JourneyState:
    """A state of SCR-14 in words."""

    code: str
    label: Any
    tone: str


STATES = (
    JourneyState("registered", _("Inscrita"), "grey"),
    JourneyState("valued", _("Valorada"), "blue"),
    JourneyState("categorised", _("Categorizada"), "blue"),
    JourneyState("prioritised", _("Priorizada"), "blue"),
    JourneyState("called", _("Convocada"), "yellow"),
    JourneyState("participant", _("Participante"), "green"),
    JourneyState("certified", _("Certificada"), "green"),
    JourneyState("graduated", _("Egresada"), "green"),
    JourneyState("referred", _("Remitida"), "violet"),
    JourneyState("withdrawn", _("Retirada"), "grey"),
)


def with_journey(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Participations with one boolean a state (`is_<code>`), in one query; `is_registered` always holds."""
    mine = {"person": OuterRef("person")}
    assessments = Assessment.objects.filter(**mine, is_current=True)
    decided = assessments.exclude(state=AssessmentState.ADVISED)
    enrolled = {"enrolment__participation": OuterRef("pk")}
    return participations.annotate(
        is_valued=Exists(assessments),
        is_categorised=Exists(decided),
        is_prioritised=Exists(RankedPlace.objects.filter(participation=OuterRef("pk"))),
        is_called=Exists(Invitation.objects.filter(**mine).exclude(state=InvitationState.SKIPPED)),
        is_participant=Exists(Mark.objects.filter(**enrolled, state__in=PRESENT)),
        is_certified=Exists(Certificate.objects.filter(**enrolled, revoked_at__isnull=True)),
        is_referred=Exists(Referral.objects.filter(**mine)),
        is_graduated=Where(end=ParticipationEnd.GRADUATED),
        is_withdrawn=Where(closed_at__isnull=False) & ~Where(end=ParticipationEnd.GRADUATED),
    )


def states_of(participation: Participation) -> list[JourneyState]:
    """The states that hold for one participation, in the order of the path."""
    row = with_journey(Participation.objects.filter(pk=participation.pk)).get()
    return [state for state in STATES if getattr(row, f"is_{state.code}", True)]
