"""Who gives a consent, and what it needs to count, over plain values."""

from __future__ import annotations

from datetime import date

THUMBPRINT = "thumbprint"
SHARE_PARTNER = "share_partner"
MESSAGES = "messages"


def whole_years(birth_date: date, on: date) -> int:
    """Age in completed years on a day."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def needs_representative(birth_date: date | None, *, on: date, own_consent_age: int) -> bool:
    """Whether somebody else gives the consent: under the age of own consent. An unknown birth date does not say so.

    Source: setting `own_consent_age` (LOPDP art. 21, to be confirmed by a lawyer).
    """
    return birth_date is not None and whole_years(birth_date, on) < own_consent_age


def what_is_missing(
    *,
    purpose: str,
    how: str,
    has_partner: bool,
    has_channel: bool,
    has_witness: bool,
    is_represented: bool,
    must_be_represented: bool,
) -> str | None:
    """Why a consent cannot be kept: `partner_needed`, `partner_not_for_this`, `channel_not_for_this`,
    `witness_needed`, `representative_needed`; None when it can."""
    if purpose == SHARE_PARTNER and not has_partner:
        return "partner_needed"
    if purpose != SHARE_PARTNER and has_partner:
        return "partner_not_for_this"
    if purpose != MESSAGES and has_channel:
        return "channel_not_for_this"
    if how == THUMBPRINT and not has_witness:
        return "witness_needed"
    return "representative_needed" if must_be_represented and not is_represented else None
