"""How a person can be reached, safely."""

from django.db import models
from django.db.models import Q

from minga.kernel.sealing import BlindIndexField, SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import TenantModel

from ..states import ContactKind
from .persons import Person


class ContactPoint(TenantModel):
    """A channel in the person's order of preference; a shared phone is marked so (CON-4, CON-12, SCR-18)."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = SealedTextField()
    value_index = BlindIndexField()
    position = models.PositiveSmallIntegerField(default=1)
    is_shared = models.BooleanField(default=False)
    safe_note = SealedTextField()
    closed_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classify(personal="person kind position is_shared closed_at", sensitive="value value_index safe_note")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "kind", "value_index"],
                condition=Q(closed_at__isnull=True),
                name="contact_point_once",
            )
        ]
        indexes = [models.Index(fields=["municipality", "value_index"], name="contact_by_value")]

    def __str__(self) -> str:
        return self.get_kind_display()


class TrustedPerson(TenantModel):
    """Somebody who may be told something when the person cannot be reached, and exactly what."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="trusted_people")
    name = SealedTextField()
    phone = SealedTextField()
    relationship = models.TextField(blank=True)
    may_be_told = models.TextField()

    sensitivity = classify(personal="person relationship may_be_told", sensitive="name phone")

    def __str__(self) -> str:
        return self.relationship
