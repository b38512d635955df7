"""A valuation as the text that is kept of it: the parts that many people share are written once."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

from minga.screening.rules.answers import sealed_json
from minga.screening.rules.instrument import Condition
from minga.screening.rules.valuation import ConditionOutcome, Valuation

MOST_REMEMBERED = 50_000
"""Most texts kept: then all are forgotten, which bounds memory."""


class StoredTexts:
    """JSON of gates and details under one instrument, the same as if each were written anew."""

    def __init__(self, conditions: Sequence[Condition], services: Sequence[str]) -> None:
        self._conditions = conditions
        self._services = services
        self._known: dict[Hashable, str] = {}

    def gates(self, valuation: Valuation) -> str:
        """`{service: {"opens_on": ISO date or null, "outcome": …}}`."""
        key = ("gates", valuation.conditions)
        found = self._known.get(key)
        return self._keep(key, self._gates(valuation)) if found is None else found

    def detail(self, used_json: str, valuation: Valuation) -> str:
        """Inputs (as JSON already), outcomes of the conditions, scores, and both kinds of referrals."""
        dimensions = ",".join([self._json(score) for score in valuation.dimensions])
        return (
            f'{{"inputs":{used_json},"conditions":{self._outcomes(valuation.conditions)},"dimensions":[{dimensions}],'
            f'"possible_referrals":{self._json(valuation.possible_referrals)},'
            f'"referrals":{self._json(valuation.referrals)}}}'
        )

    def _gates(self, valuation: Valuation) -> str:
        return sealed_json(
            {
                service: {
                    "outcome": valuation.gate(self._conditions, service),
                    "opens_on": _iso(valuation.opens_on(self._conditions, service)),
                }
                for service in self._services
            }
        )

    def _outcomes(self, conditions: tuple[ConditionOutcome, ...]) -> str:
        found = self._known.get(conditions)
        if found is None:
            found = self._keep(conditions, sealed_json([(code, out, _iso(day)) for code, out, day in conditions]))
        return found

    def _json(self, value: tuple[Any, ...]) -> str:
        found = self._known.get(value)
        return self._keep(value, sealed_json(value)) if found is None else found

    def _keep(self, key: Hashable, text: str) -> str:
        if len(self._known) >= MOST_REMEMBERED:
            self._known = {}
        self._known[key] = text
        return text


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
