"""Who may: the table applied to an actor, and who may give which role."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.permission import may, why_not
from minga.kernel.refusals import FORBIDDEN, Refusal

from .models import Account, RoleAssignment, Undertaking
from .rules import CASE_WORKER, CASE_WORKERS_NEEDED, PROGRAMME_ADMIN

__all__ = [
    "may",
    "why_not",
    "why_not_assign",
    "why_not_close",
    "why_not_hand_over",
    "why_not_leave_cases",
    "why_not_manage",
    "why_not_record_undertaking",
    "why_not_take_over",
    "why_not_unlock",
]


def why_not_assign(actor: Actor, municipality_id: int | None) -> Refusal | None:
    """Roles are given in one's own municipality; for all municipalities only by who administers all of them."""
    if refusal := why_not(actor, "accounts", "change"):
        return refusal
    if actor.is_system or (municipality_id is not None and municipality_id == actor.municipality_id):
        return None
    if municipality_id is None and _administers_all(actor):
        return None
    return Refusal(
        code="role_beyond_own_municipality",
        message=_("Usted puede dar roles solo en su municipio. Para todos los municipios, pídalo al programa."),
        kind=FORBIDDEN,
    )


def why_not_manage(actor: Actor, account: Account) -> Refusal | None:
    """A password is given and an account closed only by who administers every municipality where it has a role."""
    if refusal := why_not(actor, "accounts", "change"):
        return refusal
    if refusal := why_not_close(actor, account):
        return refusal
    if actor.is_system or _administers_all(actor):
        return None
    here = actor.municipality_id
    if here is None or account.assignments.exclude(municipality_id=here).exists():
        return Refusal(
            code="account_beyond_own_municipality",
            message=_("Esta cuenta tiene roles también en otros municipios. Pídalo a la administración del programa."),
            kind=FORBIDDEN,
        )
    return None


def why_not_unlock(actor: Actor, account: Account) -> Refusal | None:
    """A second factor is given anew, in person, by coordination or administration of every municipality where the
    account has a role; that of an administrator only by another administrator; nobody's own."""
    if refusal := why_not(actor, "accounts", "unlock"):
        return refusal
    if refusal := why_not_close(actor, account):
        return refusal
    if actor.is_system or _administers_all(actor):
        return None
    held = account.assignments.all()
    here = actor.municipality_id
    is_administrator = held.filter(role=PROGRAMME_ADMIN).exists() and PROGRAMME_ADMIN not in actor.roles
    if here is None or is_administrator or held.exclude(municipality_id=here).exists():
        return Refusal(
            code="account_beyond_own_reach",
            message=_("Esta cuenta tiene roles en otros municipios o administra el programa. Pídalo al programa."),
            kind=FORBIDDEN,
        )
    return None


def _administers_all(actor: Actor) -> bool:
    """Whether one of the actor's open roles is programme administrator of all municipalities."""
    if PROGRAMME_ADMIN not in actor.roles or actor.account_id is None:
        return False
    held = RoleAssignment.objects.filter(account_id=actor.account_id, municipality__isnull=True, role=PROGRAMME_ADMIN)
    return held.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=clock.day_in_zone(clock.now(), settings.TIME_ZONE))
    ).exists()


def why_not_close(actor: Actor, account: Account) -> Refusal | None:
    """Nobody ends their own role or closes their own account: another administrator does, so that one remains."""
    if account.pk == actor.account_id:
        return Refusal(
            code="own_account",
            message=_("No puede quitarse su propio acceso. Pídalo a otra persona que administre el programa."),
        )
    return None


def why_not_leave_cases(account: Account, municipality_id: int | None, last_day: date) -> Refusal | None:
    """Who attends cases leaves only when two others stay: whoever is in danger must always find somebody, and that one
    a deputy. None for an account that attends none after that day."""
    after = last_day + timedelta(days=1)
    here = Q(municipality_id=municipality_id) | Q(municipality__isnull=True)
    signed = Undertaking.objects.filter(account=OuterRef("account"))
    held = RoleAssignment.objects.filter(here, Exists(signed), role=CASE_WORKER, starts_on__lte=after)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=after), account__is_active=True)
    if not held.filter(account=account).exists():
        return None
    others = held.exclude(account=account).values("account").distinct().count()
    if others >= CASE_WORKERS_NEEDED:
        return None
    return Refusal(
        code="case_role_needs_deputy",
        message=_(
            "Sin esta persona quedarían %(others)s en gestión de casos, y siempre deben quedar dos: una y su suplente. "
            "Dé antes el rol de gestión de casos a otra persona."
        ),
        details={"others": others},
    )


def why_not_record_undertaking(actor: Actor, account: Account) -> Refusal | None:
    """Whoever gives roles receives the signed paper; nobody their own."""
    if refusal := why_not(actor, "accounts", "change"):
        return refusal
    if account.pk == actor.account_id:
        return Refusal(
            code="own_undertaking",
            message=_("Su propio compromiso lo recibe y anota otra persona que administre el programa."),
        )
    return None


def why_not_take_over(actor: Actor, assignment: RoleAssignment) -> Refusal | None:
    """A deputy takes over for themself; whoever gives roles there, for others."""
    if assignment.account_id == actor.account_id and assignment.role in actor.roles:
        return None
    return why_not_assign(actor, assignment.municipality_id)


def why_not_hand_over(actor: Actor, giver: Account, receiver: Account) -> Refusal | None:
    """Administration gives the work of one official to another; nobody their own, and to nobody whose account is
    closed."""
    if refusal := why_not(actor, "handovers", "make"):
        return refusal
    if refusal := why_not_close(actor, giver):
        return refusal
    if giver.pk == receiver.pk:
        return Refusal(code="same_account", message=_("Elija a otra persona para recibir el trabajo."))
    if not receiver.is_active:
        return Refusal(code="receiver_closed", message=_("La cuenta de quien recibe está cerrada: ábrala antes."))
    return None
