"""What is kept how long, and why: one line a class of data. The number comes from the dated setting of that name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptClass:
    """A class of data with a limit. `unit` is `days` or `months`; `setting` names the dated setting."""

    code: str
    setting: str
    unit: str = "days"


CLASSES = (
    KeptClass("message_bodies", "keep_message_bodies_days"),
    KeptClass("import_rows", "keep_import_rows_days"),
    KeptClass("sheets", "keep_sheets_days"),
    KeptClass("drafts", "keep_drafts_days"),
    KeptClass("tokens", "keep_tokens_days"),
    KeptClass("receipts", "keep_receipts_days"),
    KeptClass("inactive", "inactive_notice_days"),
)
