"""«Mi día»: what is next for whoever reads it, in five blocks, each only for the roles that have it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.access.permissions import may
from minga.attendance.queries import my_day_lists
from minga.audit.queries import looks
from minga.exports.queries import shown, waiting_for
from minga.kernel.actor import Actor
from minga.messaging.queries import messages_by_state
from minga.messaging.states import MessageState
from minga.outreach.queries import my_day_calls
from minga.privacy.queries.requests import challenges_to_review, day_requests
from minga.referrals.queries import alerts_waiting, day_tasks, my_day_referrals, needs_referral
from minga.screening.queries import my_day_wishes
from minga.screening.queries.assessments import pending_assessments

from .shapes import SHOWN, Block, Item
from .team import team_block


def my_day(actor: Actor, at: datetime) -> list[Block]:
    """The blocks of this actor, in the order of a day; a fixed number of queries whatever the number of people."""
    return [block(actor, at) for kind, verb, block in BLOCKS if may(actor, kind, verb)]


def _calls(actor: Actor, at: datetime) -> Block:
    count, calls = my_day_calls(actor, at, SHOWN)
    items = [
        Item(
            label=call.name,
            url_name="outreach:invitation-detail",
            url_args={"invitation": call.invitation.public_id},
            state=_("Plazo vencido") if call.is_overdue else "",
            tone="red",
            hint=ngettext("%(n)s intento", "%(n)s intentos", call.tries) % {"n": call.tries},
        )
        for call in calls
    ]
    return Block("calls", _("Llamar hoy"), _("Nadie espera una llamada hoy."), count, items, "outreach:round-list")


def _sessions(actor: Actor, at: datetime) -> Block:
    sessions: list[Any] = list(my_day_lists(actor, at))
    items = [
        Item(
            label=f"{session.class_group.course} · {session.class_group}",
            url_name="attendance:session-list",
            url_args={"public_id": session.public_id},
            state=_("Lista tomada") if session.has_list else _("Falta la lista"),
            tone="green" if session.has_list else "yellow",
            hint=str(session.venue or ""),
            at=session.starts_at,
        )
        for session in sessions
    ]
    empty = _("Hoy no hay sesiones.")
    return Block("sessions", _("Sesiones de hoy"), empty, len(items), items[:SHOWN], "training:session-calendar")


def _exports(actor: Actor, at: datetime) -> Block:
    waiting = waiting_for(actor)
    items = [
        Item(
            label=str(shown(row, actor).dataset),
            url_name="exports:export-detail",
            url_args={"public_id": row.public_id},
            hint=f"{row.requested_by} · {row.get_reason_display()}",
            at=row.requested_at,
        )
        for row in waiting[:SHOWN]
    ]
    empty = _("Ninguna exportación espera su decisión.")
    return Block("exports", _("Exportaciones por aprobar"), empty, waiting.count(), items, "exports:export-list")


def _assessments(actor: Actor, at: datetime) -> Block:
    pending = pending_assessments(actor).order_by("computed_at", "id")
    # two reads in the order of the index, instead of sorting everybody who waits by urgency
    rows = list(pending.filter(is_urgent=True)[:SHOWN])
    rows += pending.filter(is_urgent=False)[: SHOWN - len(rows)]
    items = [
        Item(
            label=str(row.person),
            url_name="screening:assessment",
            url_args={"public_id": row.public_id},
            state=_("Urgente") if row.is_urgent else "",
            tone="red",
            hint=row.get_advised_component_display(),
        )
        for row in rows
    ]
    empty = _("No hay valoraciones por confirmar.")
    return Block("assessments", _("Valoraciones pendientes"), empty, pending.count(), items, "screening:pending-list")


def _wishes(actor: Actor, at: datetime) -> Block:
    count, wishes = my_day_wishes(actor, SHOWN)
    items = [Item(label=str(wish.person), url_name="screening:wish-list", at=wish.said_at) for wish in wishes]
    empty = _("Nadie ha pedido hablar en privado.")
    return Block("wishes", _("Piden hablar en privado"), empty, count, items, "screening:wish-list")


def _to_refer(actor: Actor, at: datetime) -> Block:
    rows = needs_referral(actor)
    items = [
        Item(
            label=str(row.person),
            url_name="referrals:send-referral",
            url_args={"public_id": row.person.public_id},
            state=_("Urgente") if row.is_urgent else "",
            tone="red",
            at=row.decided_at,
        )
        for row in rows[:SHOWN]
    ]
    empty = _("Nadie espera que la remitan.")
    return Block("to_refer", _("Por remitir"), empty, rows.count(), items, "referrals:to-refer-list")


def _referrals(actor: Actor, at: datetime) -> Block:
    count, rows = my_day_referrals(actor, at, SHOWN)
    items = [
        Item(
            label=str(row.referral.person),
            url_name="referrals:referral-detail",
            url_args={"public_id": row.referral.public_id},
            state=_("Urgente") if row.referral.urgency == "now" else "",
            tone="red",
            hint=f"{row.referral.service} · "
            + ngettext("%(n)s día de atraso", "%(n)s días de atraso", row.days_late) % {"n": row.days_late},
        )
        for row in rows
    ]
    empty = _("No hay remisiones sin respuesta.")
    return Block("referrals", _("Remisiones sin respuesta"), empty, count, items, "referrals:late-list")


def _cases(actor: Actor, at: datetime) -> Block:
    """How much waits in the protected cases, without a word of any: they open behind a fresh sign-in."""
    alerts, late = len(alerts_waiting(actor)), sum(task.is_late for task in day_tasks(actor, at))
    parts = [(_("Avisos por atender"), alerts, "yellow"), (_("Tareas vencidas"), late, "red")]
    items = [
        Item(label=words, url_name="referrals:case-list", state=str(n), tone=tone) for words, n, tone in parts if n
    ]
    empty = _("Ningún aviso ni tarea vencida.")
    return Block("cases", _("Casos"), empty, alerts + late, items, "referrals:case-list")


def _looks(actor: Actor, at: datetime) -> Block:
    rows = looks(actor.municipality_id or 0, is_reviewed=False).exclude(account_id=actor.account_id or 0)
    items = [
        Item(label=row.actor_label, url_name="portal:review-look", url_args={"public_id": row.public_id}, at=row.week)
        for row in rows.order_by("week", "id")[:SHOWN]
    ]
    empty = _("No hay consultas por revisar.")
    return Block("looks", _("Consultas por revisar"), empty, rows.count(), items, "portal:look-list")


def _messages(actor: Actor, at: datetime) -> Block:
    counts = messages_by_state(actor, at)
    waiting = (MessageState.QUEUED, MessageState.FAILED, MessageState.UNKNOWN)
    items = [
        Item(
            label=str(MessageState(state).label),
            url_name="messaging:message-list",
            state=str(counts[state]),
            tone="yellow" if state == MessageState.QUEUED else "red",
        )
        for state in waiting
        if counts[state]
    ]
    total = sum(counts[state] for state in waiting)
    return Block("messages", _("Por enviar"), _("No hay mensajes por enviar."), total, items, "messaging:message-list")


def _rights(actor: Actor, at: datetime) -> Block:
    count, rows = day_requests(actor, timezone.localdate(at), SHOWN)
    items = [
        Item(
            label=f"{row.kind} · {row.who}",
            url_name="privacy:request-detail",
            url_args={"public_id": row.request.public_id},
            state=_("Plazo vencido") if row.late_by else "",
            tone="red",
            at=row.request.due_on,
        )
        for row in rows
    ]
    empty = _("Ninguna solicitud de derechos espera respuesta.")
    return Block("rights", _("Derechos por responder"), empty, count, items, "privacy:request-list")


def _challenges(actor: Actor, at: datetime) -> Block:
    rows = list(challenges_to_review(actor)[:SHOWN])
    items = [
        Item(
            label=str(row.person),
            url_name="privacy:review-assessment",
            url_args={"public_id": row.public_id},
            at=row.due_on,
        )
        for row in rows
    ]
    empty = _("Nadie pide revisar su valoración.")
    return Block("challenges", _("Valoraciones impugnadas"), empty, len(rows), items)


# who has which block, in the order of a day
BLOCKS = (
    ("outreach", "change", _calls),
    ("attendance", "view", _sessions),
    ("screening", "confirm", _assessments),
    ("screening", "confirm", _challenges),
    ("protected", "view", _wishes),
    ("exports", "approve", _exports),
    ("cases", "view", _cases),
    ("referrals", "change", _to_refer),
    ("referrals", "view", _referrals),
    ("outreach", "change", _messages),
    ("privacy", "answer", _rights),
    ("audit", "review", _looks),
    ("accounts", "view", team_block),
)
