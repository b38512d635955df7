"""Figures as they read on a page: words, charts, tiles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.access.permissions import may
from minga.programmes.models import Programme
from minga.programmes.queries import setting
from minga.ui.charts import Chart, bar_chart
from minga.ui.formats import as_number

from .queries import Breakdown
from .rules import Figure
from .states import Dimension, Indicator

HIDDEN_WORDS = "…"


def in_words(figure: Figure | None) -> str:
    """A count, a percentage, or a sign that it is hidden."""
    if figure is None:
        return HIDDEN_WORDS
    if figure.denominator is None:
        return as_number(figure.numerator)
    return "–" if figure.share is None else f"{as_number(figure.share * 100, 1)} %"


def small_cell(request: HttpRequest, programme: Programme) -> int:
    """Below how many persons a figure is hidden, by the setting that holds today."""
    value: int = setting(
        "small_cell", on=request.at.date(), programme=programme, municipality_id=request.municipality.pk
    )
    return value


def sees_people(request: HttpRequest) -> bool:
    """Whether this reader serves these people, and so may open the list behind a number."""
    return may(request.actor, "people", "view")


def chart_of(shown: Breakdown, note: str) -> Chart:
    """A bar a line, with the finding as its title: which line has most."""
    rows = [(row.label, _value(row.figure)) for row in shown.rows]
    return bar_chart(
        finding=_finding(shown),
        source=_("minga, con los registros del municipio"),
        columns=(Dimension(shown.dimension).label, Indicator(shown.indicator).label),
        rows=rows,
        note=note,
    )


def _value(figure: Figure | None) -> Any:
    if figure is None:
        return HIDDEN_WORDS
    if figure.denominator is None:
        return figure.numerator
    return None if figure.share is None else round(figure.share * 100, 1)


def _finding(shown: Breakdown) -> str:
    values = [(row, _value(row.figure)) for row in shown.rows]
    known = [(row, value) for row, value in values if isinstance(value, int | float) and value > 0]
    title = str(Indicator(shown.indicator).label)
    if not known:
        return title
    top, _value_of_top = max(known, key=lambda pair: pair[1])
    return _("%(indicator)s: lo más alto, %(label)s (%(figure)s)") % {
        "indicator": title,
        "label": top.label,
        "figure": in_words(top.figure),
    }
