"""Certificates: what was printed, for good, and whether it still holds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.names import short_name
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import TenantModel
from minga.training.models import Enrolment

from .states import BADGE_TONES, CertificateState


class Obligation(TenantModel):
    """Something besides attendance that a person still owes in a class (EVA-5); settled ones stay as history."""

    enrolment = TenantForeignKey(Enrolment, on_delete=models.PROTECT, related_name="obligations")
    text = models.TextField()
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(internal="enrolment text added_by added_at met_at met_by")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "enrolment", "text"],
                condition=Q(met_at__isnull=True),
                name="obligation_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Certificate(TenantModel):
    """A snapshot of what a certificate says, issued once an enrolment; the database lets only a revocation be added,
    and the name be emptied when the person is erased: then it still verifies, without identity."""

    enrolment = TenantForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    code = models.TextField()
    name = models.TextField(help_text="As printed")
    course_name = models.TextField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    topics = ArrayField(models.CharField(max_length=30))
    modality = models.CharField(max_length=12)
    municipality_name = models.TextField()
    facilitator_name = models.TextField(blank=True)
    started_on = models.DateField()
    ended_on = models.DateField()
    attended_minutes = models.PositiveIntegerField()
    offered_minutes = models.PositiveIntegerField()
    needed_percent = models.PositiveSmallIntegerField()
    visibility_text = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revoke_reason = models.TextField(blank=True)

    sensitivity = classify(
        public="course_name hours topics modality municipality_name facilitator_name started_on ended_on "
        "visibility_text issued_at revoked_at",
        personal="enrolment code name",
        internal="attended_minutes offered_minutes needed_percent issued_by revoked_by revoke_reason",
    )

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "enrolment"], name="certificate_once"),
            models.UniqueConstraint(fields=["municipality", "code"], name="certificate_code_once"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="certificate_revocation_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-issued_at", "-id"], name="certificate_by_issue"),
            models.Index(fields=["municipality", "course_name", "-issued_at", "-id"], name="certificate_by_course"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def short_name(self) -> str:
        """How the class list calls the person, for who may not read whole names; "" once the name was erased."""
        person = self.enrolment.person
        return (person.known_as or short_name(person.given_names, person.surnames)) if self.name else ""

    @property
    def state(self) -> CertificateState:
        """Whether it still holds."""
        return CertificateState.REVOKED if self.revoked_at else CertificateState.VALID

    @property
    def tone(self) -> str:
        """Colour of the badge that shows its state."""
        return BADGE_TONES[self.state]
