"""What was erased, who is about to be, and that the risks of the processing were assessed."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.people.models import Person
from minga.territory.models import TenantModel

from ..states import RequestOrigin


class ErasureEntry(TenantModel):
    """One line of the ledger of erasures: that it happened, under which hash, what went and what the law keeps.

    `person_hash`: SHA-256 of the public id, which nobody else knows; `documents`: blind indexes, as hexadecimal. Also
    appended to a file outside the database (`ledger_file`), so that a restored copy forgets the person again.
    """

    person_hash = models.CharField(max_length=64)
    documents = models.JSONField(default=list)
    reason = models.CharField(max_length=10, help_text="request or inactive")
    request_code = models.TextField(blank=True)
    erased_at = models.DateTimeField()
    erased_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    removed = models.JSONField(default=dict, help_text="Table to number of rows removed or emptied")
    kept = models.JSONField(default=list, help_text="What the law keeps: what, why, until")
    reapplied_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classify(
        internal="reason request_code erased_at erased_by removed kept reapplied_at", sensitive="person_hash documents"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "person_hash"], name="erasure_once")]
        indexes = [models.Index(fields=["municipality", "-erased_at", "-id"], name="erasure_by_date")]

    def __str__(self) -> str:
        return self.person_hash[:8]


class InactivityNotice(TenantModel):
    """That somebody without activity was told that their data will be erased, and whether they want them kept."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="inactivity_notices")
    noticed_at = models.DateTimeField()
    noticed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, choices=RequestOrigin.choices)
    erase_after = models.DateField()
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(internal="noticed_at noticed_by how erase_after kept_at kept_by", personal="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person"], condition=Q(kept_at__isnull=True), name="inactivity_noticed_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "erase_after"], name="inactivity_due", condition=Q(kept_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.erase_after:%Y-%m-%d}"


class ImpactAssessment(TenantModel):
    """That an impact assessment of the processing was approved, by whom, with which document, and until when."""

    approved_on = models.DateField()
    review_on = models.DateField()
    approved_by = models.TextField()
    document = models.TextField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    sensitivity = classify(internal="approved_on review_on approved_by document recorded_by recorded_at")

    class Meta:
        ordering = ["-approved_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__gt=models.F("approved_on")), name="impact_assessment_reviewed_later"
            )
        ]

    def __str__(self) -> str:
        return self.document
