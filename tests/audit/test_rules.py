"""The canonical form, signatures and the chain: fixed, so that anybody can recompute them from the text in rules.py."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.audit import rules
from minga.audit.states import is_read

KEY = bytes(range(32))
VALUES = [
    "0190b5c8-0000-7000-8000-000000000001",
    "2026-11-21T15:00:00.000000Z",
    7,
    None,
    "technician",
    "Ñusta «A»",
    "people.update_person",
    "people_person",
    None,
    ["birth_date", "surnames"],
    "done",
    "",
]


def test_canonical_form_is_the_one_written_down():
    assert rules.canonical(VALUES).decode() == (
        '[1,"0190b5c8-0000-7000-8000-000000000001","2026-11-21T15:00:00.000000Z",7,null,"technician","Ñusta «A»",'
        '"people.update_person","people_person",null,["birth_date","surnames"],"done",""]'
    )


def test_instants_are_utc_with_six_decimals():
    at = datetime(2026, 11, 21, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=-5)))
    assert rules.instant(at) == "2026-11-21T15:00:00.000005Z"
    assert rules.instant(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000000Z"


@given(st.lists(st.text(), min_size=2, max_size=4), st.lists(st.text(), min_size=2, max_size=4))
def test_different_rows_have_different_forms(one, other):
    assert (rules.canonical(one) == rules.canonical(other)) is (one == other)


def test_signature_and_digest_can_be_recomputed_by_hand():
    form = rules.canonical(VALUES)
    signed = rules.signature(KEY, form)
    assert signed == hmac.digest(KEY, b"row\0" + form, "sha256")
    by_hand = hmac.digest(
        KEY, b"chain\0" + bytes(32) + (1).to_bytes(8, "big") + (42).to_bytes(8, "big") + signed, "sha256"
    )
    assert rules.digest(KEY, rules.START, 1, 42, signed) == by_hand


def test_chain_in_batches_is_the_chain_in_one():
    rows = [(number, rules.signature(KEY, bytes([number]))) for number in range(9)]
    whole = rules.chained(KEY, rules.START, 1, rows)
    first = rules.chained(KEY, rules.START, 1, rows[:4])
    assert first + rules.chained(KEY, first[-1], 5, rows[4:]) == whole


def test_without_the_key_nothing_can_be_made():
    other = bytes(32)
    assert rules.signature(other, b"x") != rules.signature(KEY, b"x")
    assert rules.digest(other, rules.START, 1, 1, b"x") != rules.digest(KEY, rules.START, 1, 1, b"x")
    assert rules.head_mac(other, 1, 1, b"x") != rules.head_mac(KEY, 1, 1, b"x")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("people.reveal_identity", True),
        ("portal.read_file", True),
        ("people.register_person", False),
        ("people.readmit_person", False),
        ("access.sign_in", False),
    ],
)
def test_reads_are_known_by_their_verb(action, expected):
    assert is_read(action) is expected
