"""Everything that writes to the audit."""

from .looks import note_look, review_look
from .prints import print_copy
from .records import record, record_each
from .sealing import seal_waiting

__all__ = [
    "note_look",
    "print_copy",
    "record",
    "record_each",
    "review_look",
    "seal_waiting",
]
