"""docs/asvs.csv stays true: each requirement of OWASP ASVS 5.0.0, levels 1 and 2, once; nothing is met without proof."""

import csv
import re

import pytest

from tests.architecture.test_requirements import ROOT, is_there

COLUMNS = ["id", "level", "topic", "applies", "status", "where", "test"]
HOW_MANY = {1: 70, 2: 183}
STATUS = {"met", "partial", "not met", "not applicable"}
LONGEST_TOPIC = 80
SECTION = "## Not met of ASVS 5.0 level 2"
PLACE = re.compile(r"\b(?:minga|docs|tests|bin|requirements)/[\w./-]*\w")


def rows():
    with open(ROOT / "docs" / "asvs.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problems(row):
    """What is wrong with one line, as a list of sentences."""
    found = []
    if row["status"] not in STATUS:
        found.append(f"status {row['status']!r} is none of {sorted(STATUS)}")
    if row["applies"] != ("no" if row["status"] == "not applicable" else "yes"):
        found.append("applies and status contradict each other")
    if not row["topic"] or len(row["topic"]) > LONGEST_TOPIC:
        found.append(f"the topic must be told in {LONGEST_TOPIC} characters")
    if not row["where"]:
        found.append("neither a file nor a reason is named")
    if row["status"] == "met" and not row["test"]:
        found.append("met without a test or file that shows it")
    found += [f"{place} does not exist" for place in PLACE.findall(row["where"]) if not (ROOT / place).exists()]
    found += [f"{shown} does not exist" for shown in row["test"].split() if not is_there(shown)]
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_line_is_true(row):
    assert not problems(row)


def test_every_requirement_is_there_once():
    ids = [row["id"] for row in rows()]
    assert list(rows()[0]) == COLUMNS
    assert len(ids) == len(set(ids)) == sum(HOW_MANY.values()) == 253
    assert {level: sum(row["level"] == str(level) for row in rows()) for level in HOW_MANY} == HOW_MANY
    assert all(re.fullmatch(r"V\d+\.\d+\.\d+", each) for each in ids)
    assert ids == sorted(ids, key=lambda each: [int(part) for part in each[1:].split(".")])
    assert {int(each[1:].partition(".")[0]) for each in ids} == set(range(1, 18))


def test_threat_model_names_what_is_not_met():
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    section = text.partition(SECTION)[2].partition("\n## ")[0]
    told = re.findall(r"^- (V[\d.]+\d)", section, re.MULTILINE)
    assert sorted(told) == sorted(row["id"] for row in rows() if row["status"] == "not met")


TRUE = {"id": "X", "level": "1", "topic": "A", "applies": "yes", "status": "met", "where": "minga", "test": "bin/check"}


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "nearly"},
        {"applies": "no"},
        {"status": "not applicable"},
        {"topic": ""},
        {"topic": "a" * 81},
        {"where": ""},
        {"where": "minga/nowhere.py: a reason"},
        {"test": ""},
        {"test": "tests/none.py::test_x"},
        {"test": "tests/architecture/test_asvs.py::test_that_nobody_wrote"},
    ],
    ids=str,
)
def test_untrue_line_is_seen(changed):
    assert not problems(TRUE)
    assert problems(TRUE | changed)
