"""First psychological aid and emotional support, and who was trained (REM-5, REM-7)."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account
from minga.audit import operations as audit
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.territory.models import Municipality

from ..models import CareRecord, Case, PapTraining
from ..permissions import why_not_record_pap, why_not_train, why_not_work_case
from ..queries.cases import subject_index
from ..states import CareKind


@transaction.atomic
def record_pap(
    *, municipality: Municipality, who: str, text: str, path: str, detail: str, actor: Actor, at: datetime
) -> CareRecord:
    """Record first psychological aid that was given, and the path offered (REM-5): sealed, for the case role.

    Refuses without `alerts.raise`; `not_trained` without a training that holds today.
    """
    refuse_if(why_not_record_pap(actor, on=clock.day_in_zone(at, municipality.time_zone)))
    return _write(CareKind.PAP, municipality, None, None, (who, text, path, detail), actor, at)


@transaction.atomic
def record_support(
    *,
    municipality: Municipality,
    who: str,
    person: Person | None,
    case: Case | None,
    text: str,
    path: str,
    detail: str,
    actor: Actor,
    at: datetime,
) -> CareRecord:
    """Record a session of emotional support (REM-7): sealed. Refuses without `cases.change`."""
    refuse_if(why_not_work_case(actor))
    return _write(CareKind.SUPPORT, municipality, person, case, (who, text, path, detail), actor, at)


def _write(
    kind: str,
    municipality: Municipality,
    person: Person | None,
    case: Case | None,
    words: tuple[str, str, str, str],
    actor: Actor,
    at: datetime,
) -> CareRecord:
    content = dict(zip(("who", "text", "path", "detail"), words, strict=True))
    row = CareRecord.objects.create(
        municipality=municipality,
        kind=kind,
        subject_index=subject_index(person) if person else None,
        content=json.dumps(content),
        case=case,
        at=at,
        by_id=actor.account_id,
    )
    audit.record(actor=actor, action=f"cases.record_{kind}", obj=row, at=at)
    return row


@transaction.atomic
def record_pap_training(
    *,
    municipality: Municipality,
    account: Account,
    trained_on: date,
    valid_until: date | None,
    given_by: str,
    actor: Actor,
    at: datetime,
) -> PapTraining:
    """Note that a colleague was trained in first psychological aid. Refuses without `pap.change`; `training_there`."""
    refuse_if(why_not_train(actor))
    try:
        with transaction.atomic():
            row = PapTraining.objects.create(
                municipality=municipality,
                account=account,
                trained_on=trained_on,
                valid_until=valid_until,
                given_by=given_by,
                recorded_by_id=actor.account_id,
            )
    except IntegrityError as error:
        if "pap_training_once" not in str(error):
            raise
        raise Refused(Refusal("training_there", _("Esa formación ya está anotada."))) from None
    audit.record(actor=actor, action="referrals.record_pap_training", obj=row, fields=("trained_on",), at=at)
    return row


@transaction.atomic
def note_care_read(*, actor: Actor, at: datetime) -> None:
    """Write down that somebody read the records of care."""
    audit.record(actor=actor, action="cases.read_care", at=at)
