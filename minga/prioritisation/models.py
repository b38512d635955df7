"""Orders of call: frozen, never changed; another one replaces them."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.people.models import Participation, Person
from minga.programmes.models import Programme
from minga.screening.models import Assessment
from minga.territory.models import TenantModel

from .states import ListComponent


class RankedList(TenantModel):
    """An order of call frozen at an instant (orden de llamada), with everything that made it (PRI-1, PRI-5).

    `dimensions`: instrument version number → dimension code → `{"label", "reason", "weight"}`, as its workbook says.
    `left_out`: reason (`LeftOut`) → how many people.
    """

    code = models.TextField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    component = models.CharField(max_length=12, choices=ListComponent.choices)
    as_of = models.DateField()
    includes_advised = models.BooleanField()
    seed = models.CharField(max_length=64)
    rule_version = models.CharField(max_length=10)
    dimensions = models.JSONField(default=dict)
    left_out = models.JSONField(default=dict)
    size = models.PositiveIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(
        internal="code programme component as_of includes_advised seed rule_version dimensions left_out size frozen_at "
        "frozen_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="ranked_list_code_once"),
            models.CheckConstraint(condition=Q(size__gte=1), name="ranked_list_holds_somebody"),
        ]
        indexes = [models.Index(fields=["municipality", "-frozen_at", "-id"], name="ranked_list_by_date")]

    def __str__(self) -> str:
        return self.code


class RankedPlace(TenantModel):
    """A person's turn in a list. `inputs`: the dimensions that were used, as JSON, sealed; `draw`: the lot for ties."""

    ranked_list = TenantForeignKey(RankedList, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveIntegerField()
    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="ranked_places")
    participation = TenantForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    assessment = TenantForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    priority = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    draw = models.CharField(max_length=64)
    inputs = SealedTextField()

    sensitivity = classify(
        internal="ranked_list draw assessment participation", personal="person", sensitive="position priority inputs"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "ranked_list", "position"], name="ranked_position_once"),
            models.UniqueConstraint(fields=["municipality", "ranked_list", "person"], name="ranked_person_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="ranked_position_from_one"),
        ]
        indexes = [models.Index(fields=["municipality", "person", "-id"], name="ranked_place_by_person")]

    def __str__(self) -> str:
        return str(self.position)
