"""Telephone numbers: read as people write them, kept as E.164, shown in national form (facts K)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

HOME = "EC"


class PhoneNote(StrEnum):
    """Repairs that were made (first three), a warning (UNUSUAL), and why a text is no number (the rest)."""

    LEADING_ZERO = "leading_zero"
    COUNTRY_ADDED = "country_added"
    DECIMALS_DROPPED = "decimals_dropped"
    UNUSUAL = "unusual"
    AREA_MISSING = "area_missing"
    COUNTRY_MISSING = "country_missing"
    NOT_A_NUMBER = "not_a_number"
    DIGITS_LOST = "digits_lost"


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164` is empty when `problem` says why; `is_mobile` only when the number can be nothing else."""

    e164: str = ""
    is_mobile: bool = False
    repairs: tuple[PhoneNote, ...] = ()
    warnings: tuple[PhoneNote, ...] = ()
    problem: PhoneNote | None = None


_DECIMALS = re.compile(r"^\+?(\d{6,})[.,]0$")
_SCIENTIFIC = re.compile(r"^\d+[.,]\d+[eE]\+?\d+$")
_ECUADOR_MOBILE = re.compile(r"^(\+593|00593|593|0|)\(?0?\)?(9\d{8})$")
_SEVERAL = re.compile(r"\s*(?:/|;|,|\||\by\b|\bo\b)\s*", re.IGNORECASE)
_METADATA: Any = PhoneMetadata.metadata_for_region(HOME)
_ISSUED_MOBILE = re.compile(_METADATA.mobile.national_number_pattern)


def read_phone(text: str, region: str = HOME) -> Phone:
    """The number in a text, as E.164 (`+593991234567`), with what was changed to get there.

    Ecuadorian mobiles are understood in five writings: 0991234567, 099 123 4567, 991234567 (zero lost by a
    spreadsheet), +593 99 123 4567 and 00593991234567. A foreign number needs its country code: a Venezuelan
    0412-1234567 is a problem (COUNTRY_MISSING), not a guess. A number outside issued ranges only warns.
    """
    text = unicodedata.normalize("NFKC", str(text or "")).strip().strip("'\"")
    repairs: tuple[PhoneNote, ...] = ()
    whole = _DECIMALS.match(text)
    if whole:
        text, repairs = whole.group(1), (PhoneNote.DECIMALS_DROPPED,)
    if _SCIENTIFIC.match(text):
        return Phone(problem=PhoneNote.DIGITS_LOST)
    if region == HOME:
        mobile = _ECUADOR_MOBILE.match(re.sub(r"[\s.\-]", "", text))
        if mobile:
            return _ecuador_mobile(mobile.group(1), mobile.group(2), repairs)
    return _read_any(text, region, repairs)


def read_phones(text: str, region: str = HOME) -> list[Phone]:
    """Every number of a cell that may hold several ("0991234567 / 042123456"), in the order written."""
    parts = [part for part in _SEVERAL.split(str(text or "")) if part.strip()]
    return [read_phone(part, region) for part in parts]


def shown(e164: str) -> str:
    """National form for a number of this country ("099 123 4567"), also when written so; else international."""
    try:
        number = phonenumbers.parse(e164, HOME)
    except NumberParseException:
        return e164
    home = number.country_code == phonenumbers.country_code_for_region(HOME)
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def masked(e164: str) -> str:
    """The number with all but its last three digits hidden."""
    return "•" * 6 + e164[-3:] if len(e164) > 3 else ""


def search_key(text: str) -> str:
    """The E.164 form of something typed into a search box, or empty when it is no whole number."""
    return read_phone(text).e164 if sum(c.isdigit() for c in text) >= 7 else ""


def _ecuador_mobile(prefix: str, national: str, repairs: tuple[PhoneNote, ...]) -> Phone:
    if prefix == "":
        repairs += (PhoneNote.LEADING_ZERO,)
    elif prefix == "593":
        repairs += (PhoneNote.COUNTRY_ADDED,)
    warnings = () if _ISSUED_MOBILE.fullmatch(national) else (PhoneNote.UNUSUAL,)
    return Phone(f"+593{national}", True, repairs, warnings)


def _read_any(text: str, region: str, repairs: tuple[PhoneNote, ...]) -> Phone:
    digits = re.sub(r"\D", "", text)
    if re.search(r"[A-Za-z]{4,}", text) or not 6 <= len(digits) <= 17:
        return Phone(problem=PhoneNote.NOT_A_NUMBER)
    has_country = text.startswith(("+", "00"))
    if region == HOME and not has_country and re.match(r"^[2-7]\d{6}$", digits):
        return Phone(problem=PhoneNote.AREA_MISSING)
    number = _parse(text, region)
    if number is None or not _has_right_length(number):
        return Phone(problem=PhoneNote.NOT_A_NUMBER) if has_country else _with_country_code(digits, repairs)
    if not text.startswith(("+", "0", "(")) and number.country_code == 593 and not digits.startswith("593"):
        repairs += (PhoneNote.LEADING_ZERO,)
    return _known(number, repairs)


def _has_right_length(number: phonenumbers.PhoneNumber) -> bool:
    """Possible, and not one of the long service numbers unless it is issued as such."""
    if number.country_code == 593 and len(str(number.national_number)) > 9:
        return bool(phonenumbers.is_valid_number(number))
    return bool(phonenumbers.is_possible_number(number))


def _with_country_code(digits: str, repairs: tuple[PhoneNote, ...]) -> Phone:
    """Digits too long for this country: accepted only when valid behind a plus sign."""
    number = None if digits.startswith("0") else _parse("+" + digits, None)
    if number is not None and phonenumbers.is_valid_number(number):
        return _known(number, (*repairs, PhoneNote.COUNTRY_ADDED))
    long_enough = 9 <= len(digits) <= 15
    return Phone(problem=PhoneNote.COUNTRY_MISSING if long_enough else PhoneNote.NOT_A_NUMBER)


def _known(number: phonenumbers.PhoneNumber, repairs: tuple[PhoneNote, ...]) -> Phone:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    warnings = () if phonenumbers.is_valid_number(number) else (PhoneNote.UNUSUAL,)
    return Phone(e164, mobile, repairs, warnings)


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None
