"""Every component: declares its props, shows them, escapes what a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from minga.ui import samples
from minga.ui.navigation import Link
from minga.ui.parts import Entry, Task

FOLDER = Path(__file__).parents[2] / "minga/ui/templates/cotton/ui"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
EVIL = '<img src=x onerror="alert(1)">'
# What shows each component with a hostile text in every prop that holds words.
SHOWN = {
    "badge": '<c-ui.badge :label="evil" tone="green" />',
    "breadcrumbs": '<c-ui.breadcrumbs :links="links" />',
    "bulk_bar": '<c-ui.bulk-bar :total="evil">{{ evil }}</c-ui.bulk-bar>',
    "button": '<c-ui.button :label="evil" :name="evil" :value="evil" :data-x="evil" />',
    "chart": '<c-ui.chart :chart="chart" />',
    "details": '<c-ui.details :summary="evil">{{ evil }}</c-ui.details>',
    "empty_state": '<c-ui.empty-state :title="evil" href="#" label="{{ evil }}">{{ evil }}</c-ui.empty-state>',
    "error_summary": '<c-ui.error-summary :errors="links" :title="evil" />',
    "field": '<c-ui.field :field="form.name" :label="evil" :hint="evil" />',
    "fieldset": '<c-ui.fieldset :legend="evil" :hint="evil">{{ evil }}</c-ui.fieldset>',
    "filter_panel": '<c-ui.filter-panel :form="form" :title="evil" :chosen="links" />',
    "form": '<c-ui.form :form="form" :submit="evil" />',
    "link_button": '<c-ui.link-button :label="evil" :href="evil" />',
    "notice": '<c-ui.notice kind="warning" :title="evil">{{ evil }}</c-ui.notice>',
    "pagination": '<c-ui.pagination :next_url="evil" :shown="evil" />',
    "panel": '<c-ui.panel :title="evil" :code="evil">{{ evil }}</c-ui.panel>',
    "print_mark": '<c-ui.print-mark :copy="copy" />',
    "progress": '<c-ui.progress done="1" total="2" :label="evil" :unit="evil" />',
    "qr": '<c-ui.qr :data="evil" :label="evil" />',
    "row_check": '<c-ui.row-check :value="evil" :label="evil" />',
    "screen_only": "<c-ui.screen-only>{{ evil }}</c-ui.screen-only>",
    "stat_tile": '<c-ui.stat-tile :number="evil" :label="evil" :note="evil" :href="evil" />',
    "summary_list": '<c-ui.summary-list :rows="rows" />',
    "summary_row": '<c-ui.summary-row :label="evil" :value="evil" :change_url="evil" />',
    "table": (
        '<c-ui.table :caption="evil"><c-slot name="head"><th>{{ evil }}</th></c-slot>'
        "<tr><td>{{ evil }}</td></tr></c-ui.table>"
    ),
    "tabs": '<c-ui.tabs :links="links" :label="evil" />',
    "task": '<c-ui.task :label="evil" :href="evil" :state="evil" :hint="evil" />',
    "task_list": '<c-ui.task-list :tasks="tasks" />',
    "timeline": '<c-ui.timeline :entries="entries" />',
    "timeline_entry": '<c-ui.timeline-entry :at="at" :label="evil" :who="evil" />',
}


def test_every_component_is_in_the_table() -> None:
    assert sorted(SHOWN) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_component_declares_its_props(name: str) -> None:
    source = (FOLDER / f"{name}.html").read_text()
    comment, _, rest = source.partition("#}")
    declared = re.search(r"<c-vars\s(.*?)/>\n", rest, re.DOTALL)
    assert comment.startswith("{# ")
    assert declared, "no <c-vars … />"
    props = re.findall(r"""(?:^|\s):?([a-z_]+)=(?:"|')""", declared.group(1))
    assert props
    missing = [prop for prop in props if prop.replace("_", " ") not in comment and prop not in comment]
    assert not missing, f"the comment does not say what {missing} mean"


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_component_escapes_what_it_is_given(name: str, render: Callable[..., str]) -> None:
    at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    html = render(
        SHOWN[name],
        evil=EVIL, at=at, form=samples.SampleForm({"name": EVIL}), rows=[(EVIL, EVIL)], links=[Link(EVIL, EVIL)],
        tasks=[Task(EVIL, EVIL, EVIL, "red", EVIL)], entries=[Entry(at, EVIL, EVIL, EVIL, EVIL)],
        chart=samples.bar_chart(finding=EVIL, source=EVIL, columns=(EVIL, "n"), rows=[(EVIL, 3)]),
        copy=SimpleNamespace(actor_label=EVIL, printed_at=at, number=2, destroy_by=at.date()),
    )  # fmt: skip
    assert "<img" not in html
    assert "<c-" not in html
    assert "&lt;img" in html
    assert not re.search(r'="[^"]*<', html), "an attribute holds raw markup"


