"""Names keep their letters; keys ignore accents and, where asked, order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.kernel.names import folded, has_lost_characters, name_key, name_tokens, repaired_text, short_name

letters = st.text("abcdefghijklmnñopqrstuvwxyzáéíóúüABCDEFGHIJKLMNÑOPQRSTUVWXYZÁÉÍÓÚÜ", min_size=1, max_size=12)
names = st.lists(letters, min_size=1, max_size=4)


def test_keys():
    assert name_key("María José", "Muñoz-Peña") == "munoz pena maria jose"
    assert name_tokens("José", "María Peña") == name_tokens("Peña", "María José") == "jose maria pena"
    assert folded("  Ángel  D'León ") == "angel d leon"
    assert folded("Олена") == "олена"


@given(names)
def test_folding_twice_changes_nothing(words):
    once = folded(" ".join(words))
    assert folded(once) == once


@given(st.permutations(["Ana", "Lucía", "Pérez", "Ñáñez"]))
def test_tokens_do_not_depend_on_order(words):
    assert name_tokens(*words) == "ana lucia nanez perez"


@pytest.mark.parametrize(
    ("given_names", "surnames", "short"),
    [
        ("María José", "Pérez López", "María P."),
        ("Ana", "", "Ana"),
        ("Luis", "de la Cruz", "Luis C."),
        ("", "Quispe", "Quispe"),
        ("Rosa", "De", "Rosa D."),
    ],
)
def test_short_name(given_names, surnames, short):
    assert short_name(given_names, surnames) == short


@pytest.mark.parametrize(
    ("spoilt", "right"),
    [
        ("JosÃ©", "José"),
        ("NUÃ‘EZ", "NUÑEZ"),
        ("Nuevo LeÃ³n", "Nuevo León"),
        ("PÃƒÂ©rez", "Pérez"),
        ("Ã\x81ngel", "Ángel"),
    ],
)
def test_double_encoded_accents_are_restored(spoilt, right):
    assert repaired_text(spoilt) == (right, True)


@given(names)
def test_double_encoding_a_name_with_accents_round_trips_or_is_left_alone(words):
    name = " ".join(words)
    spoilt = name.encode().decode("latin-1")
    fixed, changed = repaired_text(spoilt)
    assert fixed == (name if changed else spoilt)


@given(names)
def test_names_as_people_write_them_are_never_touched(words):
    name = " ".join(words)
    assert repaired_text(name) == (name, False)


@pytest.mark.parametrize(
    "name", ["João", "São Paulo", "Ñandú", "Åsa", "Ângela", "Müller", "Señor & Hijos <3", "D&apos;León"]
)
def test_other_languages_and_signs_are_never_touched(name):
    assert repaired_text(name) == (name, False)


def test_lost_letters_are_seen():
    assert has_lost_characters("PE�A")
    assert has_lost_characters("PEÃ?A")
    assert not has_lost_characters("PEÑA?")
