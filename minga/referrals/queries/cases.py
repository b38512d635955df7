"""Reading protected cases: opening what is sealed, for the case role alone. Every reader here asks the table first."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from minga.access.models import Account
from minga.access.permissions import may
from minga.access.queries import active_assignments
from minga.access.rules import CASE_WORKER
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal
from minga.kernel.sealing import blind_index
from minga.people.models import Person
from minga.territory.models import Municipality

from ..models import CareRecord, Case, CaseNote, CaseTask, PapTraining, ProtectionAlert
from ..permissions import visible_alerts, visible_care, visible_cases
from ..rules import protection as rules
from ..states import CaseState, Decision, NoteKind, ProtectionCategory, TaskKind

MOST_OPEN = 500
"""Open tasks and alerts that a page unseals at most; a city's case role has tens."""


def subject_index(person: Person) -> bytes:
    """What a case keeps instead of a key to the person."""
    return blind_index("case-subject", str(person.public_id))


def opened(text: str) -> dict[str, Any]:
    """The sealed JSON of a row, read."""
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


@dataclass(frozen=True)
class CaseHead:
    """What a list of cases says of one."""

    case: Case
    name: str
    category: Any
    category_code: str
    decision: str
    summary: str
    contact: str
    person_id: str
    known_at: datetime

    @property
    def decision_words(self) -> Any:
        """What the person decided, in words."""
        return Decision(self.decision).label


def head_of(case: Case) -> CaseHead:
    """The opened head of a case."""
    content = opened(case.content)
    return CaseHead(
        case=case,
        name=content["name"],
        category=ProtectionCategory(content["category"]).label,
        category_code=content["category"],
        decision=content["decision"],
        summary=content["summary"],
        contact=content["contact"],
        person_id=content["person"],
        known_at=datetime.fromisoformat(content["known_at"]),
    )


def why_not_call(head: CaseHead) -> Refusal | None:
    """Why the entity may not be told of this case yet (`rules.protection.why_not_call`)."""
    return rules.why_not_call(category=head.category_code, decision=head.decision)


def case_workers(municipality: Municipality, on: date) -> QuerySet[Account]:
    """Who has the case role in a city on a day: whoever leads a case, and the deputies."""
    here = Q(municipality=municipality) | Q(municipality__isnull=True)
    held = active_assignments(on).filter(here, role=CASE_WORKER)
    return Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by("name", "id")


def cases_by_state(actor: Actor, state: str = CaseState.OPEN) -> QuerySet[Case]:
    """Cases of one state, for `read_page` newest first; nothing for anybody but the case role."""
    return visible_cases(actor).filter(state=state).select_related("worker")


@dataclass(frozen=True)
class NoteView:
    """A note with what it says, and what it corrects."""

    note: CaseNote
    kind: Any
    code: str
    text: str
    service: str
    is_reached: bool


@dataclass(frozen=True)
class TaskView:
    """A goal or action of the plan."""

    task: CaseTask
    kind: Any
    code: str
    text: str
    due_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Whether it is open and its time is over."""
        return self.task.done_at is None and self.due_at is not None and self.due_at <= at


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it; seven queries."""

    head: CaseHead
    notes: list[NoteView]
    tasks: list[TaskView]
    care: list[CareView]
    alerts: list[AlertView]

    @property
    def is_reported(self) -> bool:
        """Whether a specialised entity was told."""
        return any(note.code == NoteKind.CALL and note.is_reached for note in self.notes)

    @property
    def open_tasks(self) -> list[TaskView]:
        """What is still to be done."""
        return [each for each in self.tasks if each.task.done_at is None]


def case_view(case: Case, actor: Actor) -> CaseView:
    """A case with all that was written in it, unsealed. PermissionError for anybody who may not see cases."""
    if not may(actor, "cases", "view"):
        raise PermissionError("cases.view")
    return CaseView(
        head=head_of(case),
        notes=[note_view(each) for each in case.notes.select_related("by", "corrects")],
        tasks=[task_view(each) for each in case.tasks.select_related("made_by", "done_by")],
        care=care_views(actor, case=case),
        alerts=[_alert(each) for each in case.alerts.select_related("raised_by").order_by("-id")],
    )


