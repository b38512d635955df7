"""Aggregates without persons: the only rows that readers of several cities see."""

from django.db import models

from minga.kernel.sensitivity import classify
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from .states import AgeBand, Indicator, Population


class IndicatorCell(models.Model):
    """One indicator for one combination of sex, population and age in a municipality, as of its refresh.

    Not a tenant's table: it holds sums only, and readers across cities need it. Cells as they are stored may be
    small; `queries.breakdown` is the one door to them and hides those.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=20, choices=Indicator.choices)
    sex = models.CharField(max_length=12)
    population = models.CharField(max_length=12, choices=Population.choices)
    age = models.CharField(max_length=5, choices=AgeBand.choices, blank=True)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    people = models.BigIntegerField(help_text="How many persons stand behind the cell")

    sensitivity = classify(
        public="id municipality programme indicator sex population age", internal="numerator denominator people"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "programme", "indicator", "sex", "population", "age"], name="cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.numerator}/{self.denominator}"


class Release(models.Model):
    """One indicator of a city as it was published to readers who do not serve its people; earlier ones are kept,
    because a new one may not differ from any of them by few persons.

    `table`: dimension → group → [numerator, denominator or null, persons]; small figures are in it and are hidden when
    it is shown, by the one rule of `minga.kernel.suppression`.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=20, choices=Indicator.choices)
    taken_at = models.DateTimeField()
    table = models.JSONField()

    sensitivity = classify(public="id municipality programme indicator taken_at", internal="table")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "programme", "indicator", "taken_at"], name="release_once_an_instant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.taken_at:%Y-%m-%d}"


class Refresh(models.Model):
    """When a municipality's cells were last computed, and up to which audit row: nothing new, nothing to do."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="+")
    computed_at = models.DateTimeField()
    audit_seen = models.BigIntegerField(default=0)
    person_seen = models.BigIntegerField(default=0, help_text="Last person who was given a pseudonym")

    sensitivity = classify(internal="id municipality computed_at audit_seen person_seen")

    def __str__(self) -> str:
        return f"{self.municipality} {self.computed_at:%Y-%m-%d %H:%M}"


class Pseudonym(models.Model):
    """A person of the programme counted once over cities: a keyed hash that only the counting reads (MON-2)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    value = models.BinaryField(max_length=16)
    sex = models.CharField(max_length=12)
    population = models.CharField(max_length=12)

    sensitivity = classify(internal="id municipality programme", sensitive="value", personal="sex population")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "value", "municipality"], name="pseudonym_once")]

    def __str__(self) -> str:
        return "pseudonym"
