"""Calling up: the next of a list get the free places of a round's classes. Used by the operations of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused
from minga.messaging import operations as messaging_operations
from minga.messaging import queries as messaging
from minga.messaging.channels import channel
from minga.people.models import ContactPoint
from minga.prioritisation.models import RankedPlace
from minga.prioritisation.queries import places_after
from minga.training.models import ClassGroup, Enrolment
from minga.training.operations import hold_place
from minga.training.queries import free_places

from .. import queries
from ..models import Invitation, Round
from ..states import InvitationState, SkipReason

BATCH = 100
CLASS_CODES = frozenset({"class_full", "class_closed", "cycle_closed"})
SKIP_CODES = {
    "already_has_place": SkipReason.HAS_PLACE,
    "no_participation": SkipReason.NOT_TAKING_PART,
    "hours_limit": SkipReason.HOURS_LIMIT,
    "person_busy": SkipReason.BUSY,
}


class Caller:
    """Fills the free places of one round at one instant. The round's row must be locked or new in this transaction,
    so that two officials never call from the same list at once; the places themselves are guarded by the database."""

    def __init__(self, round_: Round, actor: Actor, at: datetime):
        self.round, self.actor, self.at = round_, actor, at
        self.expires_at = at + timedelta(hours=round_.hours)
        self.classes = queries.classes_of(round_)
        self.free = {each.pk: free_places(each) for each in self.classes}
        self.email = _Email(round_, actor, at)

    def most_people(self) -> int:
        """How many people `fill` would invite at most."""
        places = sum(free for free in self.free.values() if free > 0)
        return min(places, self.round.ranked_list.size - queries.last_position(self.round))

    def fill(self) -> list[Invitation]:
        """Call people in order until no place is free or the list ends; returns the new invitations with a place."""
        called: list[Invitation] = []
        for place, has_place in self._next_places():
            invitation = self._skip(place, SkipReason.HAS_PLACE) if has_place else self._call(place)
            if invitation is None:
                break
            if invitation.state == InvitationState.PENDING:
                called.append(invitation)
            if not self._has_room():
                break
        self.email.queue(called)
        return called

    def _has_room(self) -> bool:
        return any(free > 0 for free in self.free.values())

    def _next_places(self) -> Iterator[tuple[RankedPlace, bool]]:
        """The places of the list that this round has not reached, each with whether its person has a place already."""
        position = queries.last_position(self.round)
        while self._has_room():
            batch = places_after(self.round.ranked_list, position, BATCH)
            if not batch:
                return
            taken = queries.people_with_place([each.person_id for each in batch], self.classes)
            for place in batch:
                yield place, place.person_id in taken
            position = batch[-1].position

    def _call(self, place: RankedPlace) -> Invitation | None:
        """Invite to the first class that takes the person; skip with the reason; None when all classes are full."""
        reason = None
        for each in self.classes:
            if self.free[each.pk] <= 0:
                continue
            try:
                enrolment = hold_place(
                    class_group=each, person=place.person, until=self.expires_at, actor=self.actor, at=self.at
                )
            except Refused as refused:
                reason = self._after_refusal(refused, each) or reason
            else:
                self.free[each.pk] -= 1
                return self._invite(place, each, enrolment)
        return self._skip(place, reason) if reason else None

    def _after_refusal(self, refused: Refused, class_group: ClassGroup) -> SkipReason | None:
        """Why this person is skipped; None when it is the class that takes nobody any more."""
        code = refused.refusal.code
        if code in CLASS_CODES:
            self.free[class_group.pk] = 0
            return None
        if code not in SKIP_CODES:
            raise refused
        return SKIP_CODES[code]

    def _invite(self, place: RankedPlace, class_group: ClassGroup, enrolment: Enrolment) -> Invitation:
        return self._create(
            place,
            class_group=class_group,
            enrolment=enrolment,
            state=InvitationState.PENDING,
            expires_at=self.expires_at,
        )

    def _skip(self, place: RankedPlace, reason: SkipReason) -> Invitation:
        return self._create(place, state=InvitationState.SKIPPED, skip_reason=reason)

    def _create(self, place: RankedPlace, **fields: object) -> Invitation:
        return Invitation.objects.create(
            municipality_id=self.round.municipality_id,
            round=self.round,
            place=place,
            position=place.position,
            person=place.person,
            invited_at=self.at,
            **fields,
        )


class _Email:
    """Queues the e-mails of new invitations, when the round plans e-mail and a server is set."""

    def __init__(self, round_: Round, actor: Actor, at: datetime):
        known = channel("email")
        self.is_on = "email" in round_.channels and bool(known and known.is_ready)
        self.round, self.actor, self.at = round_, actor, at

    def queue(self, invitations: list[Invitation]) -> None:
        """One message each, in this transaction; nothing to shared or noted addresses (CON-12)."""
        if not self.is_on or not invitations:
            return
        ids = [each.person_id for each in invitations]
        refused = messaging.people_who_refused_messages(ids, "email")
        points: dict[int, ContactPoint] = {}
        for point in ContactPoint.objects.filter(person_id__in=ids, kind="email", closed_at__isnull=True).order_by(
            "-position", "-id"
        ):
            points[point.person_id] = point
        texts = messaging.texts_of_city()
        municipality = self.round.municipality
        facts = {each.pk: queries.facts_of(each, municipality) for each in queries.classes_of(self.round)}
        for invitation in invitations:
            own = points.get(invitation.person_id)
            if own is None or not messaging.may_write_automatically(own, refused):
                continue
            known = queries.facts_for(invitation, facts[invitation.held_place.class_group_id], municipality)
            text = messaging.written(texts, "invitation", "email", known)
            messaging_operations.enqueue(
                person=invitation.person,
                contact_point=own,
                channel="email",
                purpose="invitation",
                about=invitation.public_id,
                subject=text.subject,
                body=text.body,
                dedupe_key=f"invitation:{invitation.public_id}:email",
                actor=self.actor,
                at=self.at,
            )
