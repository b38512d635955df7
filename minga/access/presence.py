"""What a session knows of who is behind it: since when, last seen, with which second factor, when last proved."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.auth import logout

from minga.kernel import clock
from minga.kernel.actor import public_actor
from minga.kernel.ids import uuid7_text
from minga.kernel.rights import CASE_WORKER

from . import lifetimes, queries
from .session_store import BEGAN, DEVICE, PUBLIC_ID, SEEN

FACTOR, PROVED, RIGHTS, CASE_WORK = "second_factor", "proved_at", "rights_version", "case_work"
SKIPPED = "skipped"
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "CriOS", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "CriOS": "Chrome", "SamsungBrowser": "Samsung", "Mac OS": "Mac"}


def begin(sender: Any, request: Any, user: Any, **_signal: Any) -> None:
    """Somebody signed in: the session begins, with the second factor that the request's view has checked.

    Heard from Django, so that no way of signing in goes round it.
    """
    at = clock.now()
    session = request.session
    session[PUBLIC_ID] = uuid7_text()
    session[BEGAN] = session[SEEN] = session[PROVED] = at.isoformat()
    session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    session[FACTOR] = getattr(request, "second_factor", "") or (SKIPPED if queries.skips_second_factor() else "")
    session[RIGHTS] = user.rights_version
    session[CASE_WORK] = False


def keep(request: Any) -> None:
    """End the session when its time is over, else note that it was used (once a minute), and give it a new key after
    a change of the account's roles. The request's actor must be known."""
    if not request.user.is_authenticated:
        return
    session, at = request.session, request.at
    began, seen = moment(session, BEGAN), moment(session, SEEN)
    is_case_work = session.get(CASE_WORK) or CASE_WORKER in request.actor.roles
    if (
        began is None
        or seen is None
        or lifetimes.is_over(began_at=began, seen_at=seen, at=at, is_case_work=is_case_work)
    ):
        request.ended_account_id = request.user.pk
        logout(request)
        request.actor = public_actor(request.actor.municipality_id)
        return
    if session[RIGHTS] != request.user.rights_version:
        session.cycle_key()
        session[RIGHTS] = request.user.rights_version
    if is_case_work and not session.get(CASE_WORK):
        session[CASE_WORK] = True
    if at - seen >= lifetimes.SEEN_EVERY:
        session[SEEN] = at.isoformat()


def prove(request: Any) -> None:
    """Note that whoever is signed in proved it again; the session gets a new key."""
    request.session.cycle_key()
    request.session[PROVED] = request.at.isoformat()


def is_fresh(request: Any) -> bool:
    """Whether they proved it within the last ten minutes."""
    return lifetimes.is_fresh(moment(request.session, PROVED), request.at)


def lacks_second_factor(request: Any) -> bool:
    """Whether the session was begun with a password alone where more is asked."""
    return not request.session.get(FACTOR)


def moment(session: Any, name: str) -> datetime | None:
    """An instant that the session holds."""
    text = session.get(name)
    return datetime.fromisoformat(text) if text else None


def device_of(user_agent: str) -> str:
    """Browser and system in two words, as somebody recognises their own device; "" when neither is known."""
    found = [next((word for word in words if re.search(word, user_agent)), "") for words in (_BROWSERS, _SYSTEMS)]
    return " · ".join(_NAMES.get(word, word) for word in found if word)
