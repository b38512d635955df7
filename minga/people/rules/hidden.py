"""Signs that nobody sees and that change how a text reads: marks of direction, zero widths, control characters."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs"})


def without_hidden(text: str) -> tuple[str, bool]:
    """The text with every kind of space as a plain one and without hidden signs, and whether there were any.

    A right-to-left override makes "gpj.exe" of "exe.jpg" and turns the digits of a document round; no name in Latin
    letters needs one. Tabs and line ends are spaces, not hidden signs.
    """
    if text.isprintable():
        return text, False
    kept = [" " if sign.isspace() else "" if unicodedata.category(sign) in _HIDDEN else sign for sign in text]
    return "".join(kept), any(not sign for sign in kept)
