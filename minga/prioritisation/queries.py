"""Reading orders of call."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.kernel.actor import Actor
from minga.kernel.names import short_name
from minga.kernel.timeline import Entry
from minga.people.models import Participation, Person
from minga.people.states import PopulationGroup, Sex
from minga.programmes.models import Programme
from minga.screening.models import Assessment, InstrumentVersion
from minga.screening.queries import loaded
from minga.screening.queries.assessments import detail_of
from minga.screening.rules.instrument import Text
from minga.screening.rules.valuation import NOT_APPLICABLE, SCORED, UNKNOWN
from minga.screening.states import AssessmentState, MainComponent

from . import rules
from .models import RankedList, RankedPlace
from .permissions import visible_lists, visible_places
from .rules import Candidate
from .states import ListComponent

__all__ = ["visible_lists", "visible_places"]

SHEET = 500  # turns printed at once: some ten sheets of paper


def assessments_for(component: str) -> QuerySet[Assessment]:
    """Assessments that count, whose component (decided, else advised) is this one; both economic ones for `both`."""
    economic = (MainComponent.EMPLOYMENT, MainComponent.BUSINESS)
    wanted = economic if component == ListComponent.BOTH else (component,)
    return Assessment.objects.filter(
        Q(component__in=wanted) | Q(component="", advised_component__in=wanted), is_current=True
    )


class Selection(NamedTuple):
    """Who would be in a list now, and why others would not (`LeftOut` → people)."""

    candidates: list[Candidate]
    left_out: dict[str, int]


def selection(*, programme: Programme, component: str, includes_advised: bool, as_of: date) -> Selection:
    """Everybody a list would hold as of a day, in no order. Two queries whatever their number."""
    open_ones = Participation.objects.filter(programme=programme, closed_at__isnull=True)
    taking_part = {
        person_id: (pk, public_id) for person_id, pk, public_id in open_ones.values_list("person_id", "id", "public_id")
    }
    candidates: list[Candidate] = []
    left_out: Counter[str] = Counter()
    rows = assessments_for(component).values_list("id", "person_id", "priority", "gates", "state")
    for pk, person_id, priority, gates, state in rows.iterator():
        participation = taking_part.get(person_id)
        reason = rules.why_left_out(
            gate=gates.get(rules.SERVICE),
            is_decided=state != AssessmentState.ADVISED,
            includes_advised=includes_advised,
            takes_part=participation is not None,
            as_of=as_of,
        )
        if reason is not None or participation is None:
            left_out[str(reason)] += 1
        else:
            candidates.append(Candidate(pk, person_id, *participation, priority))
    return Selection(candidates, dict(left_out))


def dimension_words() -> dict[str, Any]:
    """Label, reason and weight of each dimension of priority, for every version of the instrument that was used."""
    used = Assessment.objects.filter(is_current=True).order_by().values("version_id").distinct()
    return {
        str(version.number): {
            row.code: {"label": _both(row.label), "reason": _both(row.reason), "weight": row.weight}
            for row in loaded(version).instrument.dimensions
        }
        for version in InstrumentVersion.objects.filter(pk__in=used)
    }


def _both(text: Text) -> dict[str, str]:
    return {"es": text.in_language("es"), "en": text.in_language("en")}


def inputs_of(assessment_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What a place keeps of each assessment: version, day and the dimensions with state and score. One query."""
    rows = Assessment.objects.filter(pk__in=assessment_ids).select_related("version").defer("version__workbook")
    return {
        row.pk: {
            "version": row.version.number,
            "as_of": row.as_of.isoformat(),
            "dimensions": [each._asdict() for each in detail_of(row).dimensions],
        }
        for row in rows
    }


def lists(actor: Actor) -> QuerySet[RankedList]:
    """The lists of the municipality in scope, newest first."""
    return visible_lists(actor).select_related("frozen_by").order_by("-frozen_at", "-id")


def places_in_order(ranked_list: RankedList) -> QuerySet[RankedPlace]:
    """The places of a list in order of call, each with its person."""
    return ranked_list.places.select_related("person").order_by("position", "id")


def sheet_rows(ranked_list: RankedList, first: int) -> Iterator[tuple[int, str, str]]:
    """Turn, code and short name of SHEET people of a list from a turn on, for paper: no priority and no component."""
    places = ranked_list.places.filter(position__gte=first, position__lt=first + SHEET)
    rows = places.order_by("position").values_list(
        "position", "person__code", "person__known_as", "person__given_names", "person__surnames"
    )
    for position, code, known_as, given_names, surnames in rows.iterator():
        yield position, code, known_as or short_name(given_names, surnames)


def third_of(place: RankedPlace, size: int | None = None) -> int:
    """1 for the most vulnerable third of its list, 2 or 3 (PRI-2); give `size` to spare a query."""
    return rules.third_of(place.position, size if size is not None else place.ranked_list.size)


