"""Names of people: the keys they are sorted, searched and compared by, the short form, and spoilt accents."""

from __future__ import annotations

import re
import unicodedata

import ftfy

_PARTICLES = frozenset(re.findall(r"\w+", "da das de del di do dos e el la las los san santa van von y"))
_SPOILT = re.compile(r"[ÃÂâÅÄ]")
_LOST = re.compile("�|[ÃÂ]\\?")
_SPANISH = str.maketrans("áéíóúüñ", "aeiouun")  # the common letters at once; any other by decomposing
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def folded(text: str) -> str:
    """Lower case without accents or signs, words apart by one space: "Muñoz-Peña" is "munoz pena"."""
    plain = text.lower() if text.isascii() else text.casefold().translate(_SPANISH)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in apart if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip() if plain.isascii() else _words_of_any_script(plain)


def name_key(given_names: str, surnames: str = "") -> str:
    """What lists are sorted by: folded surnames, then given names; never the database's collation."""
    return folded(f"{surnames} {given_names}")


def name_tokens(*parts: str) -> str:
    """The distinct words of a name in alphabetic order: equal for the same words in any order."""
    return " ".join(sorted({*folded(" ".join(parts)).split()}))


def short_name(given_names: str, surnames: str = "") -> str:
    """How a class list calls somebody: first given name and initial of the first surname, "María P."."""
    first = given_names.split()
    last = surnames.split()
    if not first:
        return surnames.strip()
    initial = next((word for word in last if word.lower() not in _PARTICLES), last[0] if last else "")
    return f"{first[0]} {initial[0].upper()}." if initial else first[0]


def repaired_text(text: str) -> tuple[str, bool]:
    """The text with accents restored where they were encoded twice ("NUÃ‘EZ"), and whether that changed it.

    Only that repair is made, and only when it is certain; ordinary text returns as it came (COM-22, facts K).
    """
    if not _SPOILT.search(text):
        return text, False
    fixed = ftfy.fix_encoding(text)
    return fixed, fixed != text


def has_lost_characters(text: str) -> bool:
    """Whether letters were lost for good ("PE�A", "PEÃ?A"): nobody can restore them but a person."""
    return bool(_LOST.search(text))


def _words_of_any_script(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())
