"""Figures of a measurement: percentiles, rates and the one JSON line a case prints."""

import json
import math
from collections.abc import Sequence
from typing import TextIO


def percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest measured value that at least `share` (0 to 1) of the values do not exceed, in seconds."""
    if not seconds:
        raise ValueError("there is no percentile of nothing")
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def latencies(seconds: Sequence[float]) -> dict[str, float]:
    """`p50_ms` and `p95_ms` of measured seconds, for a case's line."""
    return {"p50_ms": 1000 * percentile(seconds, 0.50), "p95_ms": 1000 * percentile(seconds, 0.95)}


def case_line(bench: str, case: str, people: int, **figures: float | int | None) -> str:
    """One JSON object; what does not apply (None) is left out, fractions are rounded to two places."""
    kept = {name: value for name, value in figures.items() if value is not None}
    rounded = {name: round(value, 2) if isinstance(value, float) else value for name, value in kept.items()}
    return json.dumps({"bench": bench, "case": case, "people": people, **rounded})


def print_case(out: TextIO, bench: str, case: str, people: int, **figures: float | int | None) -> None:
    """Write the case's line and flush, so that a long run shows what it has."""
    out.write(case_line(bench, case, people, **figures) + "\n")
    out.flush()
