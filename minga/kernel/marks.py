"""A text as an opaque word of an address: readable for whoever it was made for and for some hours, for nobody else.

What people type to look somebody up is a name or a document; addresses stay in logs and in the history of browsers.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta

from .sealing import CannotOpen, seal, unseal

LIFETIME = timedelta(hours=12)


def mark_of(text: str, *, whose: str, at: datetime) -> str:
    """The mark of a text; `whose` says for whom and what for, and is needed again to read it. "" for no text."""
    if not text:
        return ""
    sealed = seal(f"{int(at.timestamp())}:{text}", context=f"mark:{whose}")
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def text_of(mark: str, *, whose: str, at: datetime) -> str | None:
    """The text of a mark; None when it is older than 12 hours, somebody else's, or no mark at all."""
    try:
        sealed = urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        made, _colon, text = unseal(sealed, context=f"mark:{whose}").partition(":")
    except (NotBase64, CannotOpen, ValueError):
        return None
    age = at.timestamp() - int(made)
    return text if 0 <= age + 1 <= LIFETIME.total_seconds() else None
