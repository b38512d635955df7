"""The English catalogue: complete, faithful to what is filled in, and with one word for each term of the glossary."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
import pytest

from minga.ui.catalogue import Text, find_texts, untranslated

PACKAGE = Path(__file__).parents[2] / "minga"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
FILLED_IN = re.compile(r"%%\(\w+\)[sd]|%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|\$\{|&\w+;|</?\w+[^>]*>")
SPANISH = re.compile(r"[áéíóúñÁÉÍÓÚÑ¿¡«»]")
SAME_END = ".:?…!"
ALWAYS_CAPITAL = set(calendar.day_name) | {"No."}  # days of the week begin small in Spanish only
# English texts that name a place, or words that a Spanish sheet must hold
MAY_HOLD_SPANISH = ("Manabí", "cédula ecuatoriana", "tránsito")

# A term in the Spanish text (docs/glossary.md) → what the English text must then hold. Upper and lower case alike.
TERMS = {
    r"\bparticipaci(ón|ones)\b": r"participation",
    r"focalización": r"screening",
    r"\bvaloraci(ón|ones)\b": r"assess(ment|ed)",
    r"orden de llamada": r"calling order",
    r"\bconvocatorias?\b": r"calling round",
    r"\baulas?\b": r"\bclass(es)?\b",
    r"\bcupos?\b": r"\bplaces?\b",
    r"\bsobrecupo": r"extra places?\b",
    r"\bmatrículas?\b": r"enrol(ment|led)",
    r"\bciclos?\b": r"\bcycles?\b",
    r"(?<!en )\bcursos?\b": r"\bcourses?\b",
    r"\bcomprobantes?\b": r"receipt",
    r"\bexpedientes?\b": r"person file",
    r"\bremisi(ón|ones)\b": r"referral",
    r"\bfichas?\b": r"form sheet",
    r"movilidad humana": r"on the move|human mobility",
    r"comunidad(es)? de acogida": r"host communit(y|ies)",
    r"condición migratoria": r"migratory condition",
    r"nivel de prioridad": r"priority level",
    r"\bturnos?\b": r"\bturn",
    r"lista de espera": r"waiting list",
    r"capital de fortalecimiento": r"strengthening capital",
    r"personas? facilitadoras?": r"facilitator",
    r"rincón infantil": r"children’s corner",
    r"entrevista inicial": r"first interview",
    r"persona de confianza": r"trusted person",
    r"posibles? coincidencias?": r"possible duplicate",
    r"\bautorizaci(ón|ones)\b": r"consent",
    r"necesidad(es)? básicas? insatisfechas?": r"unmet basic needs?",
    r"\bmodalidad(es)?\b": r"modalit(y|ies)",
    r"técnic[ao] municipal": r"municipal technician",
}


class Pair(NamedTuple):
    spanish: str
    english: str


def pairs_of(book: polib.POFile) -> Iterator[Pair]:
    """Each text with its English, singular and plural apart."""
    for entry in book:
        if entry.msgid_plural:
            yield Pair(entry.msgid, entry.msgstr_plural[0])
            yield Pair(entry.msgid_plural, entry.msgstr_plural[1])
        else:
            yield Pair(entry.msgid, entry.msgstr)


def unlike_filled_in(pairs: list[Pair]) -> list[Pair]:
    """Translations that do not fill in the same things, in any order."""
    return [
        pair for pair in pairs if sorted(FILLED_IN.findall(pair.spanish)) != sorted(FILLED_IN.findall(pair.english))
    ]


def other_words(pairs: list[Pair], spanish: str, english: str) -> list[Pair]:
    """Translations of a term with another word."""
    return [
        pair
        for pair in pairs
        if re.search(spanish, pair.spanish, re.IGNORECASE) and not re.search(english, pair.english, re.IGNORECASE)
    ]


def unlike_edges(pairs: list[Pair]) -> list[Pair]:
    """Translations with another space at an edge, another sign at the end, or that begin with the other case."""
    wrong = []
    for pair in pairs:
        spanish, english = pair.spanish, pair.english
        spaces = spanish[:1].isspace() != english[:1].isspace() or spanish[-1:].isspace() != english[-1:].isspace()
        ends = {text.rstrip()[-1:] for text in (spanish, english)}
        begins = {text[:1].isupper() for text in (spanish, english) if text[:1].isalpha()}
        if spaces or len(begins) == 2 or (len(ends) == 2 and ends & set(SAME_END)):
            wrong.append(pair)
    return wrong


@pytest.fixture(scope="module")
def book() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module")
def pairs(book: polib.POFile) -> list[Pair]:
    return list(pairs_of(book))


def test_every_text_of_the_screen_has_its_english():
    found = find_texts(PACKAGE)
    assert found.unreadable == []
    assert untranslated(found, CATALOGUE) == [], "manage.py check_translations names them"


def test_the_catalogue_holds_nothing_that_no_code_shows(book):
    shown = set(find_texts(PACKAGE).texts)
    kept = {Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "") for entry in book}
    assert kept - shown == set(), "manage.py check_translations --write drops them"
    assert book.obsolete_entries() == []
    assert book.fuzzy_entries() == []


def test_each_translation_fills_in_the_same_things(pairs):
    assert unlike_filled_in(pairs) == []


def test_no_straight_quote_that_would_close_an_attribute(pairs):
    assert [pair for pair in pairs if pair.english.count('"') != pair.spanish.count('"')] == []


def test_begins_and_ends_like_the_source(pairs):
    assert [pair for pair in unlike_edges(pairs) if pair.english not in ALWAYS_CAPITAL] == []


def test_no_spanish_is_left_in_the_english(pairs):
    left = [pair.english for pair in pairs if SPANISH.search(pair.english)]
    assert [english for english in left if not any(word in english for word in MAY_HOLD_SPANISH)] == []


@pytest.mark.parametrize(("spanish", "english"), TERMS.items())
def test_a_term_of_the_glossary_has_one_english_word(pairs, spanish, english):
    assert [pair for pair in pairs if re.search(spanish, pair.spanish, re.IGNORECASE)], f"no text says {spanish}"
    assert other_words(pairs, spanish, english) == []


# --- the checks themselves are seen to fail


@pytest.mark.parametrize(
    "english",
    ["%(name)s places", "%(n)d places", "%(n)s places of %(n)s", "<b>%(n)s</b> places", "%(n)s places, 30%%"],
)
def test_another_filling_is_seen(english):
    assert unlike_filled_in([Pair("%(n)s cupos", english)])
    assert not unlike_filled_in([Pair("%(n)s de %(total)s", "of %(total)s, %(n)s")])


@pytest.mark.parametrize("english", ["places free", "Places free.", " Places free"])
def test_other_edges_are_seen(english):
    assert unlike_edges([Pair("Cupos libres", english)])


def test_another_word_for_a_term_is_seen():
    assert other_words([Pair("Aulas abiertas", "Classrooms open")], r"\baulas?\b", TERMS[r"\baulas?\b"])
