"""Who attends what in a city, and what may be shared with them (REM-2). The shape follows Open Referral HSDS 3."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minga.access.models import Account
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.organisations.models import Organisation
from minga.territory.models import TenantModel

from ..states import BADGE_TONES, Need, ProtectionCategory, ServiceStatus, SharedField


class Service(TenantModel):
    """A service of an organisation in a city: whom it takes, what it costs, how many it can, how to reach it.

    `protection` names what a specialised entity attends; such a service is only ever called by phone.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    name = models.TextField()
    description = models.TextField(blank=True)
    needs = ArrayField(models.CharField(max_length=20, choices=Need.choices), default=list, blank=True)
    protection = ArrayField(
        models.CharField(max_length=20, choices=ProtectionCategory.choices), default=list, blank=True
    )
    eligibility = models.TextField(blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    documents = models.TextField(blank=True, help_text="What to bring")
    application = models.TextField(blank=True, help_text="How to ask for it")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="People it can take a month")
    is_free = models.BooleanField(default=True)
    cost = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    whatsapp = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    contact = models.TextField(blank=True, help_text="Post or unit that answers; no person's own number")
    status = models.CharField(max_length=20, choices=ServiceStatus.choices, default=ServiceStatus.ACTIVE)
    is_public = models.BooleanField(default=True, help_text="On the help page of the city")
    hsds_id = models.TextField(blank=True, help_text="Id it came with")
    verified_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(
        public="organisation name description needs protection eligibility minimum_age maximum_age documents "
        "application capacity is_free cost phone whatsapp email url contact status",
        internal="is_public hsds_id verified_on closed_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "organisation", "name"], name="service_name_once"),
            models.UniqueConstraint(
                fields=["municipality", "hsds_id"], condition=~Q(hsds_id=""), name="service_hsds_id"
            ),
            models.CheckConstraint(condition=Q(status__in=ServiceStatus.values), name="service_status_is_known"),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status=ServiceStatus.CLOSED, closed_at__isnull=False)
                | ~Q(status=ServiceStatus.CLOSED) & Q(closed_at__isnull=True),
                name="service_closed_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "name", "id"], name="service_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_specialised(self) -> bool:
        """Whether it attends protection: it gets no link, e-mail or chat, ever."""
        return bool(self.protection)


class ServicePlace(TenantModel):
    """Where and when a service attends: a location with its phone and hours (HSDS location, address, schedule)."""

    service = TenantForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    name = models.TextField(blank=True)
    address = models.TextField()
    phone = models.TextField(blank=True)
    days = ArrayField(models.CharField(max_length=2), default=list, blank=True, help_text="MO, TU… as in RFC 5545")
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    sensitivity = classify(public="service name address phone days opens_at closes_at note")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="service_place_hours_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.address


class Agreement(TenantModel):
    """What may be shared with an organisation, for what, between which days (convenio). Without one, nothing is."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    document = models.TextField(help_text="Number of the signed document")
    purpose = models.TextField()
    fields = ArrayField(models.CharField(max_length=20, choices=SharedField.choices), default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended before its day")

    sensitivity = classify(
        internal="organisation document purpose fields starts_on ends_on recorded_by ended_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "organisation", "document"], name="agreement_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_days_in_order"),
        ]
        indexes = [models.Index(fields=["municipality", "organisation", "ends_on"], name="agreement_by_organisation")]

    def __str__(self) -> str:
        return self.document
