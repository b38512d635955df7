"""Fictitious documents and phones: right in shape, from ranges that nobody has ever been given.

Every number is made from the person's position in the population by a permutation, so that it never repeats
below the size of its range (1,000,000 cédulas a province, 10,000,000 of everything else).
"""

_MILLION = 1_000_000
_TEN_MILLION = 10_000_000


def _scatter(number: int, size: int) -> int:
    """A permutation of 0..size-1 (`size` a power of ten): neighbours do not have neighbouring papers."""
    return (number * 7_368_787 + 3_141_593) % size


def cedula(province: str, number: int) -> str:
    """An Ecuadorian cédula that was never issued: third digit 9 (real ones stop at 6), right check digit.

    `province` is the two-digit INEC code; `number` the person's position. Check digit: weights 2,1,2,1…,
    products above 9 lose 9, sum modulo 10 is 0 (facts.md B).
    """
    body = f"{province}9{_scatter(number, _MILLION):06d}"
    total = 0
    for index, char in enumerate(body):
        digit = int(char)
        if index % 2 == 0:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return f"{body}{-total % 10}"


def venezuelan_id(number: int) -> str:
    """A Venezuelan cédula beyond the highest issued: V- and eight digits from 90,000,000."""
    return f"V-{90_000_000 + _scatter(number, _TEN_MILLION)}"


def colombian_id(number: int) -> str:
    """A Colombian cédula beyond the highest issued: ten digits from 9,990,000,000."""
    return str(9_990_000_000 + _scatter(number, _TEN_MILLION))


def passport(nationality: str, number: int) -> str:
    """A passport number: Colombia two letters and seven digits, the others nine digits."""
    prefix = "ZZ" if nationality == "CO" else "99"
    return f"{prefix}{_scatter(number, _TEN_MILLION):07d}"


def phone(number: int) -> str:
    """A mobile number in national form from 090…, a prefix that Ecuador has not assigned to any operator."""
    return f"090{_scatter(number + 4_713_377, _TEN_MILLION):07d}"


def certificate(number: int) -> str:
    """The number of a paper of the migration authority, in a shape of our own: DEMO- and seven digits."""
    return f"DEMO-{_scatter(number, _TEN_MILLION):07d}"
