"""Exports: what was asked and why, who decided, and the sealed file while it lives."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minga.access.models import Account
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.territory.models import TenantModel

from .states import BADGE_TONES, ExportState, FileFormat, Reason


class Export(TenantModel):
    """One file that was asked for. `parameters` (JSON) may hold what somebody searched for; `subjects` are the public
    ids of the persons in the file until their reads are in the audit."""

    dataset = models.SlugField(max_length=40)
    parameters = SealedTextField()
    columns = ArrayField(models.CharField(max_length=40))
    file_format = models.CharField(max_length=4, choices=FileFormat.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    reason_text = models.TextField()
    people = models.PositiveIntegerField(help_text="Identified persons when it was asked; 0 for figures")
    row_count = models.PositiveIntegerField()
    has_sensitive = models.BooleanField()
    needs_approval = models.BooleanField()
    state = models.CharField(max_length=10, choices=ExportState.choices)
    requested_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    file_id = models.UUIDField(null=True, blank=True)
    file_bytes = models.PositiveBigIntegerField(default=0)
    first_download_at = models.DateTimeField(null=True, blank=True)
    downloads = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    subjects = ArrayField(models.UUIDField(), default=list)

    sensitivity = classify(
        internal="dataset columns file_format reason reason_text people row_count has_sensitive needs_approval state "
        "requested_by requested_at decided_by decided_at decision_note ready_at file_id file_bytes first_download_at "
        "downloads ends_at ended_at failure",
        sensitive="parameters",
        personal="subjects",
    )

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")), name="export_second_person"
            ),
            models.CheckConstraint(
                condition=Q(needs_approval=False) | Q(decided_at__isnull=False) | ~Q(state__in=["queued", "ready"]),
                name="export_approved_before_built",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", file_id__isnull=False) | ~Q(state="ready") & Q(file_id__isnull=True),
                name="export_file_only_while_ready",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "requested_by", "-requested_at", "-id"], name="export_by_requester"),
            models.Index(
                fields=["municipality", "state", "ends_at"],
                name="export_open",
                condition=Q(state__in=["waiting", "queued", "ready"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def state_tone(self) -> str:
        """Colour of the badge of its state."""
        return BADGE_TONES.get(ExportState(self.state), "grey")
