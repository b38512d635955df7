"""What somebody typed in a form that could not be taken because the session ended: kept, to be sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOT_KEPT = ("password", "login")


def kept_form(request: HttpRequest, *, status: int) -> HttpResponse | None:
    """A page that holds the fields of a form that was sent, with a button that sends them again; None when there are
    none to keep.

    Only of a form that our own pages sent (the browser says so in `Origin`): nobody else's words may wait here for a
    click. Never of a form with a password. Files cannot be kept: the page says so.
    """
    if request.method != "POST" or request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return None
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    if not fields or any(word in name for name, _value in fields for word in NOT_KEPT):
        return None
    context = {"kept_fields": fields, "kept_action": request.get_full_path(), "has_files": bool(request.FILES)}
    return render(request, "access/kept_form.html", context, status=status)
