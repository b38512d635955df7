"""Who has a place, and who may pass the hours limit."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.people.models import Participation, Person
from minga.territory.models import TenantModel

from ..states import BADGE_TONES, OCCUPYING, EnrolmentState, LeaveReason, Line, ReleaseReason
from .classes import ClassGroup


class Enrolment(TenantModel):
    """A person's place in an aula (matrícula): held, confirmed, and how it ended.

    `seat_number` counts from 1 to the capacity and is one person's while the place is occupied; a trigger and a
    unique index see to it. `row_number` is the line on the class list, given on confirmation and never reused.
    """

    class_group = TenantForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="enrolments")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    participation = TenantForeignKey(Participation, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState.choices)
    seat_number = models.PositiveSmallIntegerField()
    row_number = models.PositiveSmallIntegerField(null=True, blank=True)
    held_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=20, choices=ReleaseReason.choices, blank=True)
    leave_reason = models.CharField(max_length=20, choices=LeaveReason.choices, blank=True)
    note = models.TextField(blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="class_group participation seat_number row_number held_at held_until confirmed_at ended_at",
        personal="person state release_reason leave_reason",
        sensitive="note",
    )

    class Meta:
        ordering = ["row_number", "seat_number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "class_group", "seat_number"],
                condition=Q(state__in=OCCUPYING),
                name="seat_occupied_once",
            ),
            models.UniqueConstraint(
                fields=["municipality", "class_group", "person"],
                condition=Q(state__in=OCCUPYING),
                name="person_once_a_class",
            ),
            models.UniqueConstraint(
                fields=["municipality", "class_group", "row_number"], name="enrolment_row_number_once"
            ),
            models.CheckConstraint(condition=Q(seat_number__gte=1), name="enrolment_seat_from_one"),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.HELD, held_until__isnull=False, ended_at__isnull=True)
                | Q(state=EnrolmentState.CONFIRMED, confirmed_at__isnull=False, ended_at__isnull=True)
                | Q(state=EnrolmentState.LEFT, ended_at__isnull=False) & ~Q(leave_reason="")
                | Q(state=EnrolmentState.NO_SHOW, ended_at__isnull=False)
                | Q(state=EnrolmentState.RELEASED, ended_at__isnull=False) & ~Q(release_reason=""),
                name="enrolment_state_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, row_number__isnull=True)
                | Q(confirmed_at__isnull=False, row_number__isnull=False),
                name="enrolment_confirmed_has_a_row",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "person", "-held_at"], name="enrolment_by_person")]

    def __str__(self) -> str:
        return f"{self.person} en {self.class_group}"


class HoursApproval(TenantModel):
    """That a person may take more hours of a route than its limit, up to `hours`, with who and why (FOR-2)."""

    participation = TenantForeignKey(Participation, on_delete=models.CASCADE, related_name="hours_approvals")
    line = models.CharField(max_length=20, choices=Line.choices)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    reason = models.TextField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField()

    sensitivity = classify(internal="participation line hours reason approved_by approved_at")

    class Meta:
        ordering = ["approved_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="hours_approval_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.hours} h"
