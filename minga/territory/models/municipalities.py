"""The tenants, and the grouping of cities that reports call zona (MON-19)."""

from django.db import models

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify

from .areas import AdminArea


class Zone(models.Model):
    """A grouping of cities for monitoring (MON-1, MON-19); the area inside a city is a Sector."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.TextField(unique=True)

    sensitivity = classify(public="id public_id name")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A GAD: the tenant that owns people, classes and settings. `slug` begins the address of its pages."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    area = models.OneToOneField(AdminArea, on_delete=models.PROTECT, related_name="municipality")
    zones = models.ManyToManyField(Zone, related_name="municipalities", blank=True)
    slug = models.SlugField(unique=True)
    code = models.CharField(max_length=4, unique=True, help_text="Prefix of paper codes")
    name = models.TextField()
    full_name = models.TextField(help_text="As it signs")
    time_zone = models.TextField(default="America/Guayaquil")
    office_address = models.TextField(blank=True)
    office_phone = models.TextField(blank=True)
    office_hours = models.TextField(blank=True)
    accent_colour = models.CharField(max_length=7, blank=True)
    is_demo = models.BooleanField(default=False)

    sensitivity = classify(
        public="id public_id area zones slug code name full_name time_zone office_address office_phone office_hours "
        "accent_colour is_demo"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
