"""Every write on people: registration, contact, consents, participation, imports."""

from .consents import Evidence, object_to_purpose, read_evidence, record_consent, withdraw_consent
from .contacts import add_contact_point, add_document, close_contact_point, set_trusted_person
from .elsewhere import ask_elsewhere, keep_untraceable
from .handing import hand_over
from .households import join_household, leave_household
from .imports import (
    apply_import,
    count_import,
    discard_import,
    map_columns,
    preview_import,
    queue_batch,
    stage_file,
    undo_import,
)
from .imports.deciding import decide_rows
from .participations import close_participation, open_participation
from .persons import update_person
from .reads import read_person, reveal_identity
from .registering import register_person
from .transfers import (
    accept_transfer,
    decline_transfer,
    expire_transfers,
    offer_transfer,
    withdraw_transfer,
)

__all__ = [
    "Evidence",
    "accept_transfer",
    "add_contact_point",
    "add_document",
    "apply_import",
    "ask_elsewhere",
    "close_contact_point",
    "close_participation",
    "count_import",
    "decide_rows",
    "decline_transfer",
    "discard_import",
    "expire_transfers",
    "hand_over",
    "join_household",
    "keep_untraceable",
    "leave_household",
    "map_columns",
    "object_to_purpose",
    "offer_transfer",
    "open_participation",
    "preview_import",
    "queue_batch",
    "read_evidence",
    "read_person",
    "record_consent",
    "register_person",
    "reveal_identity",
    "set_trusted_person",
    "stage_file",
    "undo_import",
    "update_person",
    "withdraw_consent",
    "withdraw_transfer",
]
