"""What is said about a person when they are registered, from a form or a row, already read and tidy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from minga.kernel.refusals import Refusal

from ..states import PopulationGroup, Sex
from .dates import age_on
from .row_result import MINIMUM_AGE


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document as it was given; `number` is normalised when it is written."""

    kind: str
    number: str
    country: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A way of contact; `value` is E.164 for phones, an address in small letters for e-mail."""

    kind: str
    value: str
    is_shared: bool = False
    safe_note: str = ""


@dataclass(frozen=True, slots=True)
class TrustedEntry:
    """Somebody who may be told exactly `may_be_told` when the person cannot be reached."""

    name: str
    phone: str
    relationship: str
    may_be_told: str


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """The facts of a registration; contacts in the person's order of preference (SCR-18)."""

    given_names: str
    surnames: str = ""
    known_as: str = ""
    sex: str = Sex.UNDISCLOSED
    gender_identity: str = ""
    birth_date: date | None = None
    is_birth_date_estimated: bool = False
    nationality: str = ""
    population_group: str = PopulationGroup.HOST
    migratory_condition: str = ""
    arrived_country_on: date | None = None
    resides_zone_since: date | None = None
    sector_id: int | None = None
    address: str = ""
    children_in_care: int | None = None
    access_needs: str = ""
    safe_contact_note: str = ""
    documents: tuple[DocumentEntry, ...] = ()
    contacts: tuple[ContactEntry, ...] = ()
    trusted: TrustedEntry | None = None


OWN_FIELDS = tuple(
    name for name in PersonEntry.__dataclass_fields__ if name not in ("documents", "contacts", "trusted")
)


def own_values(entry: PersonEntry) -> dict[str, Any]:
    """The values of an entry that are columns of the person."""
    return {name: getattr(entry, name) for name in OWN_FIELDS}


def why_not_serve(
    birth_date: date | None, *, today: date, message: Any = "", minimum_age: int = MINIMUM_AGE
) -> Refusal | None:
    """Why somebody may not take part for their age; an unknown birth date does not refuse (issue 2, §3.3).

    The minimum is a setting of the programme, 18 unless set. `message` is the sentence, with `age` and `minimum`.
    """
    if birth_date is None or age_on(birth_date, today) >= minimum_age:
        return None
    details = {"age": age_on(birth_date, today), "minimum": minimum_age}
    return Refusal(code="under_age", message=message, details=details)


@dataclass(frozen=True, slots=True)
class Fill:
    """What a row would add to somebody already registered, and where it says otherwise; field names only."""

    missing: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    documents: int = 0
    contacts: int = 0
    participation: bool = False

    @property
    def changes_something(self) -> bool:
        """Whether anything would be written; what differs is only shown, never overwritten."""
        return bool(self.missing or self.documents or self.contacts or self.participation)


FILLABLE = (
    *("known_as", "gender_identity", "birth_date", "nationality", "migratory_condition", "arrived_country_on"),
    *("resides_zone_since", "sector_id", "address", "children_in_care", "access_needs", "safe_contact_note", "sex"),
)
_NOTHING: frozenset[Any] = frozenset({None, "", Sex.UNDISCLOSED})


def compare(known: dict[str, Any], sheet: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(fields the sheet can fill, fields where both say something else), of FILLABLE."""
    said = [name for name in FILLABLE if sheet.get(name) not in _NOTHING]
    missing = tuple(name for name in said if known.get(name) in _NOTHING)
    differs = tuple(name for name in said if name not in missing and known[name] != sheet[name])
    return missing, differs
