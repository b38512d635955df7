"""Charts as SVG drawn on the server, each with the table it was drawn from.

Drawn lazily, in the process that answers: the drawing engine must never be loaded before the server forks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from .formats import as_number_or_text, is_english

INK, SOFT, LINE = "#1d2626", "#4a5757", "#c9cfca"
PALETTE = ("#0b4a4f", "#c98a10", "#6aa39d", "#5a3e85", "#c46a3a", "#8b948f")
NARROW, WIDE = 300, 660  # points; a phone of 360 and a column of text
_CACHE_SECONDS = 24 * 3600
_DRAWING = 2  # raise when the drawing changes, so that old pictures are not reused

Cell = int | float | str | None


@dataclass(frozen=True)
class Chart:
    """A finding in words, its picture and its figures.

    `columns` names the first column and one column a series; each row is a label and one cell a series. A cell that
    is text («menos de 5») or None stands in the table and leaves a gap in the picture. `source` says where the
    figures come from, `note` the period and the unit.
    """

    kind: str
    finding: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def has_many_columns(self) -> bool:
        """Whether its table must stack on a phone."""
        return len(self.columns) > 4

    @cached_property
    def svg(self) -> SafeString:
        """Two drawings of the same figures, for narrow and wide screens; CSS shows one of them."""
        return format_html(
            '<div class="minga-chart__narrow">{}</div><div class="minga-chart__wide">{}</div>',
            _drawn(self, NARROW),
            _drawn(self, WIDE),
        )


def bar_chart(
    *, finding: str, source: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], note: str = ""
) -> Chart:
    """One horizontal bar a row: `rows` are (label, number). Order is kept as given."""
    return _chart("bar", finding, source, columns, rows, note)


def stacked_chart(
    *, finding: str, source: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], note: str = ""
) -> Chart:
    """One horizontal bar a row, in parts: `rows` are (label, number of each series in `columns[1:]`)."""
    return _chart("stacked", finding, source, columns, rows, note)


def line_chart(
    *, finding: str, source: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], note: str = ""
) -> Chart:
    """One line a series over the labels of the rows (periods, in order); starts at zero."""
    return _chart("line", finding, source, columns, rows, note)


def _chart(
    kind: str, finding: str, source: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], note: str
) -> Chart:
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"every row of a chart has one cell a column, here {len(columns)}")
    if len(columns) - 1 > len(PALETTE):
        raise ValueError(f"a chart shows at most {len(PALETTE)} series; give a table instead")
    texts = (str(finding), str(source), tuple(map(str, columns)))
    return Chart(kind, *texts, rows=tuple(map(tuple, rows)), note=str(note))


def _drawn(chart: Chart, width: int) -> SafeString:
    """The SVG from the cache, or drawn now; keyed by the figures, their words, the width and the language."""
    spec = _specification(chart, width)
    facts = json.dumps([_DRAWING, spec, chart.finding, is_english()], sort_keys=True, default=str)
    key = "ui.chart:" + hashlib.sha256(facts.encode()).hexdigest()
    svg = cache.get(key)
    if svg is None:
        svg = _accessible(_render(spec), chart)
        cache.set(key, svg, _CACHE_SECONDS)
    return SafeString(svg)


def _render(spec: dict[str, Any]) -> str:
    import vl_convert  # only here: see the docstring of the module

    locale = {
        "decimal": "." if is_english() else ",",
        "thousands": "," if is_english() else ".",
        "grouping": [3],
        "currency": ["USD ", ""],
    }
    return str(vl_convert.vegalite_to_svg(spec, format_locale=locale))


def _accessible(svg: str, chart: Chart) -> str:
    """The picture as one image with a name; no inline style, since pages forbid it."""
    facts = "; ".join(f"{row[0]}: {', '.join(_words(cell) for cell in row[1:])}" for row in chart.rows)
    name = escape(chart.finding)
    svg = re.sub(r'\s(?:style|role|aria-roledescription|class)="[^"]*"', "", svg)
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag.group()), svg)  # shorter paths
    svg = re.sub(r'\s(?:width|height)="[\d.]+"', "", svg.split(">", 1)[0]) + ">" + svg.split(">", 1)[1]
    opening = f'<svg role="img" aria-label="{name}" focusable="false"'
    return svg.replace("<svg", opening, 1).replace(">", f"><title>{name}</title><desc>{escape(facts)}</desc>", 1)


def _words(cell: Cell) -> str:
    return gettext("sin dato") if cell is None else as_number_or_text(cell)


def _specification(chart: Chart, width: int) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, as plain values."""
    import altair as alt

    with alt.data_transformers.enable("default", max_rows=None, consolidate_datasets=False):
        layers = (_line(alt, chart) if chart.kind == "line" else _bars(alt, chart, width)).properties(width=width)
        drawn = layers.configure(
            background="transparent", font="sans-serif", aria=False, padding=0, axis=_axis(), view={"stroke": None}
        ).configure_legend(orient="top", title=None, labelFontSize=14, labelColor=INK, symbolType="square",
                           columns=2 if width == NARROW else 4, labelLimit=width)  # fmt: skip
        spec: dict[str, Any] = drawn.to_dict()
    return spec


