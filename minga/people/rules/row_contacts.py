"""The documents and ways of contact of a row: read, repaired, warned about, never refused (facts B, K)."""

from __future__ import annotations

import re
from typing import Any

from minga.kernel.identity import DocumentKind, guess_kind, read_document
from minga.kernel.names import folded
from minga.kernel.phones import read_phone, read_phones

from .row_result import RowResult, RowSettings
from .values import is_email, is_no_document, is_not_said, is_yes, read_document_kind

_TEN_DIGITS = re.compile(r"\d{9}-?\d")


def read_identity(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    """The document of a row into `values["document"]` (kind, number, key, warnings), which never stops a row (facts B).

    A kind that is not said or not known is taken from the number's shape and the nationality, and reported; where they
    do not tell, the number is kept in the contact note and somebody is asked to look (`document_kind_missing`).
    """
    number = str(cells.get("document_number") or "")
    written_kind = str(cells.get("document_kind") or "")
    kind = read_document_kind(written_kind) if written_kind else None
    if written_kind and kind is None and not is_not_said(written_kind):
        result.warn("document_kind_unknown", "document_kind", written=written_kind)
    if is_no_document(number) or is_not_said(number):
        number = ""
    if not number and kind in (None, DocumentKind.SIN_DOCUMENTO):
        return
    _read_number(result, number, kind, settings)


def _read_number(result: RowResult, number: str, kind: DocumentKind | None, settings: RowSettings) -> None:
    if kind is None:
        kind = _assumed_kind(result, number)
        if kind is None:
            result.warn("document_kind_missing", "document_kind", written=number)
            _keep_in_note(result, number)
            return
    read = read_document(kind, number)
    for note in read.repairs:
        result.repaired(f"document_{note}", "document_number", written=number, value=read.number)
    for note in read.warnings:
        result.warn(f"document_{note}", "document_number", written=number)
    if read.key:
        warnings = [str(note) for note in read.warnings]
        result.values["document"] = {
            "kind": str(kind),
            "number": read.number,
            "key": read.key,
            "warnings": warnings,
        }


def _assumed_kind(result: RowResult, number: str) -> DocumentKind | None:
    nationality = result.values.get("nationality", "")
    kind = guess_kind(number, nationality)
    if kind is not None:
        result.repaired("document_kind_assumed", "document_kind", value=str(kind))
    elif nationality == "EC" and _TEN_DIGITS.fullmatch(number):
        # ten digits of an Ecuadorian are a cédula, whatever the last of them says: that is for whoever holds it to see
        kind = DocumentKind.CEDULA_EC
        result.warn("document_kind_doubted", "document_kind", written=number, value=str(kind))
    return kind


def read_contacts(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    """Phones, WhatsApp and e-mail into `values["contacts"]`, (kind, value) in the order of the sheet; what cannot be
    used warns and is kept in the contact note."""
    contacts: list[tuple[str, str]] = []
    for cell in cells.get("phone") or []:
        contacts += [("phone", number) for number in _phones(result, str(cell))]
    whatsapp = str(cells.get("whatsapp") or "")
    if whatsapp and is_yes(whatsapp):
        contacts += [("whatsapp", number) for _, number in contacts[:1]]
    elif whatsapp and folded(whatsapp) != "no":
        contacts += [("whatsapp", number) for number in _phones(result, whatsapp, "whatsapp")]
    email = str(cells.get("email") or "")
    if email and not is_not_said(email):
        if is_email(email):
            contacts.append(("email", email.lower()))
        else:
            result.warn("email_not_valid", "email", written=email)
            _keep_in_note(result, email)
    if contacts:
        result.values["contacts"] = list(dict.fromkeys(contacts))


def _phones(result: RowResult, cell: str, name: str = "phone") -> list[str]:
    if is_not_said(cell) or is_no_document(cell):
        return []
    numbers = []
    for phone in read_phones(cell):
        if phone.problem:
            result.warn(f"phone_{phone.problem}", name, written=cell)
            _keep_in_note(result, cell)
            continue
        numbers.append(phone.e164)
        for note in phone.repairs:
            result.repaired(f"phone_{note}", name, written=cell, value=phone.e164)
        for note in phone.warnings:
            result.warn(f"phone_{note}", name, written=cell)
    return numbers


def read_trusted(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    """The trusted person's phone as E.164; one that cannot be read warns."""
    text = str(cells.get("trusted_phone") or "")
    if not text or is_not_said(text):
        return
    phone = read_phone(text)
    if phone.problem:
        result.warn(f"phone_{phone.problem}", "trusted_phone", written=text)
    else:
        result.values["trusted_phone"] = phone.e164


def _keep_in_note(result: RowResult, written: str) -> None:
    """What cannot be used as a contact is not lost: it goes as written into the note for who will call."""
    note = result.values.get("safe_contact_note", "")
    if written not in note:
        result.values["safe_contact_note"] = f"{note} [{written}]".strip()
