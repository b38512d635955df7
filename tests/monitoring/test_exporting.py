"""What leaves of the indicators: published figures, small groups merged upward, for any role, without approval."""

from __future__ import annotations

import pytest

from minga.exports import operations
from minga.exports.registry import dataset_of
from minga.exports.states import ExportState
from minga.kernel import files
from minga.monitoring.exporting import merged_upward
from minga.monitoring.models import Release
from minga.monitoring.operations import publish_figures, refresh_figures
from minga.monitoring.queries.figures import Breakdown, Row
from minga.monitoring.rules import Figure
from minga.people.states import Sex
from minga.programmes.models import Programme
from tests.conftest import NOW
from tests.factories import make_participation, make_person


@pytest.fixture
def city(in_manta):
    for sex, number in ((Sex.FEMALE, 9), (Sex.MALE, 7), (Sex.INTERSEX, 2)):
        for _ in range(number):
            make_participation(make_person(in_manta, sex=sex))
    refresh_figures(municipality=in_manta, programme=Programme.objects.get(slug="site"), at=NOW)
    return in_manta


@pytest.mark.parametrize("role", ["authority", "donor_viewer", "technician"])
def test_anybody_who_sees_figures_takes_them_without_approval(city, actor_of, role):
    actor = actor_of(role)
    table = dataset_of("indicadores")
    export = operations.request_export(
        dataset=table, parameters={}, columns=[each.code for each in table.columns], file_format="csv", reason="report",
        reason_text="Informe trimestral del programa", municipality=city, actor=actor, at=NOW,
    )  # fmt: skip
    assert (export.state, export.people) == (ExportState.QUEUED, 0)
    export = operations.build_export(export=export, actor=actor, at=NOW)
    lines = files.opened(export.file_id).read().decode("utf-8-sig").splitlines()
    registered = [line for line in lines if line.startswith("Personas registradas;Sexo;")]
    assert "Personas registradas;Sexo;Total;18;;" in registered
    assert "Personas registradas;Sexo;Mujer;9;;" in registered
    assert [line for line in registered if "Otros grupos, sumados" in line and line.endswith(";9;;")]
    assert not [line for line in registered if ";2;" in line or ";7;" in line]


def test_hidden_groups_are_summed_only_where_the_total_may_be_shown():
    rows = (Row("a", "A", Figure(20, 40)), Row("b", "B", None), Row("c", "C", None))
    assert merged_upward(Breakdown("desertion", "sex", rows, Figure(28, 60)))[-1] == (
        "Otros grupos, sumados: B, C",
        Figure(8, 20),
    )
    assert merged_upward(Breakdown("desertion", "sex", rows, None)) == [("Total", None), ("A", Figure(20, 40))]


def test_a_table_that_tells_of_few_newcomers_is_not_published_again(city):
    programme = Programme.objects.get(slug="site")

    def publish() -> int:
        refresh_figures(municipality=city, programme=programme, at=NOW, force=True)
        before = Release.objects.count()
        publish_figures(municipality=city, programme=programme, at=NOW.replace(hour=before % 24))
        return Release.objects.filter(indicator="registered").count()

    assert publish() == 1
    make_participation(make_person(city, sex=Sex.FEMALE))
    assert publish() == 1
    for _ in range(4):
        make_participation(make_person(city, sex=Sex.FEMALE))
    assert publish() == 2
