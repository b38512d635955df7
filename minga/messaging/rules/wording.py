"""Filling texts, and finding words that would betray somebody on a phone that others read (CON-12)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minga.kernel.names import folded

from .texts import PLACES

_PLACE = re.compile(r"\{(\w+)\}")
# Beginnings of words, without accents: what tells of migration, violence, health or selection.
_STEMS = (
    "migra", "inmigra", "emigra", "refugi", "extranjer", "foreign", "venezol", "venezuel", "colombian", "haitian",
    "deport", "desplazad", "retornad", "asylum", "apatrid", "indocument", "violen", "maltrat", "agresor", "victim",
    "abus", "femicid", "traffick", "vulnerab", "focaliza", "prioriz", "discapac", "disabil", "psicolog", "psiqui",
    "lgbt", "programa", "programme",
)  # fmt: skip
_WORDS = frozenset({
    "asilo", "visa", "visado", "vih", "hiv", "sida", "site", "integra", "pnud", "oim", "acnur", "oit", "undp", "iom",
    "unhcr", "ilo", "program", "remision",
})  # fmt: skip
_PHRASES = ("movilidad humana", "human mobility", "trata de personas", "explotacion sexual", "salud mental")


def places_in(text: str) -> list[str]:
    """The places to fill of a text, each once, in order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def unknown_places(text: str) -> list[str]:
    """Places that no fact fills; a text with one cannot be saved."""
    return [place for place in places_in(text) if place not in PLACES]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled; a fact that is missing or empty becomes «por confirmar», never a brace."""
    return _PLACE.sub(lambda match: facts.get(match.group(1)) or "por confirmar", text)


def revealing_words(text: str) -> list[str]:
    """Words of a text that reveal migratory condition, violence, health, selection or the programme, as written.

    A shared phone is read by others, so texts avoid them (CON-12). Empty when the wording is neutral.
    """
    words = [(word, folded(word)) for word in re.findall(r"\w+", text)]
    found = [word for word, plain in words if plain in _WORDS or plain.startswith(_STEMS)]
    whole = f" {folded(text)} "
    return list(dict.fromkeys(found + [phrase for phrase in _PHRASES if f" {phrase} " in whole]))
