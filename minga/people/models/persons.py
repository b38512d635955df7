"""A person of one municipality, with documents, household and consents."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import BlindIndexField, SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.organisations.models import Organisation
from minga.territory.models import Sector, TenantModel

from ..states import ConsentHow, ConsentPurpose, Origin, PopulationGroup, Sex, WithdrawnHow


class Household(TenantModel):
    """People who live together; linked, never merged."""

    code = models.TextField()

    sensitivity = classify(internal="code")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="household_code_once")]

    def __str__(self) -> str:
        return self.code


class Person(TenantModel):
    """A person as known to one municipality (ficha). Names as the person has them; none is forced to have two.

    `name_key` sorts and finds without accents; `name_tokens` is the same words sorted, to find them in any order.
    `arrived_country_on` counts for priority, `resides_zone_since` for eligibility: they are never mixed (SCR-12).
    """

    code = models.TextField(help_text="On the comprobante")
    given_names = models.TextField()
    surnames = models.TextField(blank=True)
    known_as = models.TextField(blank=True)
    name_key = models.TextField(editable=False)
    name_tokens = models.TextField(editable=False)
    sex = models.CharField(max_length=12, choices=Sex.choices, default=Sex.UNDISCLOSED)
    gender_identity = SealedTextField()
    birth_date = models.DateField(null=True, blank=True)
    is_birth_date_estimated = models.BooleanField(default=False)
    nationality = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1; empty when not said")
    population_group = models.CharField(max_length=24, choices=PopulationGroup.choices)
    migratory_condition = SealedTextField()
    arrived_country_on = models.DateField(null=True, blank=True)
    resides_zone_since = models.DateField(null=True, blank=True)
    sector = TenantForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    address = SealedTextField()
    household = TenantForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="members", db_index=False
    )
    children_in_care = models.PositiveSmallIntegerField(null=True, blank=True)
    access_needs = models.TextField(blank=True, help_text="What the room or the facilitator must provide")
    safe_contact_note = SealedTextField()
    origin = models.CharField(max_length=10, choices=Origin.choices)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    sensitivity = classify(
        internal="code sector household origin registered_at registered_by",
        personal="given_names surnames known_as name_key name_tokens sex birth_date is_birth_date_estimated "
        "nationality population_group arrived_country_on resides_zone_since children_in_care",
        sensitive="gender_identity migratory_condition address access_needs safe_contact_note",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="person_code_once"),
            models.CheckConstraint(condition=~Q(given_names=""), name="person_has_a_name"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "name_key", "id"], name="person_by_name", include=["population_group", "code"]
            ),
            models.Index(fields=["municipality", "-registered_at", "-id"], name="person_by_registration"),
            models.Index(
                fields=["municipality", "household"], name="person_by_household", condition=Q(household__isnull=False)
            ),
            models.Index(fields=["municipality", "sector"], name="person_by_sector", condition=Q(sector__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.surnames}".strip()


class Document(TenantModel):
    """An identity document, valid or expired, of any country; "sin documento" is a person without rows here."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="documents", db_index=False)
    kind = models.CharField(max_length=30)
    number = SealedTextField()
    number_index = BlindIndexField()
    country = models.CharField(max_length=2, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True)

    sensitivity = classify(
        personal="person kind country issued_on expires_on",
        sensitive="number number_index",
        internal="warnings",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "kind", "number_index"], name="document_once_a_person"
            )
        ]
        indexes = [models.Index(fields=["municipality", "number_index"], name="document_by_number")]

    def __str__(self) -> str:
        return self.kind


class Consent(TenantModel):
    """A permission for an optional purpose: text read, how it was given and taken back (SEC-3).

    Sharing is given for one `partner` each; messages for one `channel`, or for all when it is empty. `representative`
    says who gave it for somebody under the age of own consent; `evidence_file` is the scanned sheet, if any.
    """

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose.choices)
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.SlugField(blank=True)
    text_version = models.TextField()
    language = models.CharField(max_length=5, default="es")
    how = models.CharField(max_length=10, choices=ConsentHow.choices)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    witness = SealedTextField()
    representative = SealedTextField()
    evidence_file = models.UUIDField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_how = models.CharField(max_length=10, choices=WithdrawnHow.choices, blank=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(
        personal="person purpose partner channel given_at withdrawn_at withdrawn_how evidence_file",
        internal="text_version language how recorded_by withdrawn_by",
        sensitive="witness representative",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "purpose", "partner", "channel"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_open_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
