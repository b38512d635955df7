"""Writing accounts and their roles, tokens of links, and the receipts of submitted forms."""

from .accounts import (
    assign_role,
    change_own_password,
    close_account,
    create_account,
    end_role,
    give_temporary_password,
    reopen_account,
)
from .attempts import count_attempt, forget_attempts, forget_old_attempts, is_within
from .directories import account_of_identity
from .factors import (
    add_app,
    add_passkey,
    confirm_sheet,
    issue_own_sheet,
    remove_factor,
    unlock_account,
    use_code,
    use_passkey,
)
from .handovers import begin_handover, end_handover, note_moved
from .installations import note_installation
from .sessions import (
    end_own_other_sessions,
    end_own_session,
    end_sessions,
    forget_ended_sessions,
    note_sign_in,
)
from .standing import end_delegation, record_delegation, record_undertaking, set_duties, take_over
from .submissions import forget_old_receipts, forget_submission, keep_answer, take_submission
from .tokens import issue_token, revoke_tokens

__all__ = [
    "account_of_identity",
    "add_app",
    "add_passkey",
    "assign_role",
    "begin_handover",
    "change_own_password",
    "close_account",
    "confirm_sheet",
    "count_attempt",
    "create_account",
    "end_delegation",
    "end_handover",
    "end_own_other_sessions",
    "end_own_session",
    "end_role",
    "end_sessions",
    "forget_attempts",
    "forget_ended_sessions",
    "forget_old_attempts",
    "forget_old_receipts",
    "forget_submission",
    "give_temporary_password",
    "is_within",
    "issue_own_sheet",
    "issue_token",
    "keep_answer",
    "note_installation",
    "note_moved",
    "note_sign_in",
    "record_delegation",
    "record_undertaking",
    "remove_factor",
    "reopen_account",
    "revoke_tokens",
    "set_duties",
    "take_over",
    "take_submission",
    "unlock_account",
    "use_code",
    "use_passkey",
]
