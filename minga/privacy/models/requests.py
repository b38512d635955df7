"""What people ask about their data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.people.models import Person
from minga.screening.models import Assessment
from minga.territory.models import TenantModel

from ..states import BADGE_TONES, Decision, IdentityHow, RequestKind, RequestOrigin, RequestState, ReviewOutcome


class RightsRequest(TenantModel):
    """One request: received, its asker identified, answered. The dates say the state.

    `disputed` are columns of the person that are shown as disputed while a rectification is open; `objected` the
    purposes of an objection. A challenge names the assessment and who looked at it again. After an erasure the row
    keeps kind, dates and decision, and nobody's name.
    """

    code = models.TextField()
    kind = models.CharField(max_length=14, choices=RequestKind.choices)
    origin = models.CharField(max_length=8, choices=RequestOrigin.choices)
    person = TenantForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="rights_requests")
    asker = SealedTextField()
    reply_to = SealedTextField()
    representative = SealedTextField()
    detail = SealedTextField()
    disputed = ArrayField(models.TextField(), default=list, blank=True)
    objected = ArrayField(models.TextField(), default=list, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    identified_at = models.DateTimeField(null=True, blank=True)
    identified_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    identified_how = models.CharField(max_length=14, choices=IdentityHow.choices, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    extension_reason = SealedTextField()
    assessment = TenantForeignKey(Assessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    review = models.CharField(max_length=8, choices=ReviewOutcome.choices, blank=True)
    review_reason = SealedTextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=14, choices=Decision.choices, blank=True)
    answer = SealedTextField()

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="code kind origin received_at received_by due_on identified_at identified_by identified_how "
        "extended_at extended_by assessment reviewed_at reviewed_by review answered_at answered_by decision",
        personal="person disputed objected",
        sensitive="asker reply_to representative detail extension_reason review_reason answer",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="rights_request_code_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, decision="") | Q(answered_at__isnull=False) & ~Q(decision=""),
                name="rights_request_answer_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(identified_at__isnull=True, identified_how="")
                | Q(identified_at__isnull=False) & ~Q(identified_how=""),
                name="rights_request_identity_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-received_at", "-id"], name="rights_request_by_date"),
            models.Index(
                fields=["municipality", "due_on"], name="rights_request_open", condition=Q(answered_at__isnull=True)
            ),
            models.Index(
                fields=["municipality", "person"], name="rights_request_by_person", condition=Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> RequestState:
        """How far it came: the last of its dates decides."""
        if self.answered_at:
            return RequestState.ANSWERED
        return RequestState.OPEN if self.identified_at else RequestState.RECEIVED
