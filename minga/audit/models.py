"""Rows of actions, their seals and what waits for one; the application role may insert and read, never change them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minga.kernel.ids import uuid7
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify

from .states import Outcome


class Record(models.Model):
    """Who did what to which object, when and with what result; field names, never values (NFR-10).

    `signature` is made with a key outside the database over the canonical form (`rules.py`).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField()
    municipality_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    role = models.TextField()
    actor_label = models.TextField(blank=True)
    action = models.TextField()
    object_table = models.TextField(blank=True)
    object_public_id = models.UUIDField(null=True)
    fields = ArrayField(models.TextField(), default=list)
    result = models.TextField(default="done")
    purpose = models.TextField(blank=True)
    signature = models.BinaryField(max_length=32)

    sensitivity = classify(
        internal="id public_id at municipality_id account_id role action object_table object_public_id fields "
        "result purpose signature",
        personal="actor_label",
    )

    class Meta:
        indexes = [
            models.Index(fields=["municipality_id", "-at"], name="audit_by_municipality"),
            models.Index(fields=["object_public_id", "-at"], name="audit_by_object"),
            models.Index(fields=["municipality_id", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class Waiting(models.Model):
    """A row that no batch holds yet; a trigger adds it in the row's transaction, only the sealer takes it away."""

    record_id = models.BigIntegerField(primary_key=True)
    municipality_id = models.BigIntegerField(null=True)

    sensitivity = classify(internal="record_id municipality_id")

    def __str__(self) -> str:
        return str(self.record_id)


class Seal(models.Model):
    """A batch of the chain: rows by position, with the digest of each (32 bytes, one after the other).

    `before` is the head of the batch before; it is unique, so that two batches can never follow the same one.
    """

    number = models.BigIntegerField(primary_key=True)
    first_position = models.BigIntegerField(unique=True)
    last_position = models.BigIntegerField()
    record_ids = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    before = models.BinaryField(max_length=32, unique=True)
    head = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    sensitivity = classify(
        internal="number first_position last_position record_ids digests before head sealed_at",
    )

    def __str__(self) -> str:
        return f"{self.number}: {self.first_position}-{self.last_position}"


class PrintCopy(models.Model):
    """A sheet that was printed: `number` counts the copies of one kind of sheet of one object, from 1."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    municipality_id = models.BigIntegerField()
    action = models.TextField()
    object_public_id = models.UUIDField(null=True)
    number = models.PositiveIntegerField()
    printed_at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    actor_label = models.TextField(blank=True)
    destroy_by = models.DateField()

    sensitivity = classify(
        internal="id public_id municipality_id action object_public_id number printed_at account_id destroy_by",
        personal="actor_label",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_id", "action", "object_public_id", "number"],
                name="copy_numbered_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.number}"


class Look(models.Model):
    """An account looked, in one week, at a person whom none of its tasks concerned; once however often (SEC-1).

    `week` is its Monday in the municipality's zone. Somebody else reviews it: `outcome` with who, when and a note.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    municipality_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    actor_label = models.TextField(blank=True)
    role = models.TextField()
    person_public_id = models.UUIDField()
    week = models.DateField()
    first_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = SealedTextField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_by_label = models.TextField(blank=True)

    sensitivity = classify(
        internal="id public_id municipality_id account_id role person_public_id week first_at outcome reviewed_at "
        "reviewed_by_id",
        personal="actor_label reviewed_by_label",
        sensitive="note",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_id", "account_id", "person_public_id", "week"], name="look_once_a_week"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", reviewed_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(reviewed_at__isnull=False)),
                name="look_reviewed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_id", "week", "id"], name="look_to_review", condition=models.Q(outcome="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.actor_label}"
