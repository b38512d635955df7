"""Sign in, choose where to work, sign out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .queries import municipalities_for
from .views_guard import public_page, signed_in


@public_page
def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the application and its database do."""
    return HttpResponse("ok", content_type="text/plain")


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands after signing in: their municipality, or the choice of one."""
    municipalities = list(municipalities_for(request.user, request.at.date()))
    if len(municipalities) == 1:
        return redirect("portal:my-day", municipality=municipalities[0].slug)
    return render(request, "access/start.html", {"municipalities": municipalities})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: say so and keep the reader's way back."""
    return render(request, "403_csrf.html", status=403)
