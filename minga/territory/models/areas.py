"""Countries and their administrative areas, as data: another country is rows, not code."""

from django.db import models

from minga.kernel.sensitivity import classify


class Country(models.Model):
    """A country with the names of its administrative levels (in Ecuador provincia, cantón, parroquia)."""

    code = models.CharField(max_length=2, unique=True)
    name = models.TextField()
    currency = models.CharField(max_length=3)
    time_zone = models.TextField()
    level_names = models.JSONField(default=list)

    sensitivity = classify(public="id code name currency time_zone level_names")

    def __str__(self) -> str:
        return self.name


class AdminArea(models.Model):
    """A node of the tree; `code` is the official one (INEC's DPA in Ecuador: 01 Azuay, 0101 Cuenca)."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="areas")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    level = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    name = models.TextField()
    name_key = models.TextField(db_index=True)

    sensitivity = classify(public="id country parent level code name name_key")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="area_code_once_a_country")]

    def __str__(self) -> str:
        return self.name


class AreaAlias(models.Model):
    """A code that old datasets still carry (La Concordia: 0808 for 2302)."""

    area = models.ForeignKey(AdminArea, on_delete=models.CASCADE, related_name="aliases")
    code = models.CharField(max_length=12)
    reason = models.TextField()

    sensitivity = classify(public="id area code reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "code"], name="area_alias_once")]

    def __str__(self) -> str:
        return f"{self.code} → {self.area}"
