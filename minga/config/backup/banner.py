"""What those who answer for the installation must see on every page: no good copy for three days."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.access.permissions import may

from . import places

LOOK_EVERY_SECONDS = 60
_seen: tuple[float, places.State] | None = None


def alert(request: HttpRequest) -> str:
    """The red banner, for who may see accounts, in production; "" for others and while copies are young.

    Named in `UI_STAFF_ALERT`. The folders are looked at once a minute and process, never the database.
    """
    actor = getattr(request, "actor", None)
    if settings.MINGA_MODE != "production" or actor is None or actor.account_id is None:
        return ""
    return words(_state(request)) if may(actor, "accounts", "view") else ""


def words(state: places.State) -> str:
    """What the banner says of a state of the copies; "" when all is well."""
    if state.last_at is None:
        return _("Todavía no hay ninguna copia de seguridad: pida a quien cuida el servidor que haga una ahora.")
    if state.is_stale:
        return _(
            "La última copia de seguridad buena es del %(day)s: pida a quien cuida el servidor que las revise hoy."
        ) % {"day": f"{state.last_at:%d/%m/%Y}"}
    return ""


def _state(request: HttpRequest) -> places.State:
    global _seen
    now = time.monotonic()
    if _seen is None or now - _seen[0] > LOOK_EVERY_SECONDS:
        _seen = (now, places.state(at=request.at))
    return _seen[1]
