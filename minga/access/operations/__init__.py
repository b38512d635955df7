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
from .sessions import note_sign_in
from .submissions import forget_old_receipts, forget_submission, keep_answer, take_submission
from .tokens import issue_token, revoke_tokens

__all__ = [
    "assign_role",
    "change_own_password",
    "close_account",
    "create_account",
    "end_role",
    "forget_old_receipts",
    "forget_submission",
    "give_temporary_password",
    "issue_token",
    "keep_answer",
    "note_sign_in",
    "reopen_account",
    "revoke_tokens",
    "take_submission",
]
