"""Whose task a person is: what makes a look at somebody part of one's own work (SEC-1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.outreach.models import ContactAttempt, Invitation
from minga.outreach.states import InvitationState, RoundState
from minga.people.models import ImportRow, Person
from minga.prioritisation.models import RankedPlace
from minga.screening.models import Assessment, Submission
from minga.screening.states import AssessmentState
from minga.training.models import Enrolment
from minga.training.states import OCCUPYING

RECENT = timedelta(days=30)


def concerns(actor: Actor, person_id: int, at: datetime) -> bool:
    """Whether an open task, class, list or interview of the actor concerns a person; one query.

    Own work: who registered or imported the person, interviewed, valued, called or listed her in the last 30 days, or
    gives or opened a class where she has a place. Work of the team, for whom the right is given: a valuation that waits
    for confirmation, an invitation that waits for an answer in an open round.
    """
    since = at - RECENT
    mine = actor.account_id or 0
    wanted = Q(registered_by=mine, registered_at__gte=since)
    for rows in _own(mine, since) + _shared(actor):
        wanted |= Q(Exists(rows.filter(person=OuterRef("pk"))))
    attempts = ContactAttempt.objects.filter(by=mine, at__gte=since, invitation__person=OuterRef("pk"))
    return Person.objects.filter(wanted | Q(Exists(attempts)), pk=person_id).exists()


def _own(mine: int, since: datetime) -> list:  # type: ignore[type-arg]
    return [
        Submission.objects.filter(started_by=mine, saved_at__gte=since),
        Assessment.objects.filter(decided_by=mine, decided_at__gte=since),
        RankedPlace.objects.filter(ranked_list__frozen_by=mine, ranked_list__frozen_at__gte=since),
        ImportRow.objects.filter(Q(batch__staged_by=mine) | Q(batch__applied_by=mine), batch__staged_at__gte=since),
        Enrolment.objects.filter(
            Q(class_group__facilitator__account=mine) | Q(class_group__opened_by=mine), state__in=OCCUPYING
        ),
    ]


def _shared(actor: Actor) -> list:  # type: ignore[type-arg]
    rows: list = []  # type: ignore[type-arg]
    if may(actor, "screening", "confirm"):
        rows.append(Assessment.objects.filter(is_current=True, state=AssessmentState.ADVISED))
    if may(actor, "outreach", "change"):
        rows.append(Invitation.objects.filter(state=InvitationState.PENDING, round__state=RoundState.OPEN))
    return rows
