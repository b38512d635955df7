"""What every page needs: who, where, in which mode. Named in TEMPLATES; queries nothing itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from minga.kernel import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for `ui/base.html` and its children.

    `UI_NAVIGATION` and `UI_ACCOUNT_LINKS` (dotted paths, request -> list of `minga.ui.navigation.Link`),
    `UI_SEARCH_URL`, `UI_STAFF_ALERT`, `UI_STAFF_NOTICE` and `UI_FUND_VISIBILITY` (request -> str) are optional
    settings: what they tell lives higher up.
    """
    municipality = getattr(request, "municipality", None)
    return {
        "lang": (get_language() or "es").split("-")[0],
        "demo_mode": getattr(settings, "DEMO_MODE", False),
        "municipality": municipality,
        "municipality_accent": getattr(municipality, "accent_colour", ""),
        "actor": getattr(request, "actor", None),
        "navigation": SimpleLazyObject(lambda: _asked("UI_NAVIGATION", request) or []),
        "account_links": SimpleLazyObject(lambda: _asked("UI_ACCOUNT_LINKS", request) or []),
        "search_url": SimpleLazyObject(lambda: _asked("UI_SEARCH_URL", request) or ""),
        "staff_alert": SimpleLazyObject(lambda: _asked("UI_STAFF_ALERT", request) or ""),
        "staff_notice": SimpleLazyObject(lambda: _asked("UI_STAFF_NOTICE", request) or ""),
        "fund_visibility": SimpleLazyObject(lambda: _asked("UI_FUND_VISIBILITY", request) or ""),
        "printed_at": getattr(request, "at", None) or clock.now(),
    }


def _asked(setting: str, request: HttpRequest) -> Any:
    path = getattr(settings, setting, "")
    return import_string(path)(request) if path else None
