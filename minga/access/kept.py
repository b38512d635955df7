"""What somebody typed in a form that could not be taken: kept while they sign in or prove who they are again.

Of a session that ended, the page itself holds the form: to be sent again from there, or carried through the sign-in as
one sealed field. Of a page that asks for a fresh proof, the session holds it sealed. Never a form with a password;
files cannot be kept: the page says so.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from minga.kernel.sealing import CannotOpen, seal, unseal

NOT_KEPT = ("password", "login")
IN_SESSION = "kept_form"
LARGEST = 100_000
HOLDS = timedelta(hours=1)
_CONTEXT = "access:kept:form"


def kept_form(request: Any, *, status: int) -> HttpResponse | None:
    """A page that holds the fields of a form that was sent, with a button that sends them again; None when there are
    none to keep.

    Only of a form that our own pages sent (the browser says so in `Origin`): nobody else's words may wait here for a
    click.
    """
    fields = _fields(request)
    if not fields:
        return None
    context = {
        "kept_fields": fields,
        "kept_action": request.get_full_path(),
        "has_files": bool(request.FILES),
        "kept_sealed": _sealed(request, fields),
    }
    return render(request, "access/kept_form.html", context, status=status)


def keep_in_session(request: Any) -> bool:
    """Keep the form that this request sent in its session, in place of an earlier one; False when there is none."""
    request.session.pop(IN_SESSION, None)
    fields = _fields(request)
    sealed = _sealed(request, fields) if fields else ""
    if sealed:
        request.session[IN_SESSION] = sealed
    return bool(sealed)


def carry(request: Any, sealed: str) -> bool:
    """Take the sealed form of a page into the session of who is about to sign in; False when it is not ours."""
    if _opened(sealed, request.at) is None:
        return False
    request.session[IN_SESSION] = sealed
    return True


def waiting(request: Any) -> dict[str, Any] | None:
    """The form that waits in the session, for the account that typed it only: `action`, `fields`, `has_files`."""
    found = _opened(request.session.get(IN_SESSION, ""), request.at)
    if found is None or found["account"] not in (None, request.user.pk):
        return None
    return found


def _fields(request: Any) -> list[tuple[str, str]]:
    if request.method != "POST" or request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return []
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    return [] if any(word in name for name, _value in fields for word in NOT_KEPT) else fields


def _sealed(request: Any, fields: list[tuple[str, str]]) -> str:
    """One text that only we can read; "" for a form too large to carry."""
    account_id = request.user.pk if request.user.is_authenticated else getattr(request, "ended_account_id", None)
    kept = {
        "action": request.get_full_path(),
        "fields": fields,
        "has_files": bool(request.FILES),
        "account": account_id,
        "at": request.at.isoformat(),
    }
    text = json.dumps(kept)
    return base64.b64encode(seal(text, context=_CONTEXT)).decode() if len(text) <= LARGEST else ""


def _opened(sealed: str, at: datetime) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(unseal(base64.b64decode(sealed, validate=True), context=_CONTEXT))
    except (CannotOpen, ValueError):
        return None
    return found if at - datetime.fromisoformat(found["at"]) < HOLDS else None
