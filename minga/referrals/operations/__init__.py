"""Every write of referrals."""

from .alerts import raise_alert, take_alert
from .care import note_care_read, record_pap, record_pap_training, record_support
from .cases import (
    add_task,
    close_case,
    finish_task,
    hand_over_case,
    note_read,
    open_case,
    reopen_case,
    write_note,
)
from .directory import (
    add_place,
    close_service,
    create_service,
    end_agreement,
    import_directory,
    note_export,
    record_agreement,
    remove_place,
    update_service,
)
from .groups import send_group
from .links import answer_by_link, open_link, try_code
from .referrals import (
    answer_referral,
    bring_back,
    close_for_consent,
    close_referral,
    note_contact_shown,
    resend_link,
    send_referral,
)

__all__ = [
    "add_place",
    "add_task",
    "answer_by_link",
    "answer_referral",
    "bring_back",
    "close_case",
    "close_for_consent",
    "close_referral",
    "close_service",
    "create_service",
    "end_agreement",
    "finish_task",
    "hand_over_case",
    "import_directory",
    "note_care_read",
    "note_contact_shown",
    "note_export",
    "note_read",
    "open_case",
    "open_link",
    "raise_alert",
    "record_agreement",
    "record_pap",
    "record_pap_training",
    "record_support",
    "remove_place",
    "reopen_case",
    "resend_link",
    "send_group",
    "send_referral",
    "take_alert",
    "try_code",
    "update_service",
    "write_note",
]
