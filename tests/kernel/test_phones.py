"""Five ways of writing one mobile number give one number, and what was changed is said."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.kernel.phones import PhoneNote, masked, read_phone, read_phones, search_key, shown

mobiles = st.integers(0, 99_999_999).map(lambda n: f"9{n:08d}")


@given(mobiles)
def test_five_writings_are_one_number(national):
    written = [
        f"0{national}",
        f"0{national[:2]} {national[2:5]} {national[5:]}",
        national,
        f"+593 {national[:2]} {national[2:5]} {national[5:]}",
        f"00593{national}",
        f"+593 (0){national[:2]}-{national[2:5]}-{national[5:]}",
        f"593{national}",
    ]
    assert {read_phone(text).e164 for text in written} == {f"+593{national}"}


@given(mobiles)
def test_the_quick_reading_agrees_with_the_library(national):
    number = phonenumbers.parse("0" + national, "EC")
    read = read_phone("0" + national)
    assert read.e164 == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert (PhoneNote.UNUSUAL in read.warnings) == (not phonenumbers.is_valid_number(number))


@given(mobiles)
def test_what_is_shown_reads_back(national):
    e164 = read_phone("0" + national).e164
    assert read_phone(shown(e164)).e164 == e164


@pytest.mark.parametrize(
    ("text", "e164", "repairs"),
    [
        ("991234567", "+593991234567", (PhoneNote.LEADING_ZERO,)),
        ("991234567.0", "+593991234567", (PhoneNote.DECIMALS_DROPPED, PhoneNote.LEADING_ZERO)),
        ("593991234567", "+593991234567", (PhoneNote.COUNTRY_ADDED,)),
        ("052 623 456", "+59352623456", ()),
        ("52623456", "+59352623456", (PhoneNote.LEADING_ZERO,)),
        ("+58 412-1234567", "+584121234567", ()),
        ("0058 412 1234567", "+584121234567", ()),
        ("584121234567", "+584121234567", (PhoneNote.COUNTRY_ADDED,)),
        ("+57 300 123 4567", "+573001234567", ()),
    ],
)
def test_repairs_are_reported(text, e164, repairs):
    read = read_phone(text)
    assert (read.e164, read.repairs, read.problem) == (e164, repairs, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0412-1234567", PhoneNote.COUNTRY_MISSING),
        ("2623456", PhoneNote.AREA_MISSING),
        ("no tiene", PhoneNote.NOT_A_NUMBER),
        ("", PhoneNote.NOT_A_NUMBER),
        ("12", PhoneNote.NOT_A_NUMBER),
        ("9.91235E+08", PhoneNote.DIGITS_LOST),
        ("+593 99 12", PhoneNote.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_says_why(text, problem):
    read = read_phone(text)
    assert (read.e164, read.problem) == ("", problem)


def test_a_cell_with_two_numbers_gives_both():
    assert [p.e164 for p in read_phones("0991234567 / 0987654321")] == ["+593991234567", "+593987654321"]


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text):
    read = read_phone(text)
    assert bool(read.e164) != bool(read.problem)


def test_shown_masked_and_search():
    assert shown("+593991234567") == "099 123 4567"
    assert shown("+584121234567") == "+58 412-1234567"
    assert masked("+593991234567") == "••••••567"
    assert search_key("099 123-4567") == "+593991234567"
    assert search_key("maría") == ""
