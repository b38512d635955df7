"""How often something may be tried: one table of limits, counted in the database that all processes share.

Fixed windows. What one person does is limited per account or code; what one network address does is limited so high
that a municipality or a classroom behind one address keeps working.
"""

from __future__ import annotations

from typing import NamedTuple


class Limit(NamedTuple):
    """At most so many in a window of so many seconds; the window is also what a refused person is told to wait."""

    most: int
    seconds: int


MINUTE, HOUR, DAY = 60, 3600, 86_400

LIMITS: dict[str, Limit] = {
    # wrong passwords of one account from one address; of one account from anywhere; sign-ins from one address
    "sign_in_pair": Limit(5, 5 * MINUTE),
    "sign_in_account": Limit(200, HOUR),
    "sign_in_address": Limit(300, 5 * MINUTE),
    # wrong second factors, and wrong proofs of who is signed in, of one account
    "second_factor": Limit(5, 10 * MINUTE),
    "second_factor_day": Limit(30, DAY),
    # codes to participants: sent to one contact, wrong ones of one contact, asked and tried from one address
    "participant_code_sent": Limit(3, HOUR),
    "participant_code_tried": Limit(5, 15 * MINUTE),
    "participant_address": Limit(200, 10 * MINUTE),
    # public pages, from one address
    "registration_address": Limit(300, 10 * MINUTE),
    "resume_address": Limit(60, 10 * MINUTE),
    "verification_address": Limit(120, 10 * MINUTE),
    "public_form_address": Limit(100, 10 * MINUTE),
    "public_code_address": Limit(120, 10 * MINUTE),
    "kept_address": Limit(100, 10 * MINUTE),
    "directory_address": Limit(100, 5 * MINUTE),
}
