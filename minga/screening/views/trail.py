"""Where the pages of screening are: the way back to the valuations that wait."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.access.permissions import may
from minga.ui.links import tenant_url
from minga.ui.navigation import Link


def trail(request: HttpRequest) -> list[Link]:
    """A link to "Focalización"; nothing for who reads only the instrument."""
    if not may(request.actor, "screening", "view"):
        return []
    return [Link(_("Focalización"), tenant_url(request, "screening:pending-list"))]
