"""Identity documents: how each kind is written, what is repaired, what is only warned about (facts B).

Nothing here refuses a person: a document that fails a check is kept as it was given, with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.ec import ruc as stdnum_ruc


class DocumentKind(StrEnum):
    """The kinds of document people show; to have none, an expired or a foreign one is ordinary."""

    CEDULA_EC = "cedula_ec"
    CEDULA_EXTRANJERIA = "cedula_extranjeria"
    PASAPORTE = "pasaporte"
    CEDULA_VE = "cedula_ve"
    CEDULA_CO = "cedula_co"
    CARNE_REFUGIADO = "carne_refugiado"
    CERTIFICADO_SOLICITANTE = "certificado_solicitante"
    CERTIFICADO_PERMANENCIA = "certificado_permanencia"
    PARTIDA_NACIMIENTO = "partida_nacimiento"
    SIN_DOCUMENTO = "sin_documento"


class IdentityNote(StrEnum):
    """What a check has to say: the first three are repairs that were made, the rest warnings."""

    LEADING_ZERO = "leading_zero"
    ASSUMED_V = "assumed_v"
    DECIMALS_DROPPED = "decimals_dropped"
    CHECK_DIGIT = "check_digit"
    SHAPE = "shape"
    DIGITS_LOST = "digits_lost"
    NUMBER_MISSING = "number_missing"
    NUMBER_WITHOUT_DOCUMENT = "number_without_document"


@dataclass(frozen=True, slots=True)
class Identity:
    """A document number in its stored form.

    `number` is what is kept and shown, `key` what a blind index is made of: empty when there is nothing to
    compare by. Two numbers with the same key are the same document, however they were written.
    """

    kind: DocumentKind
    number: str
    key: str
    repairs: tuple[IdentityNote, ...] = ()
    warnings: tuple[IdentityNote, ...] = ()


_SCIENTIFIC = re.compile(r"^\d+[.,]\d*E\+?\d+$")
_DECIMALS = re.compile(r"^(\d{4,})[.,]0{1,2}$")
_NOT_WORD = re.compile(r"[^0-9A-Z]")
_PASSPORT = re.compile(r"^[A-Z0-9]{5,12}$")
_VENEZUELAN = re.compile(r"^([VE]?)(\d{1,9})$")
_FAMILY = {
    DocumentKind.CEDULA_EC: "ec",
    DocumentKind.PASAPORTE: "passport",
    DocumentKind.CEDULA_CO: "co",
    DocumentKind.CARNE_REFUGIADO: "refugee",
    DocumentKind.CERTIFICADO_SOLICITANTE: "applicant",
    DocumentKind.CERTIFICADO_PERMANENCIA: "permanence",
    DocumentKind.PARTIDA_NACIMIENTO: "birth",
}

Reading = tuple[str, str, tuple[IdentityNote, ...], tuple[IdentityNote, ...]]


def read_document(kind: DocumentKind | str, text: str) -> Identity:
    """The stored form of a number as somebody wrote it; never refuses (SCR-23, facts B).

    Repairs (reported): the leading zero of a cédula lost by a spreadsheet, when nine digits pass modulus 10
    with it; the V of a Venezuelan cédula written without letter; ".0" left by a spreadsheet. Warnings:
    modulus 10 (the only dependable check of a cédula), shape, digits lost to scientific notation, no number.
    """
    kind = DocumentKind(kind)
    text, repairs = _plain(text)
    if kind is DocumentKind.SIN_DOCUMENTO:
        return Identity(kind, text, "", repairs, (IdentityNote.NUMBER_WITHOUT_DOCUMENT,) if text else ())
    if not text:
        return Identity(kind, "", "", repairs, (IdentityNote.NUMBER_MISSING,))
    if _SCIENTIFIC.match(text):
        return Identity(kind, text, "", repairs, (IdentityNote.DIGITS_LOST,))
    number, key, more, warnings = _READERS.get(kind, _read_other)(kind, text)
    return Identity(kind, number, key, repairs + more, warnings)


def search_keys(text: str) -> tuple[str, ...]:
    """Every key under which a number typed into a search box may be stored; empty when it is no number."""
    text, _ = _plain(text)
    if not any(c.isdigit() for c in text):
        return ()
    kinds = [kind for kind in DocumentKind if kind is not DocumentKind.SIN_DOCUMENTO]
    keys = [read_document(kind, text).key for kind in kinds]
    return tuple(dict.fromkeys(key for key in keys if key))


def is_cedula(number: str) -> bool:
    """Whether ten digits pass modulus 10; says nothing of province or third digit, which do not decide."""
    return len(number) == 10 and number.isascii() and number.isdigit() and luhn.is_valid(number)


def ruc_warnings(text: str) -> tuple[IdentityNote, ...]:
    """What is odd about a RUC: shape (13 digits that end in an establishment), else the check digit.

    Neither blocks: valid active RUCs fail the published sums (facts B).
    """
    number = _NOT_WORD.sub("", text.upper())
    if not (len(number) == 13 and number.isdigit()) or number.endswith("000"):
        return (IdentityNote.SHAPE,)
    return () if stdnum_ruc.is_valid(number) else (IdentityNote.CHECK_DIGIT,)


def guess_kind(text: str, nationality: str = "") -> DocumentKind | None:
    """The kind a number most likely is, or None; the caller must report that it was guessed.

    `nationality` is an ISO 3166-1 alpha-2 code. A valid cédula wins; then letter V or E; then nationality.
    """
    plain = _NOT_WORD.sub("", _plain(text)[0])
    if is_cedula(plain) or (len(plain) == 9 and nationality in ("", "EC") and is_cedula("0" + plain)):
        return DocumentKind.CEDULA_EC
    if re.match(r"^[VE]\d{4,9}$", plain):
        return DocumentKind.CEDULA_VE
    if plain.isdigit():
        by_nation = {"VE": (DocumentKind.CEDULA_VE, 5, 8), "CO": (DocumentKind.CEDULA_CO, 6, 10)}
        kind, shortest, longest = by_nation.get(nationality, (None, 0, 0))
        return kind if shortest <= len(plain) <= longest else None
    return DocumentKind.PASAPORTE if re.match(r"^[A-Z]{1,3}\d{5,9}$", plain) else None


def masked(number: str) -> str:
    """A number with all but its last three characters hidden, for screens that need no more."""
    return "•" * max(len(number) - 3, 0) + number[-3:] if len(number) > 3 else "•" * len(number)


def _plain(text: str) -> tuple[str, tuple[IdentityNote, ...]]:
    """Upper case, one width, no control characters; `.0` of a spreadsheet dropped and reported."""
    text = unicodedata.normalize("NFKC", str(text or "")).upper().strip().strip("'\"")
    text = " ".join(text.split())
    whole = _DECIMALS.match(text)
    return (whole.group(1), (IdentityNote.DECIMALS_DROPPED,)) if whole else (text, ())


def _read_cedula(kind: DocumentKind, text: str) -> Reading:
    number = _NOT_WORD.sub("", text)
    repairs: tuple[IdentityNote, ...] = ()
    warnings: tuple[IdentityNote, ...] = ()
    if len(number) == 9 and is_cedula("0" + number):
        number, repairs = "0" + number, (IdentityNote.LEADING_ZERO,)
    elif len(number) != 10 or not number.isdigit():
        warnings = (IdentityNote.SHAPE,)
    elif not is_cedula(number):
        warnings = (IdentityNote.CHECK_DIGIT,)
    return number, f"ec:{number}" if number else "", repairs, warnings


def _read_foreigner_cedula(kind: DocumentKind, text: str) -> Reading:
    """A cédula given to a foreigner has the numbers of every cédula; a visa order has its own, unchecked."""
    number, key, repairs, warnings = _read_cedula(kind, text)
    if warnings == (IdentityNote.SHAPE,) and len(number) != 10:
        return _tidy(text), f"visa:{number}" if number else "", (), ()
    return number, key, repairs, warnings


def _read_venezuelan(kind: DocumentKind, text: str) -> Reading:
    found = _VENEZUELAN.match(_NOT_WORD.sub("", text))
    if not found:
        number = _NOT_WORD.sub("", text)
        return _tidy(text), f"ve:{number}" if number else "", (), (IdentityNote.SHAPE,)
    letter, digits = found.groups()
    repairs = () if letter else (IdentityNote.ASSUMED_V,)
    return f"{letter or 'V'}{digits}", f"ve:{letter or 'V'}{int(digits)}", repairs, ()


def _read_colombian(kind: DocumentKind, text: str) -> Reading:
    number = re.sub(r"^CC(?=\d)", "", _NOT_WORD.sub("", text))
    warnings = () if re.match(r"^\d{3,10}$", number) else (IdentityNote.SHAPE,)
    return number, f"co:{number.lstrip('0')}" if number.strip("0") else "", (), warnings


def _read_passport(kind: DocumentKind, text: str) -> Reading:
    number = _NOT_WORD.sub("", text)
    warnings = () if _PASSPORT.match(number) else (IdentityNote.SHAPE,)
    return number, f"passport:{number}" if number else "", (), warnings


def _read_other(kind: DocumentKind, text: str) -> Reading:
    """Cards and certificates without a published shape: kept as written, compared by letters and digits."""
    number = _NOT_WORD.sub("", text)
    warnings = () if 3 <= len(number) <= 30 else (IdentityNote.SHAPE,)
    return _tidy(text), f"{_FAMILY[kind]}:{number}" if number else "", (), warnings


def _tidy(text: str) -> str:
    return re.sub(r"\s*([-/])\s*", r"\1", text)


_READERS: dict[DocumentKind, Callable[[DocumentKind, str], Reading]] = {
    DocumentKind.CEDULA_EC: _read_cedula,
    DocumentKind.CEDULA_EXTRANJERIA: _read_foreigner_cedula,
    DocumentKind.CEDULA_VE: _read_venezuelan,
    DocumentKind.CEDULA_CO: _read_colombian,
    DocumentKind.PASAPORTE: _read_passport,
}
