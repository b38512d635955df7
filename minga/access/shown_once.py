"""What is shown to somebody one single time: sealed in their session until the page that shows it is opened."""

from __future__ import annotations

import base64
import json
from typing import Any

from minga.kernel.sealing import CannotOpen, seal, unseal


def put(session: Any, name: str, about: str, value: Any) -> None:
    """Keep a value for one showing; `about` is what it belongs to (an id)."""
    sealed = seal(json.dumps(value), context=f"once:{about}:{name}")
    session[f"once_{name}"] = {about: base64.b64encode(sealed).decode()}


def take(session: Any, name: str, about: str) -> Any:
    """The value, for the last time; None when there is none."""
    sealed = session.pop(f"once_{name}", {}).get(about)
    if sealed is None:
        return None
    try:
        return json.loads(unseal(base64.b64decode(sealed), context=f"once:{about}:{name}"))
    except CannotOpen:
        return None


def peek(session: Any, name: str, about: str) -> Any:
    """The value, to be read again: for a secret that stays on the page while somebody types its first code."""
    value = take(session, name, about)
    if value is not None:
        put(session, name, about, value)
    return value
