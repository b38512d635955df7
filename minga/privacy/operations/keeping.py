"""Letting go of what was kept long enough, part by part; notices to inactive people; approved impact assessments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from minga.access.models import AccessToken, FormReceipt
from minga.audit import operations as audit
from minga.kernel import clock
from minga.kernel.actor import Actor, system_actor
from minga.kernel.refusals import Refused, refuse_if
from minga.messaging.models import Message
from minga.people.models import ChangeSet, ImportBatch, ImportRow, Person
from minga.people.operations import discard_import
from minga.screening.models import Submission
from minga.screening.operations import forget_wishes
from minga.territory.models import Municipality

from ..models import ImpactAssessment, InactivityNotice
from ..permissions import why_not_manage
from ..queries import retention
from ..queries.settings import days_of
from .erasing import erase_person

AT_ONCE = 1_000
FEWER_AT_ONCE = {"inactive": 20, "sheets": 20}  # each of these is many rows


@transaction.atomic
def let_go(*, code: str, municipality: Municipality, actor: Actor, at: datetime) -> int:
    """Let go of the next 1,000 rows (20 people or sheets) of a class that were kept long enough; how many.

    0: nothing is left to do. Each call commits by itself, so that a run that is killed goes on where it stopped.
    Audited with its count, unless there was nothing.
    """
    refuse_if(why_not_manage(actor))
    ids = list(retention.due(code, municipality, at).values_list("pk", flat=True)[: FEWER_AT_ONCE.get(code, AT_ONCE)])
    if not ids:
        return 0
    count = _LET_GO[code](ids, at)
    if count:
        audit.record(actor=actor, action=f"privacy.let_go_{code}", obj=municipality, result=str(count), at=at)
    return count


@transaction.atomic
def note_inactivity(*, people: Iterable[Person], how: str, actor: Actor, at: datetime) -> int:
    """Note that these people were told that their data will be erased (setting `inactive_notice_days`); how many.

    Whoever was told already is left as they are.
    """
    refuse_if(why_not_manage(actor))
    count = 0
    for person in people:
        on = clock.day_in_zone(at, person.municipality.time_zone)
        days = days_of("inactive_notice_days", municipality=person.municipality, on=on)
        _notice, is_new = InactivityNotice.objects.get_or_create(
            municipality_id=person.municipality_id,
            person=person,
            kept_at=None,
            defaults={
                "noticed_at": at,
                "noticed_by_id": actor.account_id,
                "how": how,
                "erase_after": on + timedelta(days=days),
            },
        )
        if is_new:
            audit.record(actor=actor, action="privacy.note_inactivity", obj=person, at=at)
            count += 1
    return count


@transaction.atomic
def keep_person(*, notice: InactivityNotice, actor: Actor, at: datetime) -> InactivityNotice:
    """The person wants to stay: the clock of inactivity begins again. Again changes nothing."""
    refuse_if(why_not_manage(actor))
    if InactivityNotice.objects.filter(pk=notice.pk, kept_at__isnull=True).update(
        kept_at=at, kept_by_id=actor.account_id
    ):
        audit.record(actor=actor, action="privacy.keep_person", obj=notice.person, at=at)
    notice.refresh_from_db()
    return notice


@transaction.atomic
def record_impact_assessment(
    *,
    municipality: Municipality,
    approved_on: date,
    review_on: date,
    approved_by: str,
    document: str,
    actor: Actor,
    at: datetime,
) -> ImpactAssessment:
    """Note that an impact assessment was approved; `check --deploy` asks for one that is not due for review."""
    refuse_if(why_not_manage(actor))
    made = ImpactAssessment.objects.create(
        municipality=municipality,
        approved_on=approved_on,
        review_on=review_on,
        approved_by=approved_by,
        document=document,
        recorded_by_id=actor.account_id,
        recorded_at=at,
    )
    audit.record(actor=actor, action="privacy.record_impact_assessment", obj=made, fields=("approved_on",), at=at)
    return made


def _empty_messages(ids: list[int], at: datetime) -> int:
    return Message.objects.filter(pk__in=ids).update(address="", subject="", body="")


def _drop_rows(ids: list[int], at: datetime) -> int:
    rows = ImportRow.objects.filter(pk__in=ids)
    ChangeSet.objects.filter(batch__in=rows.values("batch_id")).delete()
    return int(rows._raw_delete(rows.db))


def _discard_sheets(ids: list[int], at: datetime) -> int:
    batches = list(ImportBatch.objects.filter(pk__in=ids))
    for batch in batches:
        discard_import(batch=batch, actor=system_actor(batch.municipality_id), at=at)
    return len(batches)


def _drop_drafts(ids: list[int], at: datetime) -> int:
    drafts = Submission.objects.filter(pk__in=ids)
    AccessToken.objects.filter(object_public_id__in=list(drafts.values_list("public_id", flat=True))).delete()
    forget_wishes(submissions=drafts)
    drafts.delete()
    return len(ids)


def _drop_tokens(ids: list[int], at: datetime) -> int:
    return AccessToken.objects.filter(pk__in=ids).delete()[0]


def _drop_receipts(ids: list[int], at: datetime) -> int:
    return FormReceipt.objects.filter(pk__in=ids).delete()[0]


def _erase_inactive(ids: list[int], at: datetime) -> int:
    """Who has a place or a sheet that waits is not inactive after all: the notice ends instead."""
    done = 0
    for notice in InactivityNotice.objects.filter(pk__in=ids).select_related("person"):
        system = system_actor(notice.municipality_id)
        try:
            with transaction.atomic():
                erase_person(person=notice.person, reason="inactive", actor=system, at=at)
        except Refused:
            InactivityNotice.objects.filter(pk=notice.pk).update(kept_at=at)
        else:
            done += 1
    return done


_LET_GO: dict[str, Callable[[list[int], datetime], int]] = {
    "message_bodies": _empty_messages,
    "import_rows": _drop_rows,
    "sheets": _discard_sheets,
    "drafts": _drop_drafts,
    "tokens": _drop_tokens,
    "receipts": _drop_receipts,
    "inactive": _erase_inactive,
}
