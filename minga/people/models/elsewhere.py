"""People and other municipalities: the question whether somebody was attended there, and moving there with consent."""

from django.db import models
from django.db.models import F, Q

from minga.access.models import Account
from minga.kernel.ids import uuid7
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.territory.models import Municipality, TenantModel

from ..states import ConsentHow, ElsewhereReason, TransferState
from .persons import Person


class Untraceable(TenantModel):
    """A person of whom no other municipality is ever told anything. Only the function of the database reads it."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    sensitivity = classify(protected="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "person"], name="untraceable_once")]

    def __str__(self) -> str:
        return self.person.code


class ElsewhereQuestion(TenantModel):
    """That somebody asked whether a person was attended in another municipality, with the person there and agreeing.

    The database answers each question once, 20 a day for an account, and keeps no answer (`people_attended_elsewhere`).
    """

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=ElsewhereReason.choices)
    consent_text = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classify(personal="person", internal="reason consent_text asked_at asked_by answered_at")

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "-asked_at", "-id"], name="elsewhere_by_date"),
            models.Index(fields=["asked_by", "asked_at"], name="elsewhere_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class Transfer(models.Model):
    """A person who moves to another municipality and asks that their data go along.

    Both municipalities see the row, nobody else: its policy is in the migration. `payload` are the data, sealed, until
    it is settled; history, answers and marks stay at the origin.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    origin = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    person_public_id = models.UUIDField()
    payload = SealedTextField()
    consent_how = models.CharField(max_length=10, choices=ConsentHow.choices)
    consent_text = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=TransferState.choices, default=TransferState.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    settled_note = models.TextField(blank=True)
    new_person_public_id = models.UUIDField(null=True, blank=True)

    badge_tones = {"offered": "yellow", "accepted": "green", "declined": "red", "withdrawn": "grey", "expired": "grey"}
    sensitivity = classify(
        internal="id public_id origin destination consent_how consent_text state offered_at offered_by expires_at "
        "settled_at settled_by settled_note",
        personal="person_public_id new_person_public_id",
        sensitive="payload",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="transfer_is_to_another"),
            models.UniqueConstraint(
                fields=["origin", "person_public_id"], condition=Q(state="offered"), name="transfer_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", settled_at__isnull=True)
                | ~Q(state="offered") & Q(settled_at__isnull=False),
                name="transfer_settled_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["destination", "-offered_at", "-id"], name="transfer_by_destination"),
            models.Index(fields=["origin", "-offered_at", "-id"], name="transfer_by_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination}"