def test_unknown_component_is_an_error(render: Callable[..., str]) -> None:
    with pytest.raises(TemplateDoesNotExist):
        render("<c-ui.no-such-thing />")


def test_component_takes_no_class_or_event(render: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="class"):
        render('<c-ui.button label="x" class="big" />')
    with pytest.raises(ValueError, match="onclick"):
        render('<c-ui.button label="x" onclick="alert(1)" />')


def test_other_attributes_reach_the_button(render: Callable[..., str]) -> None:
    html = render('<c-ui.button label="Buscar" hx-get="/a/?x=1&y=2" />')
    assert 'hx-get="/a/?x=1&amp;y=2"' in html


def test_button_that_cannot_be_pressed_says_why(render: Callable[..., str]) -> None:
    html = render('<c-ui.button label="Abrir" disabled_reason="Falta el orden de llamada." />')
    assert "disabled" in html
    assert "Falta el orden de llamada." in html


def test_table_cells_carry_the_words_of_their_column(render: Callable[..., str]) -> None:
    html = render(
        '<c-ui.table caption="Personas"><c-slot name="head"><th>Persona</th><th class="num">Nivel «A"</th></c-slot>'
        '<tr><th scope="row">Ana</th><td class="num">0,8</td></tr><tr><td colspan="2">Nadie más</td></tr></c-ui.table>'
    )
    assert '<th scope="col" role="columnheader">Persona</th>' in html
    assert '<th scope="row" data-label="Persona" role="rowheader">Ana' in html
    assert '<td class="num" data-label="Nivel «A&quot;" role="cell">0,8' in html
    assert '<td colspan="2" role="cell">Nadie más' in html


def test_table_without_rows_is_still_a_table(render: Callable[..., str]) -> None:
    html = render('<c-ui.table caption="Vacía"><c-slot name="head"><th>A</th></c-slot></c-ui.table>')
    assert "<caption>Vacía</caption>" in html


def test_summary_row_without_value_says_so(render: Callable[..., str]) -> None:
    assert "sin dato" in render('<c-ui.summary-row label="Correo" :value="nothing" />', nothing=None)
    assert "sin dato" not in render('<c-ui.summary-row label="Hijos" :value="zero" />', zero=0)


def test_component_sees_nothing_of_the_page_around_it(render: Callable[..., str]) -> None:
    assert "secreto" not in render('<c-ui.badge tone="green" />', label="secreto")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "413", "429", "ui/refused"])
def test_status_pages_say_what_to_do(name: str, request_in_manta: Any) -> None:
    html = get_template(f"{name}.html").render({"refusal": EVIL}, request_in_manta)
    assert html.count("<h1>") == 1
    assert "<c-" not in html
    assert "<img" not in html


def test_500_needs_nothing() -> None:
    source = (FOLDER.parents[1] / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source
    assert "Algo falló" in get_template("500.html").render()
