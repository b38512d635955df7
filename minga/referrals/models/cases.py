"""Protected cases. Nothing here says in plain text who or what: every word is sealed, the person is a blind index.

There is no foreign key to a person: a dump shows that cases exist, never whose, and no count, undo or export of the
areas below can tell that somebody has one.
"""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import BlindIndexField, SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import TenantModel

from ..states import CareKind, CaseState


class Case(TenantModel):
    """A protected case. `content`: JSON of person, name, category, decision, summary, as `queries.cases` reads it."""

    code = models.TextField()
    subject_index = BlindIndexField(help_text="Of the person's public id; empty for somebody not registered")
    content = SealedTextField()
    state = models.CharField(max_length=6, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = SealedTextField()

    sensitivity = classify(
        protected="code subject_index content state opened_at opened_by worker closed_at closing",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="case_code_once"),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, closed_at__isnull=True)
                | Q(state=CaseState.CLOSED, closed_at__isnull=False),
                name="case_closed_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "subject_index"], name="case_by_subject"),
            models.Index(fields=["municipality", "state", "-id"], name="case_by_state"),
        ]

    def __str__(self) -> str:
        return self.code


class CaseNote(TenantModel):
    """A note of a case, never changed nor removed: the database refuses it. A correction is another note."""

    case = TenantForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    content = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    sensitivity = classify(protected="case content at by corrects")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class CaseTask(TenantModel):
    """A goal or action of a case plan; what it is and when it is due are sealed (24 hours would say «a child»)."""

    case = TenantForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    content = SealedTextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = SealedTextField()

    sensitivity = classify(protected="case content made_at made_by done_at done_by outcome")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["municipality", "id"], name="case_task_open", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class ProtectionAlert(TenantModel):
    """What somebody of the team told the case role (REM-9): written once, read by the case role only."""

    content = SealedTextField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    case = TenantForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts")
    taken_at = models.DateTimeField(null=True, blank=True)
    outcome = SealedTextField()

    sensitivity = classify(protected="content raised_at raised_by case taken_at outcome")

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "id"], name="alert_waiting", condition=Q(taken_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%Y-%m-%d}"


class CareRecord(TenantModel):
    """First psychological aid given (REM-5) or a session of emotional support (REM-7), for the case role only."""

    kind = models.CharField(max_length=8, choices=CareKind.choices)
    subject_index = BlindIndexField()
    content = SealedTextField()
    case = TenantForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="care")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(protected="kind subject_index content case at by")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["municipality", "-at", "-id"], name="care_by_date")]

    def __str__(self) -> str:
        return self.get_kind_display()


class PapTraining(TenantModel):
    """That an account's holder was trained in first psychological aid (PAP), until a day if the training ends."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    trained_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    given_by = models.TextField(help_text="Who gave the training")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(internal="account trained_on valid_until given_by recorded_by")

    class Meta:
        ordering = ["-trained_on"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "account", "trained_on"], name="pap_training_once")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.trained_on}"
