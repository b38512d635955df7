"""What several pages share: the way back, a page that is one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.middleware import SeeOther
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.navigation import Link


def trail(request: HttpRequest, *links: Link) -> list[Link]:
    """Referrals, and what is under them."""
    return [Link(_("Remisiones"), tenant_url(request, "referrals:referral-list")), *links]


def directory_trail(request: HttpRequest, *links: Link) -> list[Link]:
    """The directory, and what is under it."""
    return [Link(_("Directorio de servicios"), tenant_url(request, "referrals:service-list")), *links]


def form_page(
    request: HttpRequest,
    *,
    form: Any,
    save: Callable[[], Any],
    to: str | Callable[[Any], str],
    done: str,
    template: str = "referrals/form_page.html",
    context: dict[str, Any],
) -> HttpResponse:
    """A page that is one form: shown, saved through an operation (its refusal in words on it), or mended.

    `to`: address to go to, or what makes it of what was saved. `context` has `title` and `up`.
    """
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return SeeOther(to if isinstance(to, str) else to(saved))
    context = {"form": form} | context
    return render(request, template, context, status=422 if form.errors else 200)
