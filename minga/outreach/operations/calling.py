"""Calling up: the next of a list get the free places of a round's classes. Used by the operations of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused
from minga.messaging import operations as messaging_operations
from minga.messaging import queries as messaging
from minga.messaging.channels import channel
from minga.people.models import ContactPoint
from minga.prioritisation.models import RankedPlace
from minga.prioritisation.queries import places_after
from minga.training.models import Enrolment
from minga.training.operations import hold_places
from minga.training.queries import free_places

from .. import queries
from ..models import Invitation, Round
from ..states import InvitationState, SkipReason

BATCH = 100
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
        position = queries.last_position(self.round)
        while self._has_room() and (batch := places_after(self.round.ranked_list, position, BATCH)):
            reached = Invitation.objects.bulk_create(self._reached(batch))
            called += [each for each in reached if each.state == InvitationState.PENDING]
            position = batch[-1].position
        self.email.queue(called)
        return called

    def _has_room(self) -> bool:
        return any(free > 0 for free in self.free.values())

    def _reached(self, batch: Sequence[RankedPlace]) -> list[Invitation]:
        """Unsaved invitations of the places of a batch, in order, until no class has room."""
        taken = queries.people_with_place([each.person_id for each in batch], self.classes)
        without = [each.person for each in batch if each.person_id not in taken]
        answers = hold_places(
            class_groups=self.classes, people=without, until=self.expires_at, actor=self.actor, at=self.at
        )
        by_person = {person.pk: answer for person, answer in zip(without, answers, strict=False)}
        reached: list[Invitation] = []
        for place in batch:
            if not self._has_room():
                break
            answer = by_person.get(place.person_id)
            if place.person_id in taken:
                reached.append(self._skip(place, SkipReason.HAS_PLACE))
            elif answer is None:  # the classes closed, or filled up, since the round looked
                self.free = {}
            else:
                reached.append(self._called(place, answer))
        return reached

    def _called(self, place: RankedPlace, answer: Enrolment | Refusal) -> Invitation:
        if isinstance(answer, Enrolment):
            self.free[answer.class_group_id] -= 1
            return self._invite(place, answer)
        if answer.code not in SKIP_CODES:
            raise Refused(answer)
        return self._skip(place, SKIP_CODES[answer.code])

    def _invite(self, place: RankedPlace, enrolment: Enrolment) -> Invitation:
        return self._new(
            place,
            class_group=enrolment.class_group,
            enrolment=enrolment,
            state=InvitationState.PENDING,
            expires_at=self.expires_at,
        )

    def _skip(self, place: RankedPlace, reason: SkipReason) -> Invitation:
        return self._new(place, state=InvitationState.SKIPPED, skip_reason=reason)

    def _new(self, place: RankedPlace, **fields: object) -> Invitation:
        return Invitation(
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
        letters = []
        for invitation in invitations:
            own = points.get(invitation.person_id)
            if own is None or not messaging.may_write_automatically(own, refused):
                continue
            known = queries.facts_for(invitation, facts[invitation.held_place.class_group_id], municipality)
            text = messaging.written(texts, "invitation", "email", known)
            letters.append(
                messaging_operations.Outgoing(
                    person=invitation.person,
                    contact_point=own,
                    about=invitation.public_id,
                    subject=text.subject,
                    body=text.body,
                    dedupe_key=f"invitation:{invitation.public_id}:email",
                )
            )
        messaging_operations.enqueue_many(
            letters=letters, channel="email", purpose="invitation", actor=self.actor, at=self.at
        )