def _axis() -> dict[str, Any]:
    return {
        "labelFontSize": 14, "labelColor": INK, "titleColor": SOFT, "gridColor": LINE, "domainColor": SOFT,
        "tickColor": LINE, "labelLimit": 400, "title": None,
    }  # fmt: skip


def _points(chart: Chart) -> list[dict[str, Any]]:
    """One record a figure: label, series, number (a gap in a line, no length in a bar), words and order."""
    gap = None if chart.kind == "line" else 0
    return [
        {
            "label": str(row[0]), "series": series, "order": order,
            "value": cell if isinstance(cell, (int, float)) else gap,
            "words": _words(cell),
        }
        for row in chart.rows
        for order, (series, cell) in enumerate(zip(chart.columns[1:], row[1:], strict=True))
    ]  # fmt: skip


def _bars(alt: Any, chart: Chart, width: int) -> Any:
    """Labels stand above their bars, so that long words have room on a phone."""
    rows = len(chart.rows)
    series = list(chart.columns[1:])
    base = alt.Chart(alt.Data(values=_points(chart))).encode(
        y=alt.Y("label:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.62, paddingOuter=0.31, align=1)),
    )
    colours = alt.Color("series:N", sort=None, scale=alt.Scale(domain=series, range=list(PALETTE[: len(series)])),
                        legend=None if len(series) == 1 else alt.Undefined)  # fmt: skip
    most = max([sum(c for c in row[1:] if isinstance(c, (int, float))) for row in chart.rows] or [0])
    room = 0.86 if len(series) == 1 else 1
    x = alt.X("value:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, (most or 1) / room]))
    bars = base.mark_bar(height={"band": 0.9}).encode(x=x, color=colours, order="order:O")
    names = base.transform_filter("datum.order == 0").mark_text(
        align="left", baseline="bottom", dy=-13, fontSize=14, color=INK, limit=width
    ).encode(x=alt.value(0), text="label:N")  # fmt: skip
    if len(series) == 1:
        figures = base.mark_text(align="left", dx=6, fontSize=14, fontWeight="bold", color=INK).encode(
            x=x, text="words:N"
        )
        return alt.layer(bars, names, figures).properties(height=48 * rows + 8)
    return alt.layer(bars, names).properties(height=48 * rows + 8)


def _line(alt: Any, chart: Chart) -> Any:
    series = list(chart.columns[1:])
    labels = [str(row[0]) for row in chart.rows]
    base = alt.Chart(alt.Data(values=_points(chart))).encode(
        x=alt.X("label:N", sort=labels, axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False)),
        y=alt.Y("value:Q", axis=alt.Axis(tickCount=4, domain=False, ticks=False), scale=alt.Scale(zero=True)),
        shape=alt.Shape("series:N", sort=None, legend=None if len(series) == 1 else alt.Undefined),
        color=alt.Color("series:N", sort=None, legend=None if len(series) == 1 else alt.Undefined,
                        scale=alt.Scale(domain=series, range=list(PALETTE[: len(series)]))),
    )  # fmt: skip
    lines = base.mark_line(strokeWidth=3).encode(shape=alt.Undefined)
    points = base.mark_point(filled=True, size=80, opacity=1)
    return alt.layer(lines, points).properties(height=220)
