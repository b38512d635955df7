"""Links that open a conversation with the text already written."""

from __future__ import annotations

import re
from urllib.parse import quote

_E164 = re.compile(r"\+[1-9]\d{6,14}")


def whatsapp_link(e164: str, text: str) -> str:
    """`https://wa.me/593991234567?text=…`; empty when the number is not E.164, so that no wrong chat opens."""
    return f"https://wa.me/{e164[1:]}?text={quote(text)}" if _E164.fullmatch(e164) else ""
