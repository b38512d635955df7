"""The parts of training, as tabs on top of its lists."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.ui.links import tenant_url
from minga.ui.navigation import Link


def training_tabs(request: HttpRequest, current: str) -> list[Link]:
    """Cycles, calendar, courses, facilitators; `current` is the name of the page being read."""
    parts = (
        ("training:cycle-list", _("Ciclos")),
        ("training:session-calendar", _("Calendario")),
        ("training:course-library", _("Cursos")),
        ("training:facilitator-list", _("Personas facilitadoras")),
    )
    return [Link(label, tenant_url(request, name), is_current=name == current) for name, label in parts]
