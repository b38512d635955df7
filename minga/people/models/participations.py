"""The spine: a person in a programme, from an entry to its end."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.programmes.models import Fund, Programme
from minga.territory.models import TenantModel

from ..states import Origin, ParticipationEnd
from .persons import Person


class Participation(TenantModel):
    """Person × programme × entry. The states of SCR-14 are derived from dated rows of the areas, never stored here."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="participations", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    next_step_on = models.DateField(null=True, blank=True, help_text="Day of the first interview, when it is agreed")
    closed_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=20, choices=ParticipationEnd.choices, blank=True)
    end_note = models.TextField(blank=True)

    sensitivity = classify(
        internal="programme entry origin opened_at opened_by next_step_on closed_at",
        personal="person end",
        sensitive="end_note",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "programme", "entry"], name="participation_entry_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "person", "programme"],
                condition=Q(closed_at__isnull=True),
                name="participation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, end="") | Q(closed_at__isnull=False) & ~Q(end=""),
                name="participation_end_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "programme", "opened_at"], name="participation_by_opening"),
            models.Index(
                fields=["municipality", "person"], name="participation_closed", condition=Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} en {self.programme}"


class ParticipationFunding(TenantModel):
    """Which fund pays for a participation from a day on; however many do, the person counts once (PRG-11, DON-10)."""

    participation = TenantForeignKey(Participation, on_delete=models.CASCADE, related_name="fundings")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()

    sensitivity = classify(internal="participation fund from_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "participation", "fund"], name="participation_fund_once")
        ]

    def __str__(self) -> str:
        return str(self.fund)
