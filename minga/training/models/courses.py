"""What is taught, when it runs and who teaches it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.programmes.models import Fund, Programme
from minga.programmes.states import BusinessLevel
from minga.territory.models import TenantModel

from ..states import BADGE_TONES, CourseStatus, CycleState, Line, Modality, Topic


class Course(TenantModel):
    """Content and hours, undated, as a municipality gives it (curso; FOR-3, FOR-14, FOR-15, PRG-16).

    `counts_to_limit` says whether its hours add to the route's limit (FOR-2).
    """

    name = models.TextField()
    line = models.CharField(max_length=20, choices=Line.choices)
    level = models.CharField(max_length=12, choices=BusinessLevel.choices, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    topics = ArrayField(models.CharField(max_length=30, choices=Topic.choices), default=list)
    modalities = ArrayField(models.CharField(max_length=12, choices=Modality.choices), default=list)
    materials = models.TextField(blank=True, help_text="One a line: manual, cuaderno de trabajo, guías")
    description = models.TextField(blank=True)
    methodology = models.TextField(blank=True, help_text="Name, owner and who validated it")
    counts_to_limit = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=CourseStatus.choices, default=CourseStatus.DRAFT)
    pilot_results = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(
        public="name line level hours topics modalities materials description methodology",
        internal="counts_to_limit status pilot_results retired_at",
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="course_name_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="course_has_hours"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def topic_labels(self) -> list[str]:
        """The topics in words."""
        return [str(Topic(topic).label) for topic in self.topics]

    @property
    def modality_labels(self) -> list[str]:
        """The modalities in words."""
        return [str(Modality(modality).label) for modality in self.modalities]


class Cycle(TenantModel):
    """A dated run of classes of a programme (ciclo de capacitación), paid by a fund or by several."""

    name = models.TextField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=CycleState.choices, default=CycleState.PLANNED)

    badge_tones = BADGE_TONES
    sensitivity = classify(public="name programme fund starts_on ends_on state")

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "programme", "name"], name="cycle_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cycle_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class Facilitator(TenantModel):
    """Who teaches (persona facilitadora), with an account or only by name (ROL-9)."""

    name = models.TextField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classify(public="name organisation", internal="account retired_at")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="facilitator_name_once"),
            models.UniqueConstraint(
                fields=["municipality", "account"],
                condition=Q(account__isnull=False),
                name="facilitator_account_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FacilitatorCertificate(TenantModel):
    """That somebody may teach a methodology between two days (ROL-9)."""

    facilitator = TenantForeignKey(Facilitator, on_delete=models.CASCADE, related_name="certificates")
    methodology = models.TextField()
    issued_by = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    sensitivity = classify(public="facilitator methodology issued_by valid_from valid_until")

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "facilitator", "methodology", "valid_from"],
                name="facilitator_certificate_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="facilitator_certificate_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.methodology
