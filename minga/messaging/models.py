"""Texts of a city and the outbox."""

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.organisations.models import Organisation
from minga.people.models import ContactPoint, Person
from minga.territory.models import TenantModel

from .states import BADGE_TONES, Form, MessageState, Purpose


class MessageTemplate(TenantModel):
    """A city's own text for a purpose, form and language; where there is none, `rules.texts` holds (CON-3)."""

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    form = models.CharField(max_length=10, choices=Form.choices)
    language = models.CharField(max_length=5)
    subject = models.TextField(blank=True)
    body = models.TextField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    sensitivity = classify(internal="purpose form language subject body changed_by changed_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "purpose", "form", "language"], name="message_template_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.get_form_display()} · {self.language}"


class Message(TenantModel):
    """One message to one person or organisation, written in the transaction of what it tells about; at most one a
    dedupe key."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    contact_point = TenantForeignKey(ContactPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.SlugField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    about = models.UUIDField(help_text="Public id of what it tells about")
    dedupe_key = models.TextField()
    address = SealedTextField()
    subject = SealedTextField()
    body = SealedTextField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    detail = models.TextField(blank=True, help_text="What the server said, without personal data")

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="organisation channel purpose about dedupe_key state queued_at send_after attempts taken_at "
        "settled_at detail",
        personal="person contact_point",
        sensitive="address subject body",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "dedupe_key"], name="message_once"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_is_known"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False, contact_point__isnull=True),
                name="message_to_a_person_or_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(taken_at__isnull=False), name="message_sending_since"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "send_after", "id"], name="message_due", condition=Q(state="queued")),
            models.Index(fields=["municipality", "state", "-id"], name="message_by_state"),
            models.Index(fields=["municipality", "about"], name="message_by_subject"),
            models.Index(fields=["municipality", "person", "-id"], name="message_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.get_state_display()}"
