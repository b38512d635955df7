"""A demo person's answers to the default interview, in the codes of `minga/screening/data/focalizacion_v1`.

The questions on difficulties of daily life are answered "no" by everybody and so is the offer of a private talk: the
demonstration plants nothing on health or protection.
"""

from minga.demo.records import Household, Livelihood, Registration

Answer = str | int

PERSON_QUESTIONS = ("given_names", "surnames", "birth_date", "population_group", "nationality", "sex")
_DIFFICULTIES = ("seeing", "hearing", "walking", "remembering", "selfcare", "communicating")
_NO_DIFFICULTY = "1"
_DECLINED = "99"

_NEEDS = {
    "food": "food",
    "housing": "shelter",
    "documents": "documents",
    "education": "schooling",
    "childcare": "childcare",
}
_CATEGORIES = {
    "private_employee": ("employed", "employee"),
    "public_employee": ("employed", "employee"),
    "day_labour": ("employed", "day_labourer"),
    "own_account": ("own_account", "own_account"),
    "employer": ("employer", "employer"),
    "unpaid_family": ("unpaid_family", "unpaid_family"),
}
_SECTORS = {
    "commerce": "commerce",
    "food": "food_lodging",
    "bakery": "food_lodging",
    "beauty": "personal_services",
    "domestic": "domestic",
    "construction": "construction",
    "agriculture": "agriculture",
    "education": "education_health",
    "health": "education_health",
    "other": "other",
    "none": "none",
}
_INCOMES = ((0, "none"), (100, "up_to_100"), (250, "from_101_to_250"), (482, "from_251_to_sbu"), (964, "up_to_two_sbu"))


def interview(person: Registration) -> dict[str, Answer]:
    """Answers as they are stored: codes (several parted by spaces), ISO dates, whole numbers; unasked left out.

    What identifies the person (names, document, phone) is not among them: it is in the registration.
    """
    answers: dict[str, Answer] = {
        "population_group": person.group,
        "nationality": person.nationality,
        "sex": person.sex,
        "residence_zone_since": person.resident_since.isoformat(),
        "intervention_city": "no" if person.household.lives_elsewhere else "yes",
        "gender_identity": "woman" if person.sex == "female" else "man",
        "documents_current": "none" if not person.document_number else "expired" if _is_expired(person) else "valid",
        "talk_private": "no",
        **{f"wg_{name}": _NO_DIFFICULTY for name in _DIFFICULTIES},
        **_household(person.household),
        **_livelihood(person, person.livelihood),
        **_contact(person),
    }
    if person.arrived_on:
        answers["residence_country_since"] = person.arrived_on.isoformat()
        answers["migratory_condition"] = _DECLINED if person.condition == "undisclosed" else person.condition
    return answers


def _is_expired(person: Registration) -> bool:
    """One foreign document in five is out of date, by the person's number (the same at every run)."""
    return person.group == "mobility" and person.number % 5 == 0


def _household(home: Household) -> dict[str, Answer]:
    needs = [_NEEDS[need] for need in home.needs if need in _NEEDS]
    answers: dict[str, Answer] = {
        "household_size": home.size,
        "dependants": home.dependants,
        "head_of_household": "alone" if home.is_lone_parent else "shared" if home.is_head else "other",
        "care_hours": home.care_hours,
        "housing": home.housing,
        "needs": " ".join(needs) or "none",
        "urgent_need": " ".join(home.urgent_needs) or "none",
        "wants_referral": "yes" if home.wants_referral else "no",
        "device": home.device,
        "internet": home.internet,
    }
    if home.dependants:
        answers["children_to_bring"] = home.children_to_bring
    return answers


def _livelihood(person: Registration, work: Livelihood) -> dict[str, Answer]:
    studied = work.schooling_years >= 14
    is_recognised = person.group == "host" or person.number % 6 == 0
    answers: dict[str, Answer] = {
        "schooling_years": work.schooling_years,
        "higher_education": ("recognised" if is_recognised else "not_recognised") if studied else "no",
        "prior_courses": work.prior_course,
        "livelihood_experience": "yes" if work.experience else "no",
        "work_status": work.work_status,
        "sector_origin": _SECTORS[work.sector_origin or work.sector_now or "none"],
        "income_band": next((code for most, code in _INCOMES if work.income <= most), "over_two_sbu"),
        "expectation": work.expectation,
        "business_has": "yes" if work.business_stage else "no",
        "availability": work.availability,
        "modality_preference": work.modality,
    }
    if work.category:
        answers["work_status"], answers["occupation_category"] = _CATEGORIES[work.category]
        answers["work_hours_week"] = work.hours_week
        answers["wants_more_hours"] = "yes" if work.underemployed else "no"
        answers["sector_now"] = _SECTORS[work.sector_now]
    if work.business_stage:
        answers["business_stage"] = work.business_stage
        answers["business_ruc"] = "yes" if work.business_stage == "operating" and person.number % 4 == 0 else "no"
    return answers


def _contact(person: Registration) -> dict[str, Answer]:
    channels = ["whatsapp", "call"] if person.phone and person.household.internet != "none" else []
    channels += ["call"] if person.phone and not channels else []
    channels += ["email"] if person.email else []
    channels += [] if person.phone else ["trusted_person", "visit"]
    answers: dict[str, Answer] = {"contact_channels": " ".join(channels)}
    if len(channels) > 1:
        answers["contact_first"] = channels[0]
    return answers
