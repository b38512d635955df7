"""Freezing orders of call. There is no operation that changes one: a new list replaces it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from . import rules
from .models import RankedList, RankedPlace
from .permissions import why_not_freeze
from .queries import dimension_words, inputs_of, selection

BATCH = 1000


@transaction.atomic
def freeze_list(
    *,
    municipality: Municipality,
    programme: Programme,
    component: str,
    as_of: date,
    seed: str,
    includes_advised: bool,
    actor: Actor,
    at: datetime,
) -> RankedList:
    """Freeze the order of call of everybody who is assessed into a component (PRI-1, PRI-3).

    `seed` settles equal priorities and is kept, so that anybody can repeat the draw. Later changes of data make no
    difference to this list; freeze another one. Refuses without `priority.freeze`; `nobody_to_call`.
    """
    refuse_if(why_not_freeze(actor))
    chosen = selection(programme=programme, component=component, includes_advised=includes_advised, as_of=as_of)
    if not chosen.candidates:
        raise Refused(
            Refusal(
                "nobody_to_call", _("No hay personas con valoración para esta lista. Confirme valoraciones primero.")
            )
        )
    ranked_list = RankedList.objects.create(
        municipality=municipality,
        code=codes.new_code(municipality.code),
        programme=programme,
        component=component,
        as_of=as_of,
        includes_advised=includes_advised,
        seed=seed,
        rule_version=rules.RULE_VERSION,
        dimensions=dimension_words(),
        left_out=chosen.left_out,
        size=len(chosen.candidates),
        frozen_at=at,
        frozen_by_id=actor.account_id,
    )
    for batch in _batches(rules.in_order_of_call(chosen.candidates, seed)):
        RankedPlace.objects.bulk_create(_places(ranked_list, batch))
    audit.record(actor=actor, action="prioritisation.freeze_list", obj=ranked_list, fields=("places",), at=at)
    return ranked_list


def _batches(placed: Iterable[rules.Placed]) -> Iterator[list[rules.Placed]]:
    rest = iter(placed)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _places(ranked_list: RankedList, batch: list[rules.Placed]) -> list[RankedPlace]:
    used = inputs_of([each.candidate.assessment_id for each in batch])
    return [
        RankedPlace(
            municipality_id=ranked_list.municipality_id,
            ranked_list=ranked_list,
            position=each.position,
            person_id=each.candidate.person_id,
            participation_id=each.candidate.participation_id,
            assessment_id=each.candidate.assessment_id,
            priority=each.candidate.priority,
            draw=each.draw,
            inputs=_sealed_text(used[each.candidate.assessment_id]),
        )
        for each in batch
    ]


def _sealed_text(inputs: Any) -> str:
    return json.dumps(inputs, ensure_ascii=False, separators=(",", ":"))
