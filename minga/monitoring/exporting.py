"""The figures of a city that may leave: as published, small ones merged upward; nobody's exact small sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from minga.exports.registry import Dataset, Row, column, register
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.programmes.queries import programme_of, setting
from minga.territory.models import Municipality

from . import queries
from .models import IndicatorCell
from .queries import Breakdown
from .rules import Figure
from .states import Dimension, Indicator

_COLUMNS = (
    column(IndicatorCell, "indicator", _("Indicador")),
    column(IndicatorCell, "sex", _("Desglose"), code="dimension"),
    column(IndicatorCell, "population", _("Grupo"), code="group"),
    column(IndicatorCell, "numerator", _("Personas, o minutos en la asistencia"), code="number"),
    column(IndicatorCell, "denominator", _("Sobre cuántas"), code="whole"),
    column(IndicatorCell, "people", _("Porcentaje"), code="percent"),
)
Line = tuple[str, Figure | None]


def _tables(actor: Actor, at: datetime) -> Iterator[Breakdown]:
    """Every published breakdown of the actor's city, as readers who do not serve its people see it."""
    municipality = Municipality.objects.get(pk=actor.municipality_id or 0)
    programme = programme_of(municipality)
    if programme is None:
        return
    on = clock.day_in_zone(at, municipality.time_zone)
    small_cell = int(setting("small_cell", on=on, programme=programme, municipality_id=municipality.pk))
    for indicator in Indicator.values:
        for dimension in queries.BREAKDOWNS:
            yield queries.breakdown(
                indicator=indicator,
                dimension=dimension,
                municipality=municipality,
                programme=programme,
                threshold=small_cell,
            )


def merged_upward(shown: Breakdown) -> list[Line]:
    """The lines of a breakdown: total, what may be shown, and what is hidden summed into one line.

    Without a total that may be shown there is no sum of the hidden ones either: they are left out.
    """
    lines: list[Line] = [(_now("Total"), shown.total)]
    lines += [(row.label, row.figure) for row in shown.rows if row.figure is not None]
    hidden = [row for row in shown.rows if row.figure is None]
    if hidden and shown.total is not None:
        rest = shown.total
        for row in shown.rows:
            if row.figure is not None:
                rest = _less(rest, row.figure)
        lines.append((_now("Otros grupos, sumados: %(groups)s") % {"groups": ", ".join(r.label for r in hidden)}, rest))
    return lines


def _less(whole: Figure, part: Figure) -> Figure:
    both = whole.denominator is not None and part.denominator is not None
    rest = (whole.denominator or 0) - (part.denominator or 0) if both else None
    return Figure(whole.numerator - part.numerator, rest)


def _cells(shown: Breakdown, line: Line) -> dict[str, Any]:
    label, figure = line
    is_hidden = figure is None
    share = None if is_hidden or figure.share is None else round(figure.share * 100, 1)  # type: ignore[union-attr]
    return {
        "indicator": str(Indicator(shown.indicator).label),
        "dimension": str(Dimension(shown.dimension).label),
        "group": label,
        "number": "…" if figure is None else figure.numerator,
        "whole": None if figure is None else figure.denominator,
        "percent": share,
    }


def _count(actor: Actor, chosen: Mapping[str, str]) -> int:
    return sum(len(merged_upward(shown)) for shown in _tables(actor, clock.now()))


def _rows(actor: Actor, chosen: Mapping[str, str], columns: tuple[str, ...], at: datetime) -> Iterator[Row]:
    for shown in _tables(actor, at):
        for line in merged_upward(shown):
            cells = _cells(shown, line)
            yield None, [cells[code] for code in columns]


FIGURES = register(
    Dataset(
        code="indicadores",
        label=_("Indicadores de la ciudad"),
        description=_("Cifras sin personas, con los grupos pequeños sumados. No necesita aprobación."),
        right="aggregates.view",
        columns=_COLUMNS,
        subject=None,
        clean=lambda actor, asked: {},
        words=lambda actor, chosen: str(_("las cifras publicadas de la ciudad")),
        count=_count,
        rows=_rows,
        preselected=tuple(each.code for each in _COLUMNS),
    )
)