def note_view(note: CaseNote) -> NoteView:
    """One note, opened."""
    content = opened(note.content)
    kind = NoteKind(content["kind"])
    return NoteView(note, kind.label, kind.value, content["text"], content["service"], content["reached"])


def task_view(task: CaseTask) -> TaskView:
    """One task, opened."""
    content = opened(task.content)
    kind = TaskKind(content["kind"])
    due = datetime.fromisoformat(content["due_at"]) if content["due_at"] else None
    return TaskView(task, kind.label, kind.value, content["text"], due)


@dataclass(frozen=True)
class DayTask:
    """An open task of an open case, for «Mi día» of the case role."""

    case: Case
    task: TaskView
    is_late: bool


def day_tasks(actor: Actor, at: datetime) -> list[DayTask]:
    """Open tasks of open cases, by when they are due, those without a day last; empty for anybody else. One query."""
    if not may(actor, "cases", "view"):
        return []
    rows = CaseTask.objects.filter(done_at__isnull=True, case__state=CaseState.OPEN).select_related("case")[:MOST_OPEN]
    tasks = [DayTask(row.case, view, view.is_late(at)) for row in rows for view in [task_view(row)]]
    return sorted(tasks, key=lambda each: (each.task.due_at is None, each.task.due_at or at, each.task.task.pk))


@dataclass(frozen=True)
class AlertView:
    """An alert, opened."""

    alert: ProtectionAlert
    category: Any
    code: str
    who: str
    text: str
    contact: str
    is_danger: bool
    outcome: str


def _alert(alert: ProtectionAlert) -> AlertView:
    content = opened(alert.content)
    kind = ProtectionCategory(content["category"])
    return AlertView(
        alert, kind.label, kind.value, content["who"], content["text"], content["contact"], content["danger"],
        alert.outcome,
    )  # fmt: skip


def alerts_waiting(actor: Actor) -> list[AlertView]:
    """Alerts that nobody has taken, danger first, then the oldest; empty for anybody but the case role."""
    rows = visible_alerts(actor).filter(taken_at__isnull=True).select_related("raised_by").order_by("id")[:MOST_OPEN]
    return sorted((_alert(row) for row in rows), key=lambda each: (not each.is_danger, each.alert.pk))


def alert_of(actor: Actor, public_id: uuid.UUID) -> AlertView | None:
    """One alert that nobody has taken, or None."""
    row = visible_alerts(actor).filter(public_id=public_id, taken_at__isnull=True).select_related("raised_by").first()
    return _alert(row) if row else None


@dataclass(frozen=True)
class CareView:
    """A record of first psychological aid or emotional support, opened."""

    record: CareRecord
    who: str
    text: str
    path: str
    detail: str


def care_views(actor: Actor, *, case: Case | None = None, limit: int = 50) -> list[CareView]:
    """Records of a case, or the newest of the city; empty for anybody but the case role. One query."""
    rows = visible_care(actor).select_related("by", "case")
    rows = rows.filter(case=case) if case else rows
    return [_care(row) for row in rows.order_by("-at", "-id")[:limit]]


def _care(row: CareRecord) -> CareView:
    content = opened(row.content)
    return CareView(row, content["who"], content["text"], content["path"], content["detail"])


@dataclass(frozen=True)
class PapPerson:
    """A colleague and the training in first psychological aid that holds, if there is one."""

    account: Account
    training: PapTraining | None


def pap_people(accounts: list[Account], on: date) -> list[PapPerson]:
    """Who of these colleagues may give first psychological aid on a day (REM-5); one query."""
    rows = PapTraining.objects.filter(account__in=accounts, trained_on__lte=on).order_by("trained_on")
    newest = {row.account_id: row for row in rows if row.valid_until is None or row.valid_until >= on}
    return [PapPerson(account, newest.get(account.pk)) for account in accounts]
