"""Referrals, their moves, groups of them, and the links by which partners answer (REM-1, REM-3, REM-8)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import BlindIndexField, SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.people.models import Consent, Person
from minga.programmes.models import Project
from minga.screening.models import Assessment
from minga.territory.models import TenantModel

from ..states import (
    BADGE_TONES,
    CloseReason,
    LinkChannel,
    MoveSource,
    Need,
    ReferralState,
    ReturnReason,
    SharedField,
    Urgency,
    Way,
)
from .directory import Agreement, Service


class PartnerLink(TenantModel):
    """A link by which a partner answers: its secret is an AccessToken, its second code only a blind index.

    Whoever presses «Abrir» first has it, on that device alone, until it expires (72 hours after sending).
    """

    service = TenantForeignKey(Service, on_delete=models.PROTECT, related_name="links")
    channel = models.CharField(max_length=10, choices=LinkChannel.choices)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    code_index = BlindIndexField()
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classify(
        internal="service channel sent_at sent_by expires_at wrong_codes opened_at revealed_at revoked_at",
        sensitive="code_index",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True) | Q(opened_at__isnull=False), name="link_revealed_after_opened"
            )
        ]

    def __str__(self) -> str:
        return self.get_channel_display()


class ReferralGroup(TenantModel):
    """People referred together to a partner that goes on with them when a project ends (REM-8)."""

    code = models.TextField()
    name = models.TextField()
    service = TenantForeignKey(Service, on_delete=models.PROTECT, related_name="groups")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(internal="code name service project made_at made_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="referral_group_code_once")]

    def __str__(self) -> str:
        return self.name


class Referral(TenantModel):
    """Somebody put in touch with a service (remisión): need, urgency, what is shared, under which agreement.

    There is none without consent: the person's to sharing with this partner (`people.Consent`) is part of the row.
    """

    code = models.TextField()
    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="referrals")
    assessment = TenantForeignKey(Assessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    service = TenantForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    group = TenantForeignKey(ReferralGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    need = models.CharField(max_length=20, choices=Need.choices)
    need_text = SealedTextField()
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    way = models.CharField(max_length=5, choices=Way.choices)
    fields = ArrayField(models.CharField(max_length=20, choices=SharedField.choices), default=list, blank=True)
    agreement = TenantForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consent = TenantForeignKey(Consent, on_delete=models.RESTRICT, related_name="referrals")
    link = TenantForeignKey(PartnerLink, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.SENT)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(help_text="When an answer is expected")
    answered_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=12, choices=ReturnReason.choices, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    badge_tones = BADGE_TONES
    sensitivity = classify(
        internal="code assessment service group way fields agreement consent link "
        "sent_at sent_by due_at answered_at closed_at",
        personal="person state return_reason close_reason",
        sensitive="need need_text urgency",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="referral_code_once"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_is_known"),
            models.CheckConstraint(
                condition=Q(fields=[]) | Q(agreement__isnull=False), name="referral_shares_under_an_agreement"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.RETURNED) | ~Q(return_reason=""), name="referral_returned_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=ReferralState.CLOSED, closed_at__isnull=False) & ~Q(close_reason="")
                | ~Q(state=ReferralState.CLOSED) & Q(closed_at__isnull=True, close_reason=""),
                name="referral_closed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ReferralState.SENT, ReferralState.CLOSED)) | Q(answered_at__isnull=False),
                name="referral_answer_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_at", "id"], name="referral_waiting", condition=Q(state="sent")),
            models.Index(fields=["municipality", "state", "-sent_at", "-id"], name="referral_by_state"),
            models.Index(fields=["municipality", "-sent_at", "-id"], name="referral_by_date"),
            models.Index(fields=["municipality", "person", "-id"], name="referral_by_person"),
        ]

    def __str__(self) -> str:
        return self.code


class ReferralMove(TenantModel):
    """One step of a referral: which state it reached, when, who said so, with what note."""

    referral = TenantForeignKey(Referral, on_delete=models.CASCADE, related_name="moves")
    state = models.CharField(max_length=12, choices=ReferralState.choices)
    at = models.DateTimeField()
    source = models.CharField(max_length=5, choices=MoveSource.choices)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, blank=True)
    note = SealedTextField()

    sensitivity = classify(internal="referral at source by", personal="state reason", sensitive="note")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["municipality", "referral", "at"], name="referral_move_by_referral")]

    def __str__(self) -> str:
        return self.get_state_display()
