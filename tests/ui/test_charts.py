"""Charts: a picture without script or style, with a name, its table and its source; drawn late."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from django.core.cache import cache

from minga.ui import charts

ROWS = [("Cuenta propia", 812), ("Dependencia", 460), ("Otra", "menos de 5"), ("No responde", None)]
SERIES = [("Manta", 640, 380), ("Quito", 1210, 990)]


def bars(finding: str = "La mayoría trabaja por cuenta propia") -> charts.Chart:
    return charts.bar_chart(finding=finding, source="ENISO", columns=("Ocupación", "Personas"), rows=ROWS)


@pytest.mark.parametrize(
    "chart",
    [
        bars(),
        charts.stacked_chart(finding="f", source="s", columns=("Ciudad", "Mujeres", "Hombres"), rows=SERIES),
        charts.line_chart(finding="f", source="s", columns=("Mes", "Inscritas", "Certificadas"), rows=SERIES),
        charts.bar_chart(finding="nada", source="s", columns=("a", "b"), rows=[]),
    ],
    ids=["bar", "stacked", "line", "empty"],
)
def test_picture_is_plain_svg_with_a_name(chart: charts.Chart) -> None:
    tree = ET.fromstring(f"<x>{chart.svg}</x>")
    pictures = tree.findall(".//{http://www.w3.org/2000/svg}svg")
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.get("role") == "img"
        assert picture.get("aria-label") == chart.finding
        assert picture.findtext("{http://www.w3.org/2000/svg}title") == chart.finding
    for element in tree.iter():
        assert not element.tag.endswith("script")
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]


def test_figures_are_in_the_picture_in_the_language_of_the_page() -> None:
    chart = charts.bar_chart(
        finding="f", source="s", columns=("a", "b"), rows=[("Manta", 12345), ("Otra", "menos de 5")]
    )
    assert ">12.345<" in chart.svg
    assert ">menos de 5<" in chart.svg


def test_two_different_charts_differ_and_the_same_comes_from_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    drawn: list[str] = []
    render = charts._render
    monkeypatch.setattr(charts, "_render", lambda spec: drawn.append("x") or render(spec))
    first = bars().svg
    assert len(drawn) == 2
    assert bars().svg == first
    assert len(drawn) == 2
    assert bars("Otra frase").svg != first
    assert len(drawn) == 4


def test_chart_shows_its_table_finding_and_source(render: Callable[..., str]) -> None:
    html = render('<c-ui.chart :chart="chart" />', chart=bars())
    assert html.count("<table") == 1
    for text in ("Cuenta propia", "812", "menos de 5", "ENISO", "La mayoría trabaja por cuenta propia"):
        assert text in html
    assert html.index("<svg") < html.index("<table")
    assert "<script" not in html


def test_rows_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="one cell a column"):
        charts.bar_chart(finding="f", source="s", columns=("a", "b"), rows=[("x", 1, 2)])
    with pytest.raises(ValueError, match="at most"):
        charts.stacked_chart(finding="f", source="s", columns=[str(n) for n in range(9)], rows=[])


def test_importing_charts_does_not_load_the_drawing_engine() -> None:
    code = "import sys, minga.ui.charts; sys.exit('vl_convert' in sys.modules or 'altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
