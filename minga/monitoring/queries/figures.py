"""What readers see: figures of a city or a zone, broken down, small cells hidden for those who may not see people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from minga.people.states import Sex
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from .. import rules
from ..models import IndicatorCell, Pseudonym, Refresh
from ..rules import Figure
from ..states import AgeBand, Dimension, Indicator, Population

LABELS: dict[str, Any] = {
    Dimension.SEX: dict(Sex.choices),
    Dimension.POPULATION: dict(Population.choices),
    Dimension.AGE: dict(AgeBand.choices),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a breakdown; `figure` is None when it is hidden."""

    key: str
    label: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One indicator by one dimension; `total` is None when showing it would tell a hidden line."""

    indicator: str
    dimension: str
    rows: tuple[Row, ...]
    total: Figure | None

    @property
    def is_hidden_somewhere(self) -> bool:
        """Whether the page must explain hidden lines."""
        return any(row.figure is None for row in self.rows)


def definitions() -> dict[str, str]:
    """What each indicator counts, in words, as MON-2 defines it."""
    return {
        Indicator.REGISTERED: _("Personas únicas con una participación en el programa."),
        Indicator.STARTED: _("Personas que asistieron al menos a una sesión de un aula."),
        Indicator.ATTENDANCE: _("Minutos asistidos sobre minutos ofrecidos, de las matrículas que empezaron."),
        Indicator.DESERTION: _("Matrículas que empezaron y dejaron el ciclo, sobre las que empezaron."),
        Indicator.NO_SHOW: _("Matrículas confirmadas que no se presentaron, sobre todas las confirmadas."),
        Indicator.CERTIFIED: _("Personas con un certificado vigente, sobre las personas que empezaron."),
    }


def computed_at(municipalities: Iterable[Municipality]) -> datetime | None:
    """When the oldest of these figures was computed; None when one of the municipalities never was."""
    wanted = {municipality.pk for municipality in municipalities}
    moments = dict(Refresh.objects.filter(municipality__in=wanted).values_list("municipality_id", "computed_at"))
    return min(moments.values()) if moments and set(moments) == wanted else None


def city_figures(municipality: Municipality, programme: Programme) -> dict[str, Figure]:
    """Every indicator of one city."""
    return _sums(IndicatorCell.objects.filter(municipality=municipality, programme=programme), ())[()]


def breakdown(
    *,
    indicator: str,
    dimension: str,
    municipalities: Sequence[Municipality],
    programme: Programme,
    hide_small: bool = True,
    threshold: int = rules.SMALL_CELL,
) -> Breakdown:
    """One indicator by sex, population, age or city.

    `hide_small` is off only for readers who serve these people and can open the list behind each number. Lines whose
    persons, or those of them that a share counts, are fewer than the threshold are hidden, with as many more as it
    takes (`rules.hide_small_cells`).
    """
    cells = IndicatorCell.objects.filter(municipality__in=municipalities, programme=programme, indicator=indicator)
    column = "municipality" if dimension == Dimension.CITY else dimension
    rows = {key[0]: figures[indicator] for key, figures in _sums(cells, (column,)).items()}
    counts = {row[0]: row[1] for row in cells.values_list(column).order_by(column).annotate(total=Sum("people"))}
    names = {m.pk: m.name for m in municipalities} if dimension == Dimension.CITY else LABELS[dimension]
    tallies = _tallies(indicator, counts, rows)
    shown = _hidden_in_any(tallies, threshold) if hide_small else counts
    total = sum(rows.values(), Figure(0, None if indicator in COUNTS else 0))
    return Breakdown(
        indicator=indicator,
        dimension=dimension,
        rows=tuple(
            Row(str(key), str(label), _shown(rows.get(key), shown.get(key, 0), indicator))
            for key, label in names.items()
            if key in rows or dimension != Dimension.AGE
        ),
        total=total if not hide_small or all(rules.may_show_total(each, threshold) for each in tallies) else None,
    )


COUNTS = frozenset({Indicator.REGISTERED, Indicator.STARTED})
SHARES_OF_PERSONS = frozenset({Indicator.DESERTION, Indicator.NO_SHOW, Indicator.CERTIFIED})


def _tallies(indicator: str, counts: dict[Any, int], figures: dict[Any, Figure]) -> list[dict[Any, int]]:
    """The numbers of persons that a breakdown tells of: those it counts over and, in a share of persons, those who
    left, never came or were certified: 60 % of five persons is three of them."""
    if indicator not in SHARES_OF_PERSONS:
        return [counts]
    return [counts, {key: figures[key].numerator for key in counts if key in figures}]


def _hidden_in_any(tallies: list[dict[Any, int]], threshold: int) -> dict[Any, int | None]:
    """The first tally, with every line hidden that any of them hides."""
    hides = [rules.hide_small_cells(each, threshold) for each in tallies]
    return {
        key: rules.HIDDEN if any(each.get(key, 0) is rules.HIDDEN for each in hides) else count
        for key, count in tallies[0].items()
    }


def _shown(figure: Figure | None, people: int | None, indicator: str) -> Figure | None:
    if people is rules.HIDDEN:
        return None
    return figure or Figure(0, None if indicator in COUNTS else 0)


def _sums(cells: QuerySet[IndicatorCell], columns: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Figure]]:
    """Figures by these columns and indicator; a set of columns without cells has zeros for the empty key."""
    table: dict[tuple[Any, ...], dict[str, Figure]] = defaultdict(dict)
    if not columns:
        table[()] = {code: Figure(0, None if code in COUNTS else 0) for code in Indicator.values}
    summed = (
        cells.values_list(*columns, "indicator")
        .order_by("indicator")
        .annotate(n=Sum("numerator"), d=Sum("denominator"))
    )
    for row in summed:
        *key, indicator, numerator, denominator = row
        table[tuple(key)][indicator] = Figure(numerator, None if indicator in COUNTS else denominator or 0)
    return table


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A city in a comparison, with its figures by indicator; None where small."""

    municipality: Municipality
    figures: dict[str, Figure | None]


def zone_rows(municipalities: Sequence[Municipality], programme: Programme, threshold: int) -> list[ZoneRow]:
    """Every indicator of each city, side by side (MON-1: por zona); figures of persons under the threshold hidden."""
    cells = IndicatorCell.objects.filter(municipality__in=municipalities, programme=programme)
    sums = _sums(cells, ("municipality",))
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for city, indicator, people in (
        cells.values_list("municipality", "indicator").order_by("indicator").annotate(total=Sum("people"))
    ):
        counts[indicator][city] = people
    shown = {
        indicator: _hidden_in_any(
            _tallies(indicator, by_city, {city: sums[(city,)][indicator] for city in by_city}), threshold
        )
        for indicator, by_city in counts.items()
    }
    return [
        ZoneRow(
            municipality,
            {
                code: _shown(sums[(municipality.pk,)].get(code), shown.get(code, {}).get(municipality.pk, 0), code)
                for code in Indicator.values
            },
        )
        for municipality in municipalities
    ]


def unique_people(municipalities: Sequence[Municipality], programme: Programme) -> int:
    """Persons registered in any of these cities, each counted once, by keyed pseudonym (MON-2)."""
    rows = Pseudonym.objects.filter(municipality__in=municipalities, programme=programme)
    count: int = rows.aggregate(n=Count("value", distinct=True))["n"]
    return count
