"""Rows of actions, their seals and what waits for one; the application role may insert and read, never change them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify


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
