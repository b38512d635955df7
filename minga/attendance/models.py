"""Attendance marks, and what they were before each correction."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import TenantModel
from minga.training.models import Enrolment, Session

from .states import BADGE_TONES, PRESENT, MarkOrigin, MarkState


class Mark(TenantModel):
    """How somebody attended a session, as it is known now; `minutes` are the ones that count (ASI-1)."""

    session = TenantForeignKey(Session, on_delete=models.PROTECT, related_name="marks")
    enrolment = TenantForeignKey(Enrolment, on_delete=models.PROTECT, related_name="marks")
    state = models.CharField(max_length=10, choices=MarkState.choices)
    minutes = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=10, choices=MarkOrigin.choices)
    marked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField()

    badge_tones = BADGE_TONES
    sensitivity = classify(personal="session enrolment state minutes", internal="origin marked_by marked_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "session", "enrolment"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(state__in=PRESENT, minutes__gte=1) | Q(minutes=0) & ~Q(state__in=PRESENT),
                name="mark_minutes_fit_its_state",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "enrolment", "session"], name="mark_by_enrolment")]

    def __str__(self) -> str:
        return self.get_state_display()


class MarkChange(TenantModel):
    """What a mark was before a correction, with who corrected it, when and why; the database keeps it as it is."""

    mark = TenantForeignKey(Mark, on_delete=models.PROTECT, related_name="changes")
    state_before = models.CharField(max_length=10, choices=MarkState.choices)
    minutes_before = models.PositiveSmallIntegerField()
    origin_before = models.CharField(max_length=10, choices=MarkOrigin.choices)
    marked_by_before = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at_before = models.DateTimeField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    sensitivity = classify(
        personal="mark state_before minutes_before",
        internal="origin_before marked_by_before marked_at_before changed_by changed_at reason",
    )

    class Meta:
        ordering = ["changed_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_state_before_display()} → {self.mark}"
