"""Places inside a municipality."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey

from .tenant import TenantModel


class Sector(TenantModel):
    """An area inside a city, against which the residence condition is checked (MON-19)."""

    name = models.TextField()

    sensitivity = classify(public="name")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="sector_name_once")]

    def __str__(self) -> str:
        return self.name


class Venue(TenantModel):
    """A room where classes meet (lugar), with how many fit and what it has (FOR-6)."""

    name = models.TextField()
    address = models.TextField(blank=True)
    sector = TenantForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="venues")
    capacity = models.PositiveSmallIntegerField()
    equipment = ArrayField(models.TextField(), default=list, blank=True)
    is_accessible = models.BooleanField(default=False)
    has_childrens_corner = models.BooleanField(default=False)

    sensitivity = classify(public="name address sector capacity equipment is_accessible has_childrens_corner")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="venue_name_once")]

    def __str__(self) -> str:
        return self.name
