"""The base of every table that belongs to a municipality."""

from django.db import models

from minga.kernel.ids import uuid7

from .municipalities import Municipality


class TenantModel(models.Model):
    """A row of one municipality; see `minga.kernel.tenancy` for what the database enforces."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    class Meta:
        abstract = True
