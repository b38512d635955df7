"""Documents are normalised, repaired where certain, and never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from minga.kernel.identity import (
    DocumentKind,
    IdentityNote,
    guess_kind,
    is_cedula,
    masked,
    read_document,
    ruc_warnings,
    search_keys,
)

cedulas = st.text("0123456789", min_size=9, max_size=9).map(lambda nine: nine + luhn.calc_check_digit(nine))


@pytest.mark.parametrize(
    ("kind", "text", "number", "repairs", "warnings"),
    [
        ("cedula_ec", "1714307103", "1714307103", (), ()),
        ("cedula_ec", "171430710-3", "1714307103", (), ()),
        ("cedula_ec", "1714307104", "1714307104", (), (IdentityNote.CHECK_DIGIT,)),
        ("cedula_ec", "17143", "17143", (), (IdentityNote.SHAPE,)),
        ("cedula_ec", "1.71431E+09", "1.71431E+09", (), (IdentityNote.DIGITS_LOST,)),
        ("cedula_ec", "1714307103.0", "1714307103", (IdentityNote.DECIMALS_DROPPED,), ()),
        ("cedula_ec", "", "", (), (IdentityNote.NUMBER_MISSING,)),
        ("cedula_ve", "V-12.345.678", "V12345678", (), ()),
        ("cedula_ve", "e-84000123", "E84000123", (), ()),
        ("cedula_ve", "12345678", "V12345678", (IdentityNote.ASSUMED_V,), ()),
        ("cedula_ve", "V-00001", "V00001", (), ()),
        ("cedula_ve", "X12", "X12", (), (IdentityNote.SHAPE,)),
        ("pasaporte", "ab 123456", "AB123456", (), ()),
        ("pasaporte", "A1", "A1", (), (IdentityNote.SHAPE,)),
        ("cedula_co", "C.C. 1.020.304.050", "1020304050", (), ()),
        ("cedula_extranjeria", "VIS-2024 / 00123", "VIS-2024/00123", (), ()),
        ("carne_refugiado", "RF-0012", "RF-0012", (), ()),
        ("sin_documento", "", "", (), ()),
        ("sin_documento", "123", "123", (), (IdentityNote.NUMBER_WITHOUT_DOCUMENT,)),
    ],
)
def test_each_kind_is_read(kind, text, number, repairs, warnings):
    read = read_document(kind, text)
    assert (read.number, read.repairs, read.warnings) == (number, repairs, warnings)


@given(cedulas)
def test_a_zero_lost_by_a_spreadsheet_is_put_back_and_reported(cedula):
    read = read_document(DocumentKind.CEDULA_EC, "0" + cedula[1:])
    short = read_document(DocumentKind.CEDULA_EC, cedula[1:])
    if is_cedula("0" + cedula[1:]):
        assert short.number == read.number
        assert short.key == read.key
        assert short.repairs == (IdentityNote.LEADING_ZERO,)
    else:
        assert short.warnings == (IdentityNote.SHAPE,)


@given(cedulas)
def test_a_cedula_with_any_third_digit_passes_by_modulus_ten_alone(cedula):
    assert read_document(DocumentKind.CEDULA_EC, cedula).warnings == ()


@given(st.sampled_from(DocumentKind), st.text(max_size=40))
def test_nothing_a_person_writes_is_refused_and_reading_again_changes_nothing(kind, text):
    once = read_document(kind, text)
    again = read_document(kind, once.number)
    assert again.number == once.number
    assert again.key == once.key


@given(
    st.sampled_from([k for k in DocumentKind if k is not DocumentKind.SIN_DOCUMENTO]),
    st.integers(10_000, 10**10),
)
def test_search_finds_the_key_of_every_kind(kind, number):
    read = read_document(kind, str(number))
    assert read.key in search_keys(str(number))


def test_a_foreigner_with_an_ecuadorian_cedula_is_the_same_document_under_both_kinds():
    assert read_document("cedula_extranjeria", "1714307103").key == read_document("cedula_ec", "1714307103").key


def test_ruc_structure_and_check_digit_only_warn():
    assert ruc_warnings("1792060346001") == ()
    assert ruc_warnings("1792060346000") == (IdentityNote.SHAPE,)
    assert ruc_warnings("1792060345001") == (IdentityNote.CHECK_DIGIT,)


@pytest.mark.parametrize(
    ("text", "nationality", "kind"),
    [
        ("1714307103", "VE", DocumentKind.CEDULA_EC),
        ("V-12345678", "", DocumentKind.CEDULA_VE),
        ("12345678", "VE", DocumentKind.CEDULA_VE),
        ("52123456", "CO", DocumentKind.CEDULA_CO),
        ("AV123456", "CO", DocumentKind.PASAPORTE),
        ("12345678", "", None),
        ("", "VE", None),
    ],
)
def test_kind_is_guessed_only_on_evidence(text, nationality, kind):
    assert guess_kind(text, nationality) is kind


def test_masked_keeps_the_last_three():
    assert masked("1714307103") == "•••••••103"
    assert masked("12") == "••"


def test_text_without_digits_is_no_document_search():
    assert search_keys("maría") == ()