def third_case(size: int, position: str = "position") -> Case:
    """The third as a database expression over a position field, for counting many places at once."""
    first, second = rules.third_bounds(size)
    return Case(
        When(**{f"{position}__lte": first}, then=Value(1)),
        When(**{f"{position}__lte": second}, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


@dataclass(frozen=True)
class ThirdRow:
    """Who is in a third of a list: people, women, each population, and the priorities it spans (PRI-2, PRI-4)."""

    third: int
    people: int
    women: int
    host: int
    highest: Any
    lowest: Any


def thirds_of(ranked_list: RankedList) -> list[ThirdRow]:
    """The three thirds of a list, in one query; a list of one or two people has fewer."""
    rows = (
        ranked_list.places.annotate(third=third_case(ranked_list.size))
        .order_by("third")
        .values("third")
        .annotate(
            people=Count("id"),
            women=Count("id", filter=Q(person__sex=Sex.FEMALE)),
            host=Count("id", filter=Q(person__population_group=PopulationGroup.HOST)),
            highest=Max("priority"),
            lowest=Min("priority"),
        )
    )
    return [ThirdRow(**row) for row in rows]


def explanation_of(place: RankedPlace) -> tuple[str, str]:
    """Two sentences on why a person has their turn, with nobody's data but their own (PRI-5).

    The first names what raised it most; the second what was left out, or how equal priorities are settled.
    """
    ranked_list = place.ranked_list
    inputs = json.loads(place.inputs)
    words = ranked_list.dimensions.get(str(inputs["version"]), {})
    read = rules.reading_of(inputs["dimensions"], {code: row["weight"] for code, row in words.items()})
    return _why(place, [_reason(words, code) for code in read.leading]), _besides(read)


def _why(place: RankedPlace, reasons: list[str]) -> str:
    if not reasons:
        return _("Su turno es el %(position)s: con lo que nos contó, nada la adelanta frente a otras personas.") % {
            "position": place.position
        }
    return _("Su turno es el %(position)s, sobre todo %(reasons)s.") % {
        "position": place.position,
        "reasons": _(" y también ").join(reasons),
    }


def _besides(read: rules.Reading) -> str:
    """What was left out, without naming it: the label of a dimension is the team's word, not the person's."""
    tie = _("si otra persona tiene el mismo nivel, decide un sorteo y no quién llegó antes")
    if read.unanswered:
        return _("Lo que no respondió no le resta: se decide con lo demás, y %(tie)s.") % {"tie": tie}
    if read.not_applicable:
        return _("Lo que no se aplica a usted no le resta: se decide con lo demás, y %(tie)s.") % {"tie": tie}
    return _("Se tomó en cuenta todo lo que respondió, y %(tie)s.") % {"tie": tie}


def _label(words: Mapping[str, Any], code: str) -> str:
    return _("«%(name)s»") % {"name": _spoken(words[code].get("label", {}))} if code in words else code


def _reason(words: Mapping[str, Any], code: str) -> str:
    """The workbook's reason, made to stand inside a sentence."""
    text = _spoken(words.get(code, {}).get("reason", {})).strip().rstrip(".") or _label(words, code)
    return text[:1].lower() + text[1:]


def _spoken(text: Mapping[str, str]) -> str:
    language = (get_language() or "es")[:2]
    return text.get(language) or text.get("es") or ""


def newest_place_of(person: Person, actor: Actor) -> RankedPlace | None:
    """The person's turn in the newest list that holds them."""
    return visible_places(actor).filter(person=person).select_related("ranked_list").order_by("-id").first()


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """The lists that hold a person, for whoever may see priority."""
    rows = visible_places(actor).filter(person=person).select_related("ranked_list").order_by("-id")[:20]
    return [
        Entry(
            at=row.ranked_list.frozen_at,
            kind="priority",
            title=_("Entró en el orden de llamada"),
            detail=_("Turno %(position)s de %(size)s, lista %(code)s")
            % {"position": row.position, "size": row.ranked_list.size, "code": row.ranked_list.code},
            url_name="prioritisation:place-detail",
            url_args={"place": row.public_id},
        )
        for row in rows
    ]


def lists_for_calls(actor: Actor, programme: Programme) -> QuerySet[RankedList]:
    """Lists from which people may be called, newest first."""
    return visible_lists(actor).filter(programme=programme).order_by("-frozen_at", "-id")


def places_after(ranked_list: RankedList, position: int, limit: int) -> list[RankedPlace]:
    """The next places of a list after a position, each with its person."""
    return list(
        RankedPlace.objects.filter(ranked_list=ranked_list, position__gt=position)
        .select_related("person", "participation")
        .order_by("position")[:limit]
    )


class DimensionRow(NamedTuple):
    """One dimension as it counted for a person: `score` 0 to 1, None when it did not count, and why not."""

    label: str
    score: float | None
    state: str


def dimensions_of(place: RankedPlace) -> list[DimensionRow]:
    """What went into a place, for the team to audit (PRI-5)."""
    inputs = json.loads(place.inputs)
    words = place.ranked_list.dimensions.get(str(inputs["version"]), {})
    said = {
        SCORED: "",
        NOT_APPLICABLE: _("No se aplica: se deja fuera"),
        UNKNOWN: _("Sin respuesta: se deja fuera"),
    }
    return [
        DimensionRow(
            _spoken(words.get(row["code"], {}).get("label", {})) or row["code"], row["score"], said[row["state"]]
        )
        for row in inputs["dimensions"]
    ]
