"""Codes for paper: copied by hand, typed on any keyboard, refused when a character is wrong."""

import re

import pytest

from minga.kernel.codes import ALPHABET, new_code, normalise_code


@pytest.mark.parametrize("length", [6, 7, 11])
def test_a_new_code_reads_back_as_itself(length):
    code = new_code("man", length)
    assert re.fullmatch(rf"MAN(-[{ALPHABET}]{{1,4}})+", code)
    assert normalise_code(code) == code


@pytest.mark.parametrize("between", ["-", " ", " - ", "–", "\u2011", "."])
def test_whatever_stands_between_the_groups_is_understood(between):
    code = new_code("MAN", 11)
    assert normalise_code(f"  {code.lower().replace('-', between)} ") == code


def test_letters_that_look_like_digits_are_read_as_such():
    code = next(code for code in iter(lambda: new_code("MAN", 11), None) if "0" in code and "1" in code[4:])
    assert normalise_code(code.replace("0", "o").replace("1", "l")) == code


def test_one_wrong_character_is_seen():
    code = new_code("MAN", 7)
    for place in range(4, len(code)):
        if code[place] != "-":
            # the check character counts modulo 31, so it cannot tell the first character from the last
            if ALPHABET[-1] != code[place]:
                wrong = code[:place] + ALPHABET[ALPHABET.index(code[place]) + 1] + code[place + 1 :]
                assert normalise_code(wrong) is None, wrong


@pytest.mark.parametrize("text", ["", "MAN", "MAN-", "MAN-Ñ", "MAN-7", "María José"])
def test_what_is_no_code_is_none(text):
    assert normalise_code(text) is None
