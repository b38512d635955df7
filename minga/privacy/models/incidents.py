"""What went wrong with data, and who was told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minga.access.models import Account
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.territory.models import TenantModel

from ..states import BADGE_TONES, IncidentKind, IncidentRisk


class Incident(TenantModel):
    """A breach of security of personal data, with its clocks and who was told.

    The affected people are not listed here: they are computed from the audit by `account`, the time from `began_at` to
    `ended_at`, and `actions` (beginnings of audit actions; none means all). `not_told_reason` says why somebody need
    not be told.
    """

    code = models.TextField()
    kind = models.CharField(max_length=12, choices=IncidentKind.choices)
    risk = models.CharField(max_length=6, choices=IncidentRisk.choices)
    happened = SealedTextField()
    measures = SealedTextField()
    known_at = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actions = ArrayField(models.TextField(), default=list, blank=True)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    authority_due_on = models.DateField()
    people_due_on = models.DateField()
    authority_told_at = models.DateTimeField(null=True, blank=True)
    arcotel_told_at = models.DateTimeField(null=True, blank=True)
    people_told_at = models.DateTimeField(null=True, blank=True)
    not_told_reason = SealedTextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="code kind risk known_at began_at ended_at account actions recorded_by authority_due_on people_due_on "
        "authority_told_at arcotel_told_at people_told_at closed_at closed_by",
        sensitive="happened measures not_told_reason",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="incident_code_once"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="incident_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["municipality", "-known_at", "-id"], name="incident_by_date")]

    def __str__(self) -> str:
        return self.code
