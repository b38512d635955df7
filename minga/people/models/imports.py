"""A sheet on its way in: the batch, its rows as they would be written, remembered columns, and what to undo."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import BlindIndexField, SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.programmes.models import Programme
from minga.territory.models import TenantModel

from ..states import BatchState, PopulationGroup, RowDecision, RowOutcome
from .persons import Person


class ColumnMapping(TenantModel):
    """Which column is what in sheets with these headings, remembered from the last time they were sent."""

    signature = models.CharField(max_length=32)
    mapping = models.JSONField()
    population_default = models.CharField(max_length=24, choices=PopulationGroup.choices, blank=True)
    used_at = models.DateTimeField()

    sensitivity = classify(internal="signature mapping population_default used_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "signature"], name="column_mapping_once")]

    def __str__(self) -> str:
        return self.signature


class ImportBatch(TenantModel):
    """One sheet (archivo) and how far it came; its file is deleted when it is applied or discarded (SCR-20, PRG-23).

    `counts` holds the rows by outcome after the preview, `outcomes` what became of the people of a big sheet when it
    was last counted. The dates say the state: see `state`.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    file_name = models.TextField()
    file_id = models.UUIDField(null=True, blank=True)
    digest = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=4)
    sheet_name = models.TextField(blank=True)
    headers = models.JSONField(default=list)
    signature = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    population_default = models.CharField(max_length=24, choices=PopulationGroup.choices, blank=True)
    counts = models.JSONField(default=dict)
    staged_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    staged_at = models.DateTimeField()
    owner = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who decides on its rows",
    )
    queued_at = models.DateTimeField(null=True, blank=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    outcomes = models.JSONField(default=list, help_text="What became of the people: words, count, whether it overlaps")
    counted_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    sensitivity = classify(
        internal="programme file_name file_id digest kind sheet_name headers signature mapping population_default "
        "outcomes counted_at counts staged_by staged_at owner queued_at previewed_at applied_by applied_at undone_by "
        "undone_at discarded_at failure"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(discarded_at__isnull=True),
                name="batch_is_not_applied_and_discarded",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False), name="batch_undone_after_applied"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-staged_at"], name="batch_by_staging"),
            models.Index(fields=["municipality", "digest"], name="batch_by_digest"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def state(self) -> BatchState:
        """How far the sheet came: the last of its dates decides."""
        reached = (
            (self.undone_at, BatchState.UNDONE),
            (self.discarded_at, BatchState.DISCARDED),
            (self.queued_at, BatchState.QUEUED),
            (self.applied_at, BatchState.APPLIED),
            (self.failure, BatchState.FAILED),
            (self.previewed_at, BatchState.PREVIEWED),
        )
        return next((state for when, state in reached if when), BatchState.STAGED)


class ImportRow(TenantModel):
    """One row of a sheet: what would be written (`draft`, emptied when applied), and what became of it.

    In `draft` every value that is sealed in its own table is sealed already, for the row it is going to be in:
    applying is one INSERT … SELECT a table. `same_as` is the row of the file it repeats; `person` whom it is or became.
    """

    batch = TenantForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row_no = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    decision = models.CharField(max_length=10, choices=RowDecision.choices, blank=True)
    shown_name = models.TextField(blank=True)
    name_tokens = models.TextField(blank=True)
    birth_date = models.DateField(null=True, blank=True)
    row_index = BlindIndexField()
    external_index = BlindIndexField()
    document_index = BlindIndexField()
    phone_index = BlindIndexField()
    same_as = models.PositiveIntegerField(null=True, blank=True)
    candidate = TenantForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    matched_by = models.CharField(max_length=12, blank=True)
    new_id = models.BigIntegerField(null=True, blank=True)
    draft = models.JSONField(null=True, blank=True)
    remarks = SealedTextField()
    has_warnings = models.BooleanField(default=False)
    changes = models.JSONField(null=True, blank=True)
    person = TenantForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows", db_index=False
    )
    is_touched = models.BooleanField(default=False)

    sensitivity = classify(
        internal="batch row_no outcome decision same_as matched_by new_id has_warnings changes is_touched",
        personal="shown_name name_tokens birth_date candidate person",
        sensitive="row_index external_index document_index phone_index draft remarks",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "batch", "row_no"], name="import_row_once")]
        indexes = [
            models.Index(fields=["municipality", "row_index"], name="import_row_by_content"),
            models.Index(
                fields=["municipality", "external_index"],
                name="import_row_by_external_id",
                condition=Q(external_index__isnull=False),
            ),
            models.Index(
                fields=["municipality", "candidate"],
                name="import_row_by_candidate",
                condition=Q(candidate__isnull=False),
            ),
            models.Index(
                fields=["municipality", "person"], name="import_row_by_person", condition=Q(person__isnull=False)
            ),
        ]

    badge_tones: ClassVar = {"new": "green", "changed": "blue", "possible": "yellow", "error": "red"}

    def __str__(self) -> str:
        return f"{self.row_no}: {self.get_outcome_display()}"


class ChangeSet(TenantModel):
    """How a person was before an import changed them; read by undo, cleared by erasure, never edited."""

    batch = TenantForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="change_sets")
    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="change_sets")
    at = models.DateTimeField()
    before = SealedTextField()
    added = models.JSONField(default=dict)

    sensitivity = classify(internal="batch at added", personal="person", sensitive="before")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
