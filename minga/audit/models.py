"""One row an action; the application role may insert and read, never change or remove."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify


class Record(models.Model):
    """Who did what to which object, when and with what result; field names, never values (NFR-10)."""

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

    sensitivity = classify(
        internal="id public_id at municipality_id account_id role action object_table object_public_id fields "
        "result purpose",
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
