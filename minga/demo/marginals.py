"""What the demo population must look like: every share, with its source or the word ASSUMPTION."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)

ASSUMPTION = "ASSUMPTION"
ENISO = "ENISO (EST-6, EST-8, EST-9, REF-4)"
JNA = "facts.md D (JNA Ecuador 2021 and 2024)"


@dataclass(frozen=True)
class Mix(Generic[Value]):
    """Values and their relative weights. The weights are normalised on use: write them as they are quoted."""

    source: str
    shares: tuple[tuple[Value, float], ...]

    @property
    def values(self) -> list[Value]:
        return [value for value, _ in self.shares]

    @property
    def weights(self) -> list[float]:
        return [weight for _, weight in self.shares]

    def share(self, value: Value) -> float:
        """The share of `value`, 0 to 1; 0 for a value that is not in the mix."""
        return sum(weight for name, weight in self.shares if name == value) / sum(self.weights)


@dataclass(frozen=True)
class Share:
    """The share of people (0 to 1) for whom something holds."""

    source: str
    value: float


def mix(source: str, **weights: float) -> Mix[str]:
    """A mix whose values are the keywords."""
    return Mix(source, tuple(weights.items()))


# The nine demo cities by INEC canton code; one city is a quarter of everybody, as `bars.md` asks of `search`.
CITIES: Mix[str] = Mix(
    ASSUMPTION,
    (
        ("1701", 25),  # Quito
        ("0901", 20),  # Guayaquil
        ("1308", 11),  # Manta
        ("0101", 10),  # Cuenca
        ("2301", 9),  # Santo Domingo
        ("0701", 8),  # Machala
        ("1801", 7),  # Ambato
        ("1001", 5),  # Ibarra
        ("2101", 5),  # Lago Agrio
    ),
)
POPULATION_GROUPS = mix(ASSUMPTION, mobility=70, host=30)

SECTORS = (
    "commerce",
    "food",
    "beauty",
    "domestic",
    "construction",
    "agriculture",
    "bakery",
    "education",
    "health",
    "other",
)  # EST-7

# Of 1,000 people in mobility who work today: row = sector in the country of origin, column = sector today,
# in the order of SECTORS. The rows of commerce and food follow the source (half of commerce stayed, 20 %
# moved to food, 6 % to beauty, 3 % to construction, 2 % to agriculture, 2 % to bakery; 55 % of food
# stayed, 22 % moved to commerce), and the margins give 24 % and 13 % in origin, 31 % and 23 % today, 7 %
# domestic service and 5-6 % beauty. The rest of the cells was filled by proportional fitting with some
# persistence in each sector: ASSUMPTION.
TRANSITIONS: dict[str, tuple[int, ...]] = {
    "commerce": (118, 48, 14, 14, 7, 5, 5, 2, 3, 24),
    "food": (29, 71, 3, 9, 3, 1, 4, 0, 0, 10),
    "beauty": (10, 7, 11, 2, 1, 1, 1, 0, 0, 7),
    "domestic": (7, 5, 1, 10, 1, 0, 0, 0, 1, 5),
    "construction": (21, 14, 4, 5, 9, 1, 1, 0, 1, 14),
    "agriculture": (15, 10, 3, 4, 1, 5, 1, 0, 1, 10),
    "bakery": (6, 4, 1, 1, 0, 1, 2, 0, 0, 5),
    "education": (25, 17, 4, 6, 2, 1, 2, 16, 1, 16),
    "health": (16, 11, 3, 4, 1, 1, 1, 0, 22, 11),
    "other": (22, 15, 4, 5, 2, 1, 1, 1, 1, 88),
    "none": (40, 27, 7, 9, 3, 2, 2, 1, 1, 28),  # did not work in origin
}


def _moves(table: dict[str, tuple[int, ...]]) -> Mix[tuple[str, str]]:
    cells = [((origin, now), n) for origin, row in table.items() for now, n in zip(SECTORS, row, strict=True)]
    return Mix(ENISO, tuple((cell, float(n)) for cell, n in cells if n))


MOVES = _moves(TRANSITIONS)
ORIGINS: Mix[str] = Mix(ENISO, tuple((origin, float(sum(row))) for origin, row in TRANSITIONS.items()))

# Share of women among those who work in a sector today; "" = does not work today.
WOMEN_BY_SECTOR: dict[str, float] = {
    "commerce": 0.58,
    "food": 0.62,
    "beauty": 0.85,
    "domestic": 0.95,
    "construction": 0.06,
    "agriculture": 0.35,
    "bakery": 0.55,
    "education": 0.75,
    "health": 0.75,
    "other": 0.45,
    "": 0.72,
}


@dataclass(frozen=True)
class Marginals:
    """The shares of one population group. Ages in completed years; schooling in years passed."""

    ages: Mix[int]
    schooling: Mix[int]
    occupied: Share
    underemployed: Share  # of everybody in the group, all of them among the occupied
    categories: Mix[str]  # of the occupied
    moves: Mix[tuple[str, str]]  # (origin, today) of the occupied
    origins: Mix[str]  # of those who do not work today
    not_working: Mix[str]
    nationalities: Mix[str]
    conditions: Mix[str]
    documents: Mix[str]
    housing: Mix[str]
    needs: tuple[tuple[str, Share], ...]
    recent_in_zone: Share  # less than six months in the zone


_AGE_BANDS = ((18, 25, 20), (25, 30, 22), (30, 35, 20), (35, 40, 15), (40, 45, 10), (45, 50, 6), (50, 55, 4))
_AGES = (*_AGE_BANDS, (55, 60, 2), (60, 69, 1))  # mean 33, youngest 18


def _by_year(source: str, bands: tuple[tuple[int, int, int], ...]) -> Mix[int]:
    years = [(year, weight / (end - start)) for start, end, weight in bands for year in range(start, end)]
    return Mix(source, tuple(years))


MOBILITY = Marginals(
    ages=_by_year(ENISO, _AGES),
    schooling=Mix(
        ENISO,
        (
            *((0, 1), (3, 1), (6, 2), (7, 2), (9, 3), (10, 5), (11, 6), (12, 7), (13, 43)),
            *((14, 5), (15, 5), (16, 6), (17, 7), (18, 5), (19, 2)),
        ),
    ),  # mean 13, 30 % with 14 or more
    occupied=Share(ENISO, 0.69),
    underemployed=Share(ENISO, 0.21),
    categories=mix(
        ENISO,
        private_employee=34,
        own_account=55,
        employer=5,
        public_employee=1,
        day_labour=3,
        unpaid_family=2,
    ),
    moves=MOVES,
    origins=ORIGINS,
    not_working=mix(ASSUMPTION, seeking=16, home_care=11, studying=4),
    nationalities=mix(ASSUMPTION, VE=88, CO=9, PE=3),
    conditions=mix(
        JNA,  # 70 % without a regular condition; how the rest divides is an assumption
        registered_no_permit=30,
        no_permit=40,
        virte=13,
        virte_2=6,
        permanent=3,
        temporary=2,
        mercosur=1,
        refugee=2,
        asylum_seeker=2,
        undisclosed=1,
    ),
    documents=mix(
        ASSUMPTION,
        national_id=62,
        pasaporte=20,
        cedula_extranjeria=9,
        carne_refugiado=1,
        certificado_permanencia=2,
        sin_documento=6,
    ),
    housing=mix(JNA, rented=87.6, lent=10.4, own=1, shelter=1),
    needs=(
        ("food", Share(JNA, 0.87)),
        ("livelihoods", Share(JNA, 0.65)),
        ("housing", Share(JNA, 0.53)),
        ("documents", Share(ASSUMPTION, 0.40)),
        ("education", Share(ASSUMPTION, 0.18)),
        ("childcare", Share(ASSUMPTION, 0.22)),
    ),
    recent_in_zone=Share(ASSUMPTION, 0.14),
)

_HOST_SECTORS = (27.0, 17.0, 6.0, 6.0, 6.0, 11.0, 3.0, 3.0, 3.0, 18.0)
HOST = Marginals(
    ages=_by_year(ASSUMPTION, ((18, 25, 16), (25, 30, 17), (30, 35, 17), (35, 40, 16), (40, 50, 20), (50, 65, 14))),
    schooling=Mix(
        ASSUMPTION,
        (
            (0, 2),
            (3, 2),
            (6, 9),
            (7, 8),
            (10, 14),
            (11, 6),
            (12, 7),
            (13, 34),
            (14, 4),
            (15, 4),
            (16, 4),
            (17, 4),
            (18, 2),
        ),
    ),
    occupied=Share(ASSUMPTION, 0.62),
    underemployed=Share("requirements.md EST-6 (36 % of Ecuadorians)", 0.36),
    categories=mix(
        ASSUMPTION,
        private_employee=30,
        own_account=58,
        employer=4,
        public_employee=2,
        day_labour=4,
        unpaid_family=2,
    ),
    moves=Mix(
        ASSUMPTION,
        tuple(
            (("", sector), weight)
            for sector, weight in zip(SECTORS, (27.0, 17.0, 6.0, 6.0, 6.0, 11.0, 3.0, 3.0, 3.0, 18.0), strict=True)
        ),
    ),
    origins=Mix(ASSUMPTION, (("", 1.0),)),
    not_working=mix(ASSUMPTION, seeking=17, home_care=16, studying=5),
    nationalities=mix("population group (PRG-8)", EC=100),
    conditions=mix("does not apply (PRI-4)", not_applicable=100),
    documents=mix(ASSUMPTION, cedula_ec=98, sin_documento=2),
    housing=mix(ASSUMPTION, rented=45, own=30, lent=25),
    needs=(
        ("food", Share(ASSUMPTION, 0.55)),
        ("livelihoods", Share(ASSUMPTION, 0.60)),
        ("housing", Share(ASSUMPTION, 0.25)),
        ("documents", Share(ASSUMPTION, 0.03)),
        ("education", Share(ASSUMPTION, 0.12)),
        ("childcare", Share(ASSUMPTION, 0.20)),
    ),
    recent_in_zone=Share(ASSUMPTION, 0.06),
)

BY_GROUP: dict[str, Marginals] = {"mobility": MOBILITY, "host": HOST}
LONE_PARENTS = Share("facts.md H (ACNUR 2021, mobility); host: ASSUMPTION", 0.12)

# The same for both groups.
DEVICES = mix(ASSUMPTION, smartphone=72, computer=4, shared_smartphone=10, basic_phone=7, none=7)
INTERNET = mix(ASSUMPTION, prepaid=58, home=28, public=5, none=9)
AVAILABILITY = mix(
    ASSUMPTION, weekday_morning=22, weekday_afternoon=20, weekday_evening=24, saturday=22, sunday=10, none=2
)
MODALITIES = mix(ASSUMPTION, in_person=44, virtual=20, mixed=28, any=8)
EXPECTATIONS = mix(ASSUMPTION, business=52, job=36, both=12)
BUSINESS_STAGES = mix(ASSUMPTION, starting=42, operating=46, paused=12)
CARE_HOURS = mix(ASSUMPTION, none=30, up_to_4=34, from_5_to_8=24, over_8=12)
COURSES = mix(ASSUMPTION, none=78, business=8, trade=8, finance=2, digital=3, job_search=1)
WANTS_REFERRAL = Share(ASSUMPTION, 0.03)
LIVES_ELSEWHERE = Share(ASSUMPTION, 0.02)
HAS_PHONE = Share(ASSUMPTION, 0.92)
HAS_EMAIL = Share(ASSUMPTION, 0.45)
SHARES_PHONE = Share(ASSUMPTION, 0.02)
TWO_GIVEN_NAMES = Share(ASSUMPTION, 0.72)
TWO_SURNAMES = Share(ASSUMPTION, 0.92)
NO_FOOD_TODAY = Share(ASSUMPTION, 0.03)
NOWHERE_TONIGHT = Share(ASSUMPTION, 0.02)
