"""What readers see: figures of a city or a zone, broken down, small cells hidden for those who may not see people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from minga.kernel.suppression import SMALL_CELL, Line, rounded
from minga.people.states import Sex
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from .. import rules
from ..models import IndicatorCell, Pseudonym, Refresh, Release
from ..rules import Cell, Figure
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
    return _sums(IndicatorCell.objects.filter(municipality=municipality, programme=programme))


def breakdown(
    *,
    indicator: str,
    dimension: str,
    municipality: Municipality,
    programme: Programme,
    hide_small: bool = True,
    threshold: int = SMALL_CELL,
) -> Breakdown:
    """One indicator of a city by sex, population or age.

    `hide_small` is off only for readers who serve these people and can open the list behind each number: they see the
    figures of now. Everybody else sees the last release, with what `rules.published` hides.
    """
    if hide_small:
        return _released(indicator, dimension, municipality, programme, threshold)
    cells = live_table(municipality, programme, indicator)[dimension]
    return _worded(indicator, dimension, cells, Line(frozenset(), True))


COUNTS = frozenset({Indicator.REGISTERED, Indicator.STARTED})
SHARES_OF_PERSONS = frozenset({Indicator.DESERTION, Indicator.NO_SHOW, Indicator.CERTIFIED})
SAME_PERSONS = frozenset({Indicator.STARTED, Indicator.ATTENDANCE, Indicator.DESERTION, Indicator.CERTIFIED})
"""Indicators that count over the same persons: who began."""
BREAKDOWNS = (Dimension.SEX, Dimension.POPULATION, Dimension.AGE)


def _released(
    indicator: str, dimension: str, municipality: Municipality, programme: Programme, threshold: int
) -> Breakdown:
    release = releases([municipality], programme).get((municipality.pk, indicator))
    if release is None:
        return _worded(indicator, dimension, {}, Line(frozenset(LABELS[dimension]), False))
    table = opened(release)
    lines = rules.published(table, is_share_of_persons=indicator in SHARES_OF_PERSONS, threshold=threshold)
    return _worded(indicator, dimension, table[dimension], lines[dimension])


def _worded(indicator: str, dimension: str, cells: Mapping[str, Cell], line: Line[str]) -> Breakdown:
    return Breakdown(
        indicator=indicator,
        dimension=dimension,
        rows=tuple(
            Row(str(key), str(label), None if key in line.hidden else _figure(cells.get(key), indicator))
            for key, label in LABELS[dimension].items()
            if key in cells or dimension != Dimension.AGE
        ),
        total=sum((cell.figure for cell in cells.values()), _nobody(indicator)) if line.shows_total else None,
    )


def _nobody(indicator: str) -> Figure:
    return Figure(0, None if indicator in COUNTS else 0)


def _figure(cell: Cell | None, indicator: str) -> Figure:
    return cell.figure if cell else _nobody(indicator)


def live_table(municipality: Municipality, programme: Programme, indicator: str) -> rules.Table:
    """One indicator of a city by each dimension, as counted last."""
    table: dict[str, dict[str, Cell]] = {dimension: {} for dimension in BREAKDOWNS}
    rows = IndicatorCell.objects.filter(municipality=municipality, programme=programme, indicator=indicator)
    for row in rows:
        cell = Cell(Figure(row.numerator, None if indicator in COUNTS else row.denominator or 0), row.people)
        for dimension, line in table.items():
            key = getattr(row, dimension)
            line[key] = line[key] + cell if key in line else cell
    return table


def releases(municipalities: Sequence[Municipality], programme: Programme) -> dict[tuple[int, str], Release]:
    """The last release of each indicator of each city; one query."""
    rows = Release.objects.filter(municipality__in=municipalities, programme=programme)
    last = rows.order_by("municipality_id", "indicator", "-taken_at").distinct("municipality_id", "indicator")
    return {(row.municipality_id, row.indicator): row for row in last}


def opened(release: Release) -> rules.Table:
    """The table of a release."""
    return {
        dimension: {key: Cell(Figure(numbers[0], numbers[1]), numbers[2]) for key, numbers in line.items()}
        for dimension, line in release.table.items()
    }


def released_at(municipalities: Sequence[Municipality], programme: Programme) -> datetime | None:
    """When the oldest of the figures that readers across cities see was published; None when one never was."""
    moments = [row.taken_at for row in releases(municipalities, programme).values()]
    return min(moments) if len(moments) == len(municipalities) * len(Indicator) else None


def _sums(cells: QuerySet[IndicatorCell]) -> dict[str, Figure]:
    found = {code: _nobody(code) for code in Indicator.values}
    summed = cells.values_list("indicator").order_by("indicator").annotate(n=Sum("numerator"), d=Sum("denominator"))
    for indicator, numerator, denominator in summed:
        found[indicator] = Figure(numerator, None if indicator in COUNTS else denominator or 0)
    return found


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A city in a comparison, with its figures by indicator; None where small."""

    municipality: Municipality
    figures: dict[str, Figure | None]


def zone_rows(municipalities: Sequence[Municipality], programme: Programme, threshold: int) -> list[ZoneRow]:
    """Every indicator of each city as last published, side by side (MON-1: por zona); those of few persons hidden.

    Whether a city's figure is hidden follows from that city alone, so no choice of cities tells of another; no sum over
    the cities stands beside them (`unique_people` is rounded).
    """
    known = releases(municipalities, programme)
    return [
        ZoneRow(
            municipality,
            {code: _total(known.get((municipality.pk, code)), code, threshold) for code in Indicator.values},
        )
        for municipality in municipalities
    ]


def _total(release: Release | None, indicator: str, threshold: int) -> Figure | None:
    if release is None:
        return None
    table = opened(release)
    lines = rules.published(table, is_share_of_persons=indicator in SHARES_OF_PERSONS, threshold=threshold)
    if not all(line.shows_total for line in lines.values()):
        return None
    return sum((cell.figure for cell in table[Dimension.SEX].values()), _nobody(indicator))


def unique_people(municipalities: Sequence[Municipality], programme: Programme, threshold: int = SMALL_CELL) -> int:
    """About how many persons are registered in any of these cities, each counted once, by keyed pseudonym (MON-2).

    Rounded to twice the threshold: the exact number beside those of the cities would tell of the few who are in two.
    """
    rows = Pseudonym.objects.filter(municipality__in=municipalities, programme=programme)
    count: int = rows.aggregate(n=Count("value", distinct=True))["n"]
    return rounded(count, threshold)
