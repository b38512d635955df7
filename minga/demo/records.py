"""What the population generator hands out: plain frozen rows."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Livelihood:
    """Schooling, work and business. Income in whole USD a month; schooling in years passed."""

    schooling_years: int
    work_status: str  # occupied, seeking, home_care, studying
    underemployed: bool
    hours_week: int  # 0 when not occupied
    category: str  # "" when not occupied
    sector_origin: str  # "" for the host community, "none" = did not work there
    sector_now: str  # "" when not occupied
    income: int
    experience: bool
    business_stage: str  # "" without a business
    expectation: str
    prior_course: str
    availability: str
    modality: str


@dataclass(frozen=True, slots=True)
class Household:
    """Home and needs; `needs` and `urgent_needs` are code words, never of health or protection."""

    size: int
    dependants: int
    children_to_bring: int
    care_hours: str
    is_head: bool
    is_lone_parent: bool
    housing: str
    needs: tuple[str, ...]
    urgent_needs: tuple[str, ...]
    wants_referral: bool
    lives_elsewhere: bool  # in another canton than the one of the registration
    device: str
    internet: str


@dataclass(frozen=True, slots=True)
class Registration:
    """One fictitious person as a municipality registers them. Local dates; empty text = not given."""

    number: int
    city: str  # INEC canton code
    group: str  # mobility or host
    given_names: str
    surnames: str
    sex: str  # female or male
    birth_on: date
    nationality: str  # ISO 3166-1 alpha-2
    document_kind: str
    document_number: str
    phone: str
    email: str
    condition: str  # migratory condition
    arrived_on: date | None  # in the country; None for the host community
    resident_since: date  # in the zone
    registered_on: date
    livelihood: Livelihood
    household: Household
