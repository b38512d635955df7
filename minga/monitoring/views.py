"""Indicators of a city, of a zone, and the people behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from minga.access.views_guard import staff
from minga.programmes.models import Programme
from minga.programmes.queries import programme_of
from minga.territory.queries import municipalities, municipalities_of_zone, zones
from minga.ui.links import tenant_url
from minga.ui.paging import read_page

from . import operations, queries
from .presentation import chart_of, in_words, sees_people, small_cell
from .rules import Figure
from .states import Dimension, Indicator, Population


def _programme(request: HttpRequest) -> Programme:
    programme = programme_of(request.municipality)
    if programme is None:
        raise Http404
    return programme


def _indicator(code: str) -> Indicator:
    if code not in Indicator.values:
        raise Http404
    return Indicator(code)


def _moment(request: HttpRequest, programme: Programme) -> datetime | None:
    """When the figures that this reader sees were counted or, for who does not serve these people, published."""
    here = [request.municipality]
    return queries.computed_at(here) if sees_people(request) else queries.released_at(here, programme)


@staff("aggregates.view")
def city(request: HttpRequest) -> HttpResponse:
    """Every indicator of the city, each opening its breakdown (MON-1, MON-2); figures of few persons as in `zone`."""
    programme, here = _programme(request), request.municipality
    figures: Mapping[str, Figure | None] = queries.city_figures(here, programme)
    if not sees_people(request):
        figures = queries.zone_rows([here], programme, small_cell(request, programme))[0].figures
    words = queries.definitions()
    tiles = [
        {"code": code, "label": Indicator(code).label, "figure": in_words(figures[code]), "definition": words[code]}
        for code in Indicator.values
    ]
    context = {"tiles": tiles, "computed_at": _moment(request, programme), "may_count": sees_people(request)}
    return render(request, "monitoring/city.html", context)


@staff("people.view")
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Count now instead of within the minute."""
    operations.refresh_figures(
        municipality=request.municipality, programme=_programme(request), at=request.at, force=True
    )
    return redirect(tenant_url(request, "monitoring:city"))


@staff("aggregates.view")
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator by sex, population and age; small cells hidden from those who do not serve these people."""
    code, programme = _indicator(indicator), _programme(request)
    hides = not sees_people(request)
    shown = [
        queries.breakdown(
            indicator=code,
            dimension=dimension,
            municipality=request.municipality,
            programme=programme,
            hide_small=hides,
            threshold=small_cell(request, programme),
        )
        for dimension in (Dimension.SEX, Dimension.POPULATION, Dimension.AGE)
    ]
    context = {
        "indicator": code,
        "definition": queries.definitions()[code],
        "charts": [chart_of(one, note="") for one in shown],
        "total": in_words(shown[0].total),
        "is_hidden": any(one.is_hidden_somewhere for one in shown),
        "people_url": "" if hides else tenant_url(request, "monitoring:people", indicator=code),
        "computed_at": _moment(request, programme),
    }
    return render(request, "monitoring/indicator.html", context)


@staff("aggregates.view")
def zone(request: HttpRequest) -> HttpResponse:
    """Cities side by side: all, or those of a zone (MON-1, MON-19); small figures always hidden."""
    programme = _programme(request)
    chosen = request.GET.get("zona", "")
    cities = list(municipalities_of_zone(chosen) if chosen else municipalities())
    threshold = small_cell(request, programme)
    rows = queries.zone_rows(cities, programme, threshold)
    hides = any(row.figures[Indicator.REGISTERED] is None for row in rows)
    context: dict[str, Any] = {
        "zones": zones(),
        "chosen": chosen,
        "indicators": Indicator.choices,
        "rows": [(row.municipality, [in_words(row.figures[code]) for code in Indicator.values]) for row in rows],
        "unique": None if hides else queries.unique_people(cities, programme, threshold),
        "computed_at": queries.released_at(cities, programme),
    }
    return render(request, "monitoring/zone.html", context)


@staff("people.view")
def people(request: HttpRequest, indicator: str) -> HttpResponse:
    """The list behind a number, for those who serve these people."""
    code, programme = _indicator(indicator), _programme(request)
    sex, population = request.GET.get("sexo", ""), request.GET.get("poblacion", "")
    found = queries.people_behind(request.actor, code, programme, sex=sex, population=population)
    page = read_page(found, request=request)
    context = {"indicator": code, "page": page, "sex": sex, "population": population, "populations": Population.choices}
    return render(request, "monitoring/people.html", context)
