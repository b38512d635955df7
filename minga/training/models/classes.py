"""An aula, its authorised extra places, its opening checklist and its sessions."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import TenantModel, Venue

from ..states import BADGE_TONES, CheckItem, ClassState, Modality
from .courses import Course, Cycle, Facilitator


class ClassGroup(TenantModel):
    """People, a facilitator and a cupo for one course in one cycle (aula; never the room).

    Its capacity is `cupo` + `extra_places`; the database keeps `extra_places` equal to the sum of SeatGrant rows,
    and refuses a seat beyond the capacity (FOR-1).
    """

    cycle = TenantForeignKey(Cycle, on_delete=models.PROTECT, related_name="class_groups")
    course = TenantForeignKey(Course, on_delete=models.PROTECT, related_name="class_groups")
    code = models.TextField(help_text="On paper about the class")
    name = models.TextField()
    modality = models.CharField(max_length=12, choices=Modality.choices)
    venue = TenantForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    virtual_link = models.URLField(blank=True)
    facilitator = TenantForeignKey(
        Facilitator, on_delete=models.PROTECT, null=True, blank=True, related_name="class_groups"
    )
    cupo = models.PositiveSmallIntegerField()
    extra_places = models.PositiveSmallIntegerField(default=0)
    is_pilot = models.BooleanField(default=False, help_text="Tries a course that is not approved yet (PRG-16)")
    state = models.CharField(max_length=10, choices=ClassState.choices, default=ClassState.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(
        public="cycle course code name modality venue facilitator cupo extra_places is_pilot state",
        internal="virtual_link opened_at opened_by closed_at",
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "cycle", "name"], name="class_name_once_a_cycle"),
            models.UniqueConstraint(fields=["municipality", "code"], name="class_code_once"),
            models.CheckConstraint(condition=Q(cupo__gte=1), name="class_has_a_cupo"),
            models.CheckConstraint(
                condition=Q(state=ClassState.PLANNED, opened_at__isnull=True)
                | ~Q(state=ClassState.PLANNED) & Q(opened_at__isnull=False)
                | Q(state=ClassState.CLOSED),
                name="class_open_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "facilitator"], name="class_by_facilitator")]

    def __str__(self) -> str:
        return self.name

    @property
    def capacity(self) -> int:
        """Places that may be occupied: cupo and authorised sobrecupo."""
        return self.cupo + self.extra_places


class SeatGrant(TenantModel):
    """Places above the cupo, with who authorised them and why (sobrecupo; FOR-1)."""

    class_group = TenantForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="seat_grants")
    places = models.PositiveSmallIntegerField()
    reason = models.TextField()
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()

    sensitivity = classify(internal="class_group places reason granted_by granted_at")

    class Meta:
        ordering = ["granted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="seat_grant_gives_places"),
            models.CheckConstraint(condition=~Q(reason=""), name="seat_grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"+{self.places}"


class OpeningCheck(TenantModel):
    """One item of the checklist before opening: met, or excepted in writing until a day (FOR-6, ROL-9)."""

    class_group = TenantForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="opening_checks")
    item = models.CharField(max_length=15, choices=CheckItem.choices)
    is_met = models.BooleanField()
    note = models.TextField(blank=True)
    exception_reason = models.TextField(blank=True)
    regularise_by = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField()

    sensitivity = classify(internal="class_group item is_met note exception_reason regularise_by checked_by checked_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "class_group", "item"], name="opening_check_once"),
            models.CheckConstraint(
                condition=Q(exception_reason="", regularise_by__isnull=True)
                | Q(is_met=False, regularise_by__isnull=False) & ~Q(exception_reason=""),
                name="opening_exception_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.get_item_display()


class Session(TenantModel):
    """One date and hour of an aula (sesión). No two overlap in a venue or with a facilitator: the database refuses."""

    class_group = TenantForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="sessions")
    code = models.TextField(help_text="On the signed sheet")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    ends_at = models.DateTimeField(editable=False)
    modality = models.CharField(max_length=12, choices=Modality.choices)
    venue = TenantForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    facilitator = TenantForeignKey(Facilitator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    sensitivity = classify(
        public="class_group code starts_at minutes ends_at modality venue facilitator topic cancelled_at cancel_reason"
    )

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="session_code_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="session_has_minutes"),
            *(
                ExclusionConstraint(
                    name=f"session_{resource}_once_at_a_time",
                    index_type="GIST",
                    expressions=[
                        # int8range stands in for btree_gist, an extension that not every server has
                        (Func(F(resource), F(resource) + 1, function="int8range"), RangeOperators.OVERLAPS),
                        (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                    ],
                    condition=Q(cancelled_at__isnull=True) & Q(**{f"{resource}__isnull": False}),
                )
                for resource in ("venue", "facilitator", "class_group")
            ),
        ]
        indexes = [models.Index(fields=["municipality", "starts_at"], name="session_by_start")]

    def __str__(self) -> str:
        return f"{self.class_group} {self.starts_at:%Y-%m-%d %H:%M}"
