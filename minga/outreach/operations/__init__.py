"""Every write of outreach."""

from .answers import accept_invitation, decline_invitation, release_silent_invitation, withdraw_invitation
from .attempts import note_message, record_attempt
from .handing import hand_over
from .mass import decide_mass, request_mass
from .rounds import call_next, close_round, open_round

__all__ = [
    "accept_invitation",
    "call_next",
    "close_round",
    "decide_mass",
    "decline_invitation",
    "hand_over",
    "note_message",
    "open_round",
    "record_attempt",
    "release_silent_invitation",
    "request_mass",
    "withdraw_invitation",
]
