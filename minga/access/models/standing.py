"""What a role stands on: the signed undertaking of confidentiality, the document that delegates, and handovers."""

from django.db import models
from django.db.models import F, Q

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import Municipality, TenantModel

from .accounts import Account


class Undertaking(models.Model):
    """The promise of confidentiality that somebody signed, of one version of the text (`undertaking.py`).

    Without one no role of the account is active. `file_id`: the scanned paper, when it was given.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="undertakings")
    text_version = models.CharField(max_length=20)
    signed_on = models.DateField()
    file_id = models.UUIDField(null=True, blank=True)
    file_name = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(
        internal="id public_id account text_version signed_on file_id file_name recorded_at recorded_by"
    )

    class Meta:
        ordering = ["-signed_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["account", "text_version"], name="undertaking_once_a_text")]

    def __str__(self) -> str:
        return f"{self.account}: {self.text_version}"


class Delegation(models.Model):
    """A document that delegates somebody between two days; its end ends the roles tied to it (ROL-19)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="delegations")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="delegations"
    )
    number = models.TextField()
    issued_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Last day; empty when the document says none")
    file_id = models.UUIDField(null=True, blank=True)
    file_name = models.TextField(blank=True)

    sensitivity = classify(
        internal="id public_id account municipality number issued_on starts_on ends_on file_id file_name"
    )

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "municipality", "number"], name="delegation_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="delegation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Handover(TenantModel):
    """Work given from one official to another, for good or (`ends_on`) for a period (ROL-13, ROL-14).

    `counts`: kind of work → how many moved. `roles`: what the giver held here and the receiver got.
    """

    code = models.TextField(help_text="On the act")
    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    roles = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(
        internal="code giver receiver reason starts_on ends_on roles counts made_at made_by returned_at returned_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="handover_code_once"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_is_to_another"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="handover_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(ends_on__isnull=False),
                name="handover_returned_had_an_end",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-made_at", "-id"], name="handover_by_date")]

    def __str__(self) -> str:
        return self.code


class HandoverItem(TenantModel):
    """One thing that a handover moved, as its area names it; only these come back (`work_public_id`)."""

    handover = TenantForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    kind = models.SlugField()
    work_public_id = models.UUIDField()

    sensitivity = classify(internal="handover kind work_public_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "handover", "kind", "work_public_id"], name="handover_item_once"
            )
        ]

    def __str__(self) -> str:
        return self.kind
