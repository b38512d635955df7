import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from minga.outreach import rules
from minga.outreach.rules import Attempt
from minga.outreach.states import AttemptOutcome, InvitationState

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
DEADLINE = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def attempt(day=FRIDAY, channel="call", outcome=AttemptOutcome.NO_ANSWER):
    return Attempt(day, channel, outcome, is_direct=channel in ("call", "visit"))


def why_not(*attempts, at=DEADLINE, state=InvitationState.PENDING):
    return rules.why_not_release(state=state, expires_at=DEADLINE, at=at, attempts=attempts)


def test_two_days_two_channels_one_by_voice_frees_the_place():
    assert why_not(attempt(), attempt(SATURDAY, "whatsapp", AttemptOutcome.SENT)) is None
    assert why_not(attempt(FRIDAY, "email", AttemptOutcome.SENT), attempt(SATURDAY, "visit")) is None


@pytest.mark.parametrize(
    ("attempts", "missing"),
    [
        ([], ("attempts", "days", "channels", "direct")),
        ([attempt()], ("attempts", "days", "channels")),
        ([attempt(), attempt(SATURDAY)], ("channels",)),
        ([attempt(), attempt(FRIDAY, "whatsapp")], ("days",)),
        ([attempt(FRIDAY, "whatsapp"), attempt(SATURDAY, "email")], ("direct",)),
    ],
)
def test_missing_is_named(attempts, missing):
    assert rules.missing_for_release(attempts) == missing
    assert why_not(*attempts).details["codes"] == missing


def test_the_place_is_freed_exactly_when_one_pair_of_attempts_has_everything():
    kinds = [attempt(day, channel) for day in (FRIDAY, SATURDAY) for channel in ("call", "visit", "whatsapp", "email")]
    for number in range(4):
        for attempts in itertools.combinations_with_replacement(kinds, number):
            pair = any(
                one.day != two.day and one.channel != two.channel and (one.is_direct or two.is_direct)
                for one, two in itertools.combinations(attempts, 2)
            )
            assert (rules.missing_for_release(attempts) == ()) is pair


def test_wrong_number_or_failed_message_tried_nobody():
    wrong = attempt(FRIDAY, "call", AttemptOutcome.WRONG_CONTACT)
    failed = attempt(SATURDAY, "email", AttemptOutcome.NOT_SENT)
    assert rules.missing_for_release([wrong, failed]) == ("attempts", "days", "channels", "direct")


def test_before_the_deadline_nothing_frees_it_and_after_an_answer_neither():
    enough = (attempt(), attempt(SATURDAY, "whatsapp"))
    assert why_not(*enough, at=DEADLINE - timedelta(seconds=1)).code == "before_deadline"
    assert why_not(*enough, state=InvitationState.ACCEPTED).code == "not_pending"


def test_round_without_in_person_channel_is_noticed():
    in_person = {"visit", "poster"}
    assert rules.lacks_in_person(["call", "email"], in_person)
    assert not rules.lacks_in_person(["call", "poster"], in_person)
