"""Every read on people that a page or another area uses."""

from ..permissions import roster_people, visible_batches, visible_people
from .alike import people_alike
from .batches import (
    BatchOutcome,
    PreviewRow,
    batch_outcomes,
    first_rows,
    is_counted_live,
    known_outcomes,
    outcome_source,
    preview_rows,
)
from .receipts import Receipt, receipt_of
from .roster import RosterEntry, roster_entries
from .rows import PersonRow
from .search import NOBODY_FOUND, PeoplePage, Understood, people_with_codes, search_people
from .sheet import ContactRow, DocumentRow, PersonSheet, household_members, masked_text, person_sheet, revealed_until

__all__ = [
    "NOBODY_FOUND",
    "BatchOutcome",
    "ContactRow",
    "DocumentRow",
    "PeoplePage",
    "PersonRow",
    "PersonSheet",
    "PreviewRow",
    "Receipt",
    "RosterEntry",
    "Understood",
    "batch_outcomes",
    "first_rows",
    "household_members",
    "is_counted_live",
    "known_outcomes",
    "masked_text",
    "outcome_source",
    "people_alike",
    "people_with_codes",
    "person_sheet",
    "preview_rows",
    "receipt_of",
    "revealed_until",
    "roster_entries",
    "roster_people",
    "search_people",
    "visible_batches",
    "visible_people",
]
