"""Complaints and suggestions."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.territory.models import TenantModel

from .states import BADGE_TONES, ComplaintDecision, ComplaintKind, ComplaintState


class Complaint(TenantModel):
    """What somebody wrote, who they are if they wished to say so, and what came of it; no key to a person."""

    code = models.TextField()
    kind = models.CharField(max_length=10, choices=ComplaintKind.choices)
    words = SealedTextField()
    name = SealedTextField()
    reply_to = SealedTextField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=ComplaintDecision.choices, blank=True)
    answer = SealedTextField()
    change = SealedTextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="code kind received_at taken_at taken_by decision answered_at answered_by",
        sensitive="words name reply_to answer change",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="complaint_code_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, decision="") | Q(answered_at__isnull=False) & ~Q(decision=""),
                name="complaint_answer_has_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-received_at", "-id"], name="complaint_by_date")]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> ComplaintState:
        """How far it came."""
        if self.answered_at:
            return ComplaintState.ANSWERED
        return ComplaintState.IN_HAND if self.taken_at else ComplaintState.RECEIVED
