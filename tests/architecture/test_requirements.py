"""docs/requirements.csv stays true: every test and place it names exists, and nothing is done without one."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATES = {"done", "partial", "not yet"}


def rows():
    with open(ROOT / "docs" / "requirements.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problems(row):
    """What is wrong with one line, as a list of sentences."""
    found = []
    if row["state"] not in STATES:
        found.append(f"state {row['state']!r} is none of {sorted(STATES)}")
    if row["state"] in {"done", "partial"} and not row["where"]:
        found.append("no place is named")
    if row["state"] == "done" and not row["shown_by"]:
        found.append("done without a test or page that shows it")
    found += [f"{place} does not exist" for place in row["where"].split() if not (ROOT / place).exists()]
    found += [f"{shown} does not exist" for shown in row["shown_by"].split() if not is_there(shown)]
    return found


def is_there(shown):
    """Whether a named page (begins with /) or test (`path` or `path::name`) exists."""
    path, _, name = shown.partition("::")
    if shown.startswith("/"):
        return True
    file = ROOT / path
    return file.exists() and (not name or bool(re.search(rf"def {re.escape(name)}\b", file.read_text())))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_line_is_true(row):
    assert not problems(row)


def test_ids_are_unique_and_worded():
    ids = [row["id"] for row in rows()]
    assert len(ids) == len(set(ids)) == 437
    assert all(row["requirement"] for row in rows())


@pytest.mark.parametrize(
    "row",
    [
        {"id": "X-1", "state": "done", "where": "minga", "shown_by": ""},
        {"id": "X-2", "state": "done", "where": "minga", "shown_by": "tests/none.py::test_x"},
        {"id": "X-3", "state": "nearly", "where": "", "shown_by": ""},
        {"id": "X-4", "state": "partial", "where": "minga/nowhere", "shown_by": ""},
    ],
    ids=lambda row: row["id"],
)
def test_untrue_line_is_seen(row):
    assert problems(row)
