"""A sheet from its file to people and back: stage, map, preview, decide, apply, undo."""

from .applying import apply_import
from .counting import count_import
from .previewing import preview_import
from .staging import discard_import, map_columns, queue_batch, stage_file
from .undoing import undo_import

__all__ = [
    "apply_import",
    "count_import",
    "discard_import",
    "map_columns",
    "preview_import",
    "queue_batch",
    "stage_file",
    "undo_import",
]
