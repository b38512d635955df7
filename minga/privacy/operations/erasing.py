"""Erasing a person: what goes, what the law keeps, the ledger, and doing it again after a restore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from minga.access.models import AccessToken
from minga.attendance.queries import started_ids
from minga.audit import operations as audit
from minga.audit.models import Look
from minga.certification.models import Certificate
from minga.certification.states import TOKEN_PURPOSE
from minga.kernel import events, files
from minga.kernel.actor import Actor, system_actor
from minga.kernel.codes import new_code
from minga.kernel.ids import uuid7
from minga.kernel.refusals import refuse_if
from minga.people.events import PersonErasing
from minga.people.models import Household, ImportRow, Person
from minga.people.operations import close_participation, discard_import
from minga.people.states import ParticipationEnd
from minga.referrals.operations import close_referral
from minga.referrals.states import CloseReason, ReferralState
from minga.screening.models import Assessment
from minga.screening.states import AssessmentState
from minga.training.operations import leave_class, release_place
from minga.training.states import LeaveReason, ReleaseReason

from .. import ledger_file
from ..holdings import ERASED, HOLDINGS, Holding, holding_of
from ..models import ErasureEntry, RightsRequest
from ..permissions import why_not_erase
from ..queries import keeping
from ..states import Decision
from .requests import close, refuse

CODE_LENGTH = 7


@transaction.atomic
def answer_erasure(*, request: RightsRequest, decision: str, answer: str, actor: Actor, at: datetime) -> ErasureEntry:
    """Answer a request of erasure with a yes and carry it out, in one transaction.

    Refuses `answered`, `not_identified`, and what `erase_person` refuses.
    """
    refuse_if(why_not_erase(actor))
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse("answered" if request.answered_at else None if request.identified_at else "not_identified")
    refuse("not_for_this_kind" if decision not in (Decision.GRANTED, Decision.PARTLY) else None)
    person = Person.objects.get(pk=request.person_id or 0)
    close(request, decision, answer, actor, at)
    return erase_person(person=person, reason="request", request_code=request.code, actor=actor, at=at)


@transaction.atomic
def erase_person(
    *, person: Person, reason: str, actor: Actor, at: datetime, request_code: str = "", is_again: bool = False
) -> ErasureEntry:
    """Remove or empty every row about a person (`holdings`), note it in the ledger and, once committed, in its file.

    What stays: a nameless row with sex, population and year of birth, and what hangs on it for the figures; the audit;
    certificates that verify without identity. Refuses `erased`, `has_place` and `sheet_waiting`, which somebody has to
    settle first; with `is_again` (after a restore) they are settled here. Publishes PersonErasing before it begins.
    """
    refuse_if(why_not_erase(actor))
    person = Person.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=person.pk)
    refuse("erased" if keeping.is_erased(person) else None)
    if is_again:
        _settle(person, at)
    _refuse_pending(person)
    events.publish(PersonErasing(person.pk, person.municipality_id, at))
    _end_what_is_open(person, at)
    entry = _entry(person, reason, request_code, actor, at)
    audit.record(actor=actor, action="privacy.erase_person", obj=person, purpose=reason, at=at)
    entry.removed = _erase(person)
    entry.reapplied_at = at if is_again else None
    entry.save()
    transaction.on_commit(lambda: ledger_file.append(line_of(entry=entry, slug=person.municipality.slug)))
    return entry


def line_of(*, entry: ErasureEntry, slug: str) -> ledger_file.Line:
    """The line of the file for an entry."""
    return ledger_file.Line(
        municipality=slug,
        person_hash=entry.person_hash,
        documents=tuple(entry.documents),
        reason=entry.reason,
        request_code=entry.request_code,
        erased_at=entry.erased_at.isoformat(),
    )


@transaction.atomic
def reapply_erasures(*, lines: Iterable[ledger_file.Line], actor: Actor, at: datetime) -> int:
    """Erase again, in the municipality in scope, whoever the ledger or its file says was erased; returns how many.

    For after a restore: `lines` are those of this municipality. Running it again finds nobody.
    """
    refuse_if(why_not_erase(actor))
    known = {entry.person_hash: (entry.reason, entry.request_code) for entry in ErasureEntry.objects.all()}
    known |= {line.person_hash: (line.reason, line.request_code) for line in lines}
    done = 0
    for person in keeping.people_to_forget(known):
        reason, code = known[keeping.hash_of(person.public_id)]
        erase_person(person=person, reason=reason, request_code=code, actor=actor, at=at, is_again=True)
        done += 1
    return done


def _refuse_pending(person: Person) -> None:
    refuse("has_place" if keeping.held_places(person).exists() else None)
    names = list(keeping.waiting_sheets(person).values_list("file_name", flat=True))
    refuse("sheet_waiting" if names else None, names=", ".join(names))


def _end_what_is_open(person: Person, at: datetime) -> None:
    system = system_actor(person.municipality_id)
    for referral in person.referrals.exclude(state=ReferralState.CLOSED):
        close_referral(referral=referral, reason=CloseReason.DOES_NOT_WANT, actor=system, at=at)
    for participation in person.participations.filter(closed_at__isnull=True):
        close_participation(participation=participation, end=ParticipationEnd.WITHDREW, actor=system, at=at)


def _settle(person: Person, at: datetime) -> None:
    """Free the places and drop the sheets that a restored copy brought back."""
    actor = system_actor(person.municipality_id)
    places = list(keeping.held_places(person))
    started = started_ids([each.pk for each in places])
    for place in places:
        if place.pk in started:
            leave_class(enrolment=place, reason=LeaveReason.OTHER, has_started=True, actor=actor, at=at)
        else:
            release_place(enrolment=place, reason=ReleaseReason.DECLINED, actor=actor, at=at)
    for batch in keeping.waiting_sheets(person):
        discard_import(batch=batch, actor=actor, at=at)


def _entry(person: Person, reason: str, request_code: str, actor: Actor, at: datetime) -> ErasureEntry:
    kept = [
        {"what": str(holding.title), "why": str(holding.kept_for)}
        for holding in HOLDINGS
        if not holding.is_removed and _rows(holding, person).exists()
    ]
    entry, _new = ErasureEntry.objects.get_or_create(
        municipality_id=person.municipality_id,
        person_hash=keeping.hash_of(person.public_id),
        defaults={
            "documents": keeping.document_indexes(person),
            "reason": reason,
            "request_code": request_code,
            "erased_at": at,
            "erased_by_id": actor.account_id,
            "kept": kept,
        },
    )
    return entry


def _erase(person: Person) -> dict[str, int]:
    _forget_links(person)
    _drop_files(person)
    _empty_sheet_rows(person)
    Look.objects.filter(person_public_id=person.public_id).update(note="")
    Assessment.objects.filter(person=person, state=AssessmentState.ADVISED).update(is_current=False)
    revoked = Certificate.objects.filter(enrolment__person=person, revoked_at__isnull=False)
    revoked.update(name="", revoke_reason=ERASED)
    household_id, born = person.household_id, person.birth_date
    removed = {holding.label: _let_go(holding, person) for holding in HOLDINGS}
    if born:
        Person.objects.filter(pk=person.pk).update(birth_date=date(born.year, 1, 1), is_birth_date_estimated=True)
    if household_id:
        Household.objects.filter(pk=household_id, members__isnull=True).delete()
    return {label: number for label, number in removed.items() if number}


def _rows(holding: Holding, person: Person) -> QuerySet[Any]:
    """The rows of a table that are about a person."""
    rows = holding.model._base_manager
    return rows.filter(**{holding.path: person}) if holding.path else rows.filter(pk=person.pk)


def _let_go(holding: Holding, person: Person) -> int:
    rows = _rows(holding, person)
    if holding.empty is None:
        return rows.delete()[1].get(holding.label, 0)
    ids = list(rows.values_list("pk", flat=True))
    kept = holding.model._base_manager.filter(pk__in=ids)
    if holding.empty:
        kept.update(**holding.empty)
    if holding.renew:
        for pk in ids:
            code = new_code(person.municipality.code, CODE_LENGTH)
            holding.model._base_manager.filter(pk=pk).update(public_id=uuid7(), code=code)
    return len(ids)


def _forget_links(person: Person) -> None:
    """Every secret of a link to something of the person, but that of a certificate, which verifies on."""
    for holding in HOLDINGS:
        ids = _rows(holding, person).values_list("public_id", flat=True)
        AccessToken.objects.filter(object_public_id__in=list(ids)).exclude(purpose=TOKEN_PURPOSE).delete()


def _drop_files(person: Person) -> None:
    """Scanned sheets of consents, once the transaction holds."""
    for file_id in person.consents.exclude(evidence_file=None).values_list("evidence_file", flat=True):
        transaction.on_commit(lambda file_id=file_id: files.delete(file_id))  # type: ignore[misc]


def _empty_sheet_rows(person: Person) -> None:
    """Rows of sheets that hold one of the person's documents, whoever they were taken for."""
    indexes = [bytes.fromhex(text) for text in keeping.document_indexes(person)]
    holding = holding_of(ImportRow)
    if holding is not None and holding.empty is not None:
        rows = ImportRow.objects.filter(Q(document_index__in=indexes) | Q(new_id=person.pk))
        rows.update(**holding.empty)
