"""Writing protected cases (REM-4, REM-9). Every word goes in sealed; the audit keeps codes, never words."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from minga.access.models import Account
from minga.audit import operations as audit
from minga.kernel import codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.people.operations.elsewhere import write_untraceable
from minga.territory.models import Municipality

from ..models import Case, CaseNote, CaseTask, ProtectionAlert, Service
from ..permissions import why_not_work_case
from ..queries.cases import case_view, opened, subject_index, task_view
from ..rules import protection as rules
from ..states import CaseState, Decision, NoteKind, TaskKind
from ..wording import CASE_WORDS
from .alerts import take_alert


@transaction.atomic
def open_case(
    *,
    municipality: Municipality,
    category: str,
    name: str,
    person: Person | None,
    contact: str,
    summary: str,
    decision: str = Decision.NOT_ASKED,
    alert: ProtectionAlert | None = None,
    actor: Actor,
    at: datetime,
) -> Case:
    """Open a case; of an alert, when there is one. Refuses without `cases.change`.

    Suspected harm to a child opens at once the task of telling the entity, due 24 hours after the team knew (when the
    alert was raised, else now), and the one of telling the person when it is safe: no consent is asked (legal duty).
    From then on no other municipality is told of the person (`people.write_untraceable`).
    """
    refuse_if(why_not_work_case(actor))
    known_at = alert.raised_at if alert else at
    content = {
        "person": str(person.public_id) if person else "",
        "name": name,
        "category": category,
        "decision": decision,
        "summary": summary,
        "contact": contact,
        "known_at": known_at.isoformat(),
    }
    case = Case.objects.create(
        municipality=municipality,
        code=codes.new_code(municipality.code),
        subject_index=subject_index(person) if person else None,
        content=json.dumps(content),
        opened_at=at,
        opened_by_id=actor.account_id,
        worker_id=actor.account_id,
    )
    if person is not None:
        write_untraceable([(municipality.pk, person.pk)])
    if rules.must_report(category):
        _task(case, TaskKind.REPORT, "", rules.report_due(known_at), actor, at)
        _task(case, TaskKind.TELL, "", None, actor, at)
    if alert is not None:
        take_alert(alert=alert, case=case, outcome="", actor=actor, at=at)
    audit.record(actor=actor, action="cases.open_case", obj=case, at=at)
    return case


def _task(case: Case, kind: str, text: str, due_at: datetime | None, actor: Actor, at: datetime) -> CaseTask:
    content = {"kind": kind, "text": text, "due_at": due_at.isoformat() if due_at else ""}
    return CaseTask.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        content=json.dumps(content),
        made_at=at,
        made_by_id=actor.account_id,
    )


def _open_case(case: Case) -> Case:
    """The case under a lock, so that two notes never undo each other. Refuses `case_closed`."""
    locked = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    if locked.state != CaseState.OPEN:
        raise Refused(Refusal("case_closed", CASE_WORDS["case_closed"]))
    return locked


def _change(case: Case, **values: Any) -> None:
    case.content = json.dumps(opened(case.content) | values)
    case.save(update_fields=["content"])


@transaction.atomic
def note_read(*, case: Case, purpose: str, actor: Actor, at: datetime) -> None:
    """Write down that somebody opened a case, and for which of the stated purposes (a code)."""
    audit.record(actor=actor, action="cases.read_case", obj=case, purpose=purpose, at=at)


@transaction.atomic
def write_note(
    *,
    case: Case,
    kind: str,
    text: str,
    actor: Actor,
    at: datetime,
    corrects: CaseNote | None = None,
    decision: str = "",
    service: Service | None = None,
    is_reached: bool = False,
) -> CaseNote:
    """Add a note; none is ever changed. What it does besides, by kind:

    `decision` keeps what the adult decided; `call` (only to a specialised entity of the directory, only after
    `rules.why_not_call`) ends the task of telling the entity when it was reached; `told` ends the task of telling the
    person; `danger` (the 911) is never refused. Refuses without `cases.change`; `case_closed`, `not_specialised`,
    `adult_decides`.
    """
    refuse_if(why_not_work_case(actor))
    case = _open_case(case)
    content = opened(case.content)
    if kind == NoteKind.CALL:
        refuse_if(rules.why_not_call(category=content["category"], decision=content["decision"]))
        if service is None or not service.is_specialised:
            raise Refused(Refusal("not_specialised", CASE_WORDS["not_specialised"]))
    if kind == NoteKind.DECISION and decision:
        _change(case, decision=decision)
    told = {NoteKind.CALL: TaskKind.REPORT, NoteKind.TOLD: TaskKind.TELL}.get(NoteKind(kind))
    if told and (kind != NoteKind.CALL or is_reached):
        _finish_all(case, told, actor, at)
    words = f"{service.organisation} · {service}" if service else ""
    note = CaseNote.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        content=json.dumps({"kind": kind, "text": text, "service": words, "reached": is_reached}),
        at=at,
        by_id=actor.account_id,
        corrects=corrects,
    )
    audit.record(actor=actor, action="cases.write_note", obj=case, fields=("notes",), at=at)
    return note


def _finish_all(case: Case, kind: str, actor: Actor, at: datetime) -> None:
    for task in case.tasks.filter(done_at__isnull=True):
        if task_view(task).code == kind:
            task.done_at, task.done_by_id = at, actor.account_id
            task.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def add_task(*, case: Case, kind: str, text: str, due_at: datetime | None, actor: Actor, at: datetime) -> CaseTask:
    """Add a goal or an action to the plan (REM-4). Refuses without `cases.change`; `case_closed`."""
    refuse_if(why_not_work_case(actor))
    case = _open_case(case)
    task = _task(case, kind, text, due_at, actor, at)
    audit.record(actor=actor, action="cases.add_task", obj=case, fields=("tasks",), at=at)
    return task


@transaction.atomic
def finish_task(*, task: CaseTask, outcome: str, actor: Actor, at: datetime) -> CaseTask:
    """Note how a task ended; the outcome is sealed. Refuses without `cases.change`; `case_closed`, `already_done`."""
    refuse_if(why_not_work_case(actor))
    _open_case(task.case)
    task = CaseTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None:
        raise Refused(Refusal("already_done", CASE_WORDS["already_done"]))
    task.done_at, task.done_by_id, task.outcome = at, actor.account_id, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    audit.record(actor=actor, action="cases.finish_task", obj=task.case, fields=("tasks",), at=at)
    return task


@transaction.atomic
def close_case(*, case: Case, closing: str, actor: Actor, at: datetime) -> Case:
    """Close a case with its words, sealed. Refuses without `cases.change`; `case_closed`, `not_reported`,
    `open_tasks`."""
    refuse_if(why_not_work_case(actor))
    case = _open_case(case)
    view = case_view(case, actor)
    refuse_if(
        rules.why_not_close(
            open_tasks=len(view.open_tasks), is_reported=view.is_reported, category=view.head.category_code
        )
    )
    case.state, case.closed_at, case.closing = CaseState.CLOSED, at, closing
    case.save(update_fields=["state", "closed_at", "closing"])
    audit.record(actor=actor, action="cases.close_case", obj=case, fields=("state",), at=at)
    return case


@transaction.atomic
def reopen_case(*, case: Case, actor: Actor, at: datetime) -> Case:
    """Open a closed case again; what closed it stays readable; again changes nothing. Refuses without
    `cases.change`."""
    refuse_if(why_not_work_case(actor))
    if Case.objects.filter(pk=case.pk, state=CaseState.CLOSED).update(state=CaseState.OPEN, closed_at=None):
        audit.record(actor=actor, action="cases.reopen_case", obj=case, fields=("state",), at=at)
    case.refresh_from_db(fields=["state", "closed_at"])
    return case


@transaction.atomic
def hand_over_case(*, case: Case, worker: Account, actor: Actor, at: datetime) -> Case:
    """Give a case to another person of the case role (the deputy). Refuses without `cases.change`; `case_closed`."""
    refuse_if(why_not_work_case(actor))
    case = _open_case(case)
    case.worker = worker
    case.save(update_fields=["worker"])
    audit.record(actor=actor, action="cases.hand_over_case", obj=case, fields=("worker",), at=at)
    return case
