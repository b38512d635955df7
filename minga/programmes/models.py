"""Programmes, their frame as data, the projects that pay, and dated settings."""

from django.db import models
from django.db.models import F, Q

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify
from minga.organisations.models import Organisation
from minga.territory.models import Municipality, TenantModel

from .states import FundRuleKind, StageStatus


class Programme(models.Model):
    """A programme with its components, stages and steps (PRG-1..7); served by several municipalities (PRG-12)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.TextField()
    purpose = models.TextField(blank=True)
    municipalities = models.ManyToManyField(Municipality, related_name="programmes", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    sensitivity = classify(public="id public_id slug name purpose municipalities starts_on ends_on")

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """One of the linked components (PRG-1) or, with `is_conceptual`, one of the five a template must hold (PRG-5)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="components")
    code = models.SlugField()
    name = models.TextField()
    is_conceptual = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    sensitivity = classify(public="id programme code name is_conceptual position")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="component_code_once")]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A stage of a component (PRG-2: three of Medios de Vida)."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="stages")
    code = models.SlugField()
    name = models.TextField()
    position = models.PositiveSmallIntegerField()

    sensitivity = classify(public="id component code name position")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["component", "code"], name="stage_code_once")]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A suggested implementation step (PRG-3); a municipality changes it through MunicipalStep (PRG-4)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="steps")
    code = models.SlugField()
    name = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_mandatory = models.BooleanField(default=False)

    sensitivity = classify(public="id programme code name position is_mandatory")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="step_code_once")]

    def __str__(self) -> str:
        return self.name


class MunicipalStep(TenantModel):
    """What a municipality does differently with a step: name, order, whether it is mandatory or used (PRG-4)."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+")
    name = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_mandatory = models.BooleanField()
    is_used = models.BooleanField(default=True)
    reason = models.TextField()

    sensitivity = classify(public="step name position is_mandatory is_used", internal="reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "step"], name="municipal_step_once")]

    def __str__(self) -> str:
        return self.name


class StageProgress(TenantModel):
    """Status of a stage in a municipality (PRG-2)."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=20, choices=StageStatus.choices, default=StageStatus.NOT_STARTED)
    since_on = models.DateField()

    sensitivity = classify(public="stage status since_on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "stage"], name="stage_progress_once")]

    def __str__(self) -> str:
        return f"{self.stage}: {self.get_status_display()}"


class Project(models.Model):
    """One funder's slice of the programme, with who implements it (PRG-11, DON-3)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    name = models.TextField()
    implementer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="implemented_projects")
    municipalities = models.ManyToManyField(Municipality, related_name="projects", blank=True)
    coordinator = models.TextField(blank=True, help_text="Institutional contact")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    sensitivity = classify(
        public="id public_id programme name implementer municipalities starts_on ends_on",
        internal="coordinator",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="project_name_once")]

    def __str__(self) -> str:
        return self.name


class Fund(models.Model):
    """Money of one owner inside a project, with its visibility text (PRG-18, DON-2, CAP-17)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="funds")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funds")
    name = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    visibility_text = models.TextField(blank=True)

    sensitivity = classify(public="id public_id project owner name visibility_text", internal="amount currency")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="fund_name_once")]

    def __str__(self) -> str:
        return self.name


class FundRule(models.Model):
    """A donor's rule; `value` is what the kind needs (a population code, a city slug), `share` a fraction 0–1."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=20, choices=FundRuleKind.choices)
    value = models.TextField(blank=True)
    share = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    text = models.TextField(blank=True)

    sensitivity = classify(internal="id fund kind value share text")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=1),
                name="fund_rule_share_is_a_fraction",
            )
        ]

    def __str__(self) -> str:
        return self.text or self.get_kind_display()


class Setting(models.Model):
    """A dated value of a programme, for one municipality or (null) for all; the newest that has begun holds."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="settings")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="settings"
    )
    key = models.SlugField()
    value = models.JSONField()
    valid_from = models.DateField()
    source = models.TextField(blank=True)

    sensitivity = classify(internal="id programme municipality key value valid_from source")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "municipality", "key", "valid_from"],
                name="setting_once_a_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} ({self.valid_from})"


class ElectoralPeriod(models.Model):
    """Days on which the data of people must not serve a campaign, in one municipality or (null) in all (SEC-4)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="electoral_periods")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="electoral_periods"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day")
    source = models.TextField()

    sensitivity = classify(public="id public_id programme municipality starts_on ends_on source")

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "municipality", "starts_on"],
                name="electoral_period_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="electoral_period_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"
