"""Rendering of components as areas write them: through the compiler of cotton, with a request."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


@pytest.fixture
def request_in_manta(rf: RequestFactory, at: Any, settings: Any) -> Any:
    """A request of nobody in particular, in a municipality, without database."""
    settings.UI_FUND_VISIBILITY = ""  # it asks the database; tests/portal asks for it
    request = rf.get("/manta/")
    request.municipality = SimpleNamespace(slug="manta", name="Manta", accent_colour="")
    request.actor = SimpleNamespace(account_id=None, label="", roles=frozenset())
    request.at = at
    request.user, request._messages = SimpleNamespace(is_authenticated=False), []
    return request


@pytest.fixture
def render(request_in_manta: Any) -> Callable[..., str]:
    """`render('<c-ui.badge label="x" />', name=…)`: the HTML."""

    def make(source: str, request: Any = None, **context: Any) -> str:
        template = engines["django"].from_string(CottonCompiler().process(source))
        return template.render(context, request or request_in_manta)

    return make
