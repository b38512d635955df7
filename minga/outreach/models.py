"""Rounds, invitations that hold places, and attempts to reach people."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.messaging.models import Message
from minga.people.models import Person
from minga.prioritisation.models import RankedList, RankedPlace
from minga.territory.models import TenantModel
from minga.training.models import ClassGroup, Enrolment

from .states import BADGE_TONES, AttemptOutcome, DeclineReason, InvitationState, MassState, RoundState, SkipReason

_HAS_PLACE = Q(state__in=(InvitationState.PENDING, InvitationState.ACCEPTED))


class Round(TenantModel):
    """Calling people in, in the order of a list, for the places of some classes (convocatoria; CON-1)."""

    code = models.TextField()
    name = models.TextField()
    ranked_list = TenantForeignKey(RankedList, on_delete=models.PROTECT, related_name="rounds")
    channels = ArrayField(models.SlugField(), default=list)
    hours = models.PositiveSmallIntegerField(help_text="How long an invitation holds its place")
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who answers for its calls"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(internal="code name ranked_list channels hours state opened_at opened_by owner closed_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="round_code_once"),
            models.CheckConstraint(condition=Q(hours__gte=1), name="round_holds_places_a_while"),
            models.CheckConstraint(
                condition=Q(state=RoundState.OPEN, closed_at__isnull=True)
                | Q(state=RoundState.CLOSED, closed_at__isnull=False),
                name="round_closed_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-opened_at", "-id"], name="round_by_date")]

    def __str__(self) -> str:
        return self.name


class MassRequest(TenantModel):
    """Leave to call up to `people` persons in an electoral period, asked by one and decided by another (SEC-4).

    It serves one round; `decided_note` says why, when it is declined.
    """

    people = models.PositiveIntegerField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=MassState.choices, default=MassState.ASKED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_note = models.TextField(blank=True)
    round = TenantForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="mass_requests")

    badge_tones = BADGE_TONES
    sensitivity = classify(internal="people reason asked_at asked_by state decided_at decided_by decided_note round")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="mass_request_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(state=MassState.ASKED, decided_at__isnull=True)
                | ~Q(state=MassState.ASKED) & Q(decided_at__isnull=False),
                name="mass_request_decided_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True) | Q(state=MassState.APPROVED), name="mass_request_used_was_approved"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-asked_at", "-id"], name="mass_request_by_date")]

    def __str__(self) -> str:
        return f"{self.people} · {self.asked_at:%Y-%m-%d}"


class RoundClass(TenantModel):
    """A class whose places a round fills, in `position`; the database lets it be in one open round at a time."""

    round = TenantForeignKey(Round, on_delete=models.CASCADE, related_name="classes")
    class_group = TenantForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="rounds")
    position = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    sensitivity = classify(internal="round class_group position is_open")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "round", "class_group"], name="round_class_once"),
            models.UniqueConstraint(
                fields=["municipality", "class_group"], condition=Q(is_open=True), name="class_in_one_open_round"
            ),
        ]

    def __str__(self) -> str:
        return str(self.class_group)


class Invitation(TenantModel):
    """A person's turn come up in a round: it holds a place of a class until it is answered or freed (CON-2)."""

    round = TenantForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    place = TenantForeignKey(RankedPlace, on_delete=models.PROTECT, related_name="invitations")
    position = models.PositiveIntegerField()
    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    class_group = TenantForeignKey(
        ClassGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    enrolment = TenantForeignKey(Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.PENDING)
    skip_reason = models.CharField(max_length=20, choices=SkipReason.choices, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_channel = models.SlugField(blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="round place class_group enrolment invited_at expires_at answered_at answer_channel freed_at",
        personal="person state skip_reason decline_reason",
        sensitive="position",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "round", "place"], name="invitation_once_a_round"),
            models.UniqueConstraint(
                fields=["municipality", "enrolment"],
                condition=Q(enrolment__isnull=False),
                name="invitation_once_an_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.SKIPPED, enrolment__isnull=True) & ~Q(skip_reason="")
                | ~Q(state=InvitationState.SKIPPED)
                & Q(enrolment__isnull=False, class_group__isnull=False, expires_at__isnull=False, skip_reason=""),
                name="invitation_holds_a_place_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.DECLINED) | ~Q(decline_reason=""),
                name="invitation_declined_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(InvitationState.ACCEPTED, InvitationState.DECLINED))
                | Q(answered_at__isnull=False),
                name="invitation_answer_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "round", "position"], name="invitation_in_order"),
            models.Index(
                fields=["municipality", "expires_at"], name="invitation_pending", condition=Q(state="pending")
            ),
            models.Index(fields=["municipality", "person", "-id"], name="invitation_by_person"),
            models.Index(fields=["municipality", "invited_at"], name="invitation_by_time"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def held_place(self) -> Enrolment:
        """The enrolment it holds; only a skipped turn has none, and nothing is done with one."""
        if self.enrolment is None:
            raise ValueError("a skipped turn holds no place")
        return self.enrolment

    @property
    def deadline(self) -> datetime:
        """Until when the place is held whatever happens."""
        if self.expires_at is None:
            raise ValueError("a skipped turn has no deadline")
        return self.expires_at


class ContactAttempt(TenantModel):
    """One attempt to reach somebody: who, when, how, with what outcome, and what comes next (CON-2)."""

    invitation = TenantForeignKey(Invitation, on_delete=models.CASCADE, related_name="attempts")
    channel = models.SlugField()
    outcome = models.CharField(max_length=16, choices=AttemptOutcome.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    message = TenantForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    next_step = models.TextField(blank=True)

    sensitivity = classify(internal="invitation channel at by message", personal="outcome", sensitive="next_step")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "message"], condition=Q(message__isnull=False), name="attempt_once_a_message"
            )
        ]
        indexes = [models.Index(fields=["municipality", "invitation", "at"], name="attempt_by_invitation")]

    def __str__(self) -> str:
        return self.get_outcome_display()
