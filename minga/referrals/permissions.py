"""Who may see and change the directory, referrals and cases: the access table applied to rows."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import FORBIDDEN, Refusal

from .models import Agreement, CareRecord, Case, PapTraining, ProtectionAlert, Referral, Service
from .wording import CASE_WORDS


def visible_services(actor: Actor) -> QuerySet[Service]:
    """Services of the city in scope, for who may see the directory."""
    return Service.objects.all() if may(actor, "directory", "view") else Service.objects.none()


def visible_agreements(actor: Actor) -> QuerySet[Agreement]:
    """Agreements of the city in scope, for who may see the directory."""
    return Agreement.objects.all() if may(actor, "directory", "view") else Agreement.objects.none()


def visible_referrals(actor: Actor) -> QuerySet[Referral]:
    """Referrals of the city in scope, for who may see them."""
    return Referral.objects.all() if may(actor, "referrals", "view") else Referral.objects.none()


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases of the city in scope, for the case role alone."""
    return Case.objects.all() if may(actor, "cases", "view") else Case.objects.none()


def visible_alerts(actor: Actor) -> QuerySet[ProtectionAlert]:
    """Alerts of the city in scope, for the case role alone; who raised one does not see it again."""
    return ProtectionAlert.objects.all() if may(actor, "cases", "view") else ProtectionAlert.objects.none()


def visible_care(actor: Actor) -> QuerySet[CareRecord]:
    """Records of first psychological aid and of emotional support, for the case role alone."""
    return CareRecord.objects.all() if may(actor, "cases", "view") else CareRecord.objects.none()


def why_not_change_directory(actor: Actor) -> Refusal | None:
    """Adding, changing and closing services, and importing a directory."""
    return why_not(actor, "directory", "change")


def why_not_agree(actor: Actor) -> Refusal | None:
    """Recording and ending agreements with partners."""
    return why_not(actor, "directory", "agree")


def why_not_refer(actor: Actor) -> Refusal | None:
    """Sending referrals, noting what became of them, closing them."""
    return why_not(actor, "referrals", "change")


def why_not_raise(actor: Actor) -> Refusal | None:
    """Telling the case role of something."""
    return why_not(actor, "alerts", "raise")


def why_not_work_case(actor: Actor) -> Refusal | None:
    """Opening cases, writing in them, closing them: the case role alone."""
    return why_not(actor, "cases", "change")


def why_not_train(actor: Actor) -> Refusal | None:
    """Noting who was trained in first psychological aid."""
    return why_not(actor, "pap", "change")


def why_not_record_pap(actor: Actor, *, on: date) -> Refusal | None:
    """Recording first psychological aid: who may raise alerts and has a training that holds on the day (REM-5)."""
    if refusal := why_not_raise(actor):
        return refusal
    held = PapTraining.objects.filter(account_id=actor.account_id or 0, trained_on__lte=on)
    if actor.is_system or held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).exists():
        return None
    return Refusal("not_trained", CASE_WORDS["not_trained"], kind=FORBIDDEN)
