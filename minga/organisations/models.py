"""The registry of institutions: public data, shared by all municipalities."""

from django.db import models

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify
from minga.territory.models import Municipality

from .states import Level, OrganisationKind


class Organisation(models.Model):
    """An institution; `municipality` when it belongs to one (a unit) or acts only there (ROL-15..17)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.TextField()
    short_name = models.TextField(blank=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)
    level = models.CharField(max_length=20, choices=Level.choices, default=Level.LOCAL)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    phone = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)

    sensitivity = classify(
        public="id public_id name short_name kind level municipality phone email address",
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="organisation_name_once")]

    def __str__(self) -> str:
        return self.short_name or self.name
