"""What tests of screening share: the default instrument in force, and whole answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minga.kernel.actor import system_actor
from minga.screening.operations import load_default_version, save_page, start_submission
from minga.screening.states import Channel
from tests.factories import make_person

ROSA = {
    "intervention_city": "yes",
    "household_size": 4,
    "dependants": 2,
    "children_to_bring": 1,
    "head_of_household": "alone",
    "care_hours": "from_5_to_8",
    "gender_identity": "woman",
    "housing": "rented",
    "needs": "food shelter",
    "urgent_need": "none",
    "wants_referral": "no",
    **dict.fromkeys(
        ["wg_seeing", "wg_hearing", "wg_walking", "wg_remembering", "wg_selfcare", "wg_communicating"], "1"
    ),
    "documents_current": "valid",
    "migratory_condition": "virte",
    "schooling_years": 13,
    "higher_education": "no",
    "prior_courses": "none",
    "livelihood_experience": "yes",
    "work_status": "own_account",
    "occupation_category": "own_account",
    "work_hours_week": 30,
    "wants_more_hours": "yes",
    "sector_origin": "commerce",
    "sector_now": "commerce",
    "income_band": "from_101_to_250",
    "expectation": "business",
    "business_has": "yes",
    "business_stage": "operating",
    "business_ruc": "no",
    "availability": "saturday",
    "modality_preference": "in_person",
    "device": "smartphone",
    "internet": "prepaid",
    "contact_channels": "whatsapp call",
    "contact_first": "whatsapp",
    "talk_private": "later",
}


@pytest.fixture
def version(in_manta, at):
    """The default workbook, in force in Manta."""
    return load_default_version(actor=system_actor(in_manta.pk), at=at - timedelta(days=1))


@pytest.fixture
def rosa(in_manta):
    """A person in mobility who has lived in Manta since February 2024."""
    return make_person(in_manta, given_names="Rosa", surnames="Delgado")


@pytest.fixture
def technician(actor_of):
    """A technician of Manta."""
    return actor_of("technician")


@pytest.fixture
def answered(version, rosa, technician, at):
    """An assisted interview with every answer, not finished."""
    submission = start_submission(channel=Channel.ASSISTED, person=rosa, actor=technician, at=at)
    return save_page(submission=submission, answers=ROSA, page="closing", actor=technician, at=at)
