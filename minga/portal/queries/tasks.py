"""Whose task a person is: what makes a look at somebody part of one's own work (SEC-1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.outreach.models import ContactAttempt, Invitation
from minga.outreach.states import InvitationState, RoundState
from minga.people.models import ImportRow, Person
from minga.prioritisation.models import RankedPlace
from minga.referrals.models import Case, Referral
from minga.referrals.queries import subject_index
from minga.referrals.states import CaseState
from minga.screening.models import Assessment, Submission
from minga.screening.queries.wishes import open_wishes, opened_wishes
from minga.screening.states import AssessmentState
from minga.training.models import Enrolment
from minga.training.states import OCCUPYING

RECENT = timedelta(days=30)
WISHES = 200  # wishes are sealed: these are opened to look


def concerns(actor: Actor, person_id: int, at: datetime) -> bool:
    """Whether an open task, class, list or interview of the actor concerns a person; one query (case role: three).

    Own work: who registered or imported the person, interviewed, valued, called or listed her in the last 30 days, or
    gives or opened a class where she has a place. Work of the team, for whom the right is given: a valuation that waits
    for confirmation, an invitation that waits for an answer in an open round, a referral that is not closed. An open
    case and a wish to talk count for the case role: its look must not stand on a list from which they could be guessed.
    """
    since = at - RECENT
    mine = actor.account_id or 0
    wanted = Q(registered_by=mine, registered_at__gte=since)
    for rows in _own(mine, since) + _shared(actor):
        wanted |= Q(Exists(rows.filter(person=OuterRef("pk"))))
    if may(actor, "cases", "view"):
        wanted |= Q(Exists(_case_of(mine, person_id)))
    attempts = ContactAttempt.objects.filter(by=mine, at__gte=since, invitation__person=OuterRef("pk"))
    if Person.objects.filter(wanted | Q(Exists(attempts)), pk=person_id).exists():
        return True
    return may(actor, "protected", "view") and _wishes_to_talk(actor, person_id)


def _own(mine: int, since: datetime) -> list[Any]:
    return [
        Submission.objects.filter(started_by=mine, saved_at__gte=since),
        Assessment.objects.filter(decided_by=mine, decided_at__gte=since),
        RankedPlace.objects.filter(ranked_list__frozen_by=mine, ranked_list__frozen_at__gte=since),
        ImportRow.objects.filter(Q(batch__staged_by=mine) | Q(batch__applied_by=mine), batch__staged_at__gte=since),
        Enrolment.objects.filter(
            Q(class_group__facilitator__account=mine) | Q(class_group__opened_by=mine), state__in=OCCUPYING
        ),
    ]


def _case_of(mine: int, person_id: int) -> QuerySet[Case]:
    person = Person.objects.only("public_id").get(pk=person_id)
    own = Q(worker=mine) | Q(opened_by=mine) | Q(worker=None)
    return Case.objects.filter(own, subject_index=subject_index(person), state=CaseState.OPEN)


def _wishes_to_talk(actor: Actor, person_id: int) -> bool:
    newest = open_wishes(actor).order_by("-id")[:WISHES]
    return any(wish.person.pk == person_id for wish in opened_wishes(newest))


def _shared(actor: Actor) -> list[Any]:
    rows: list[Any] = []
    if may(actor, "screening", "confirm"):
        rows.append(Assessment.objects.filter(is_current=True, state=AssessmentState.ADVISED))
    if may(actor, "outreach", "change"):
        rows.append(Invitation.objects.filter(state=InvitationState.PENDING, round__state=RoundState.OPEN))
    if may(actor, "referrals", "change"):
        rows.append(Referral.objects.filter(closed_at__isnull=True))
    return rows
