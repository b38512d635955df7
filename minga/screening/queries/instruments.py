"""Versions of the instrument, compiled once a process."""

from __future__ import annotations

from dataclasses import dataclass

from minga.screening.models import InstrumentVersion
from minga.screening.rules.explanation import Explainer
from minga.screening.rules.form import Form, Page, pages_by_group, pages_by_question
from minga.screening.rules.instrument import Instrument
from minga.screening.rules.program import Program
from minga.screening.rules.valuation import Valuator
from minga.screening.rules.workbook import read_workbook

MOST_LOADED = 32
"""Most versions kept compiled in a process."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version ready to run: immutable, shared between requests."""

    instrument: Instrument
    form: Form
    valuator: Valuator
    explainer: Explainer
    group_pages: tuple[Page, ...]
    question_pages: tuple[Page, ...]
    services: tuple[str, ...]
    urgent_referrals: frozenset[str]

    @property
    def program(self) -> Program:
        """The compiled instrument."""
        return self.valuator.program


_LOADED: dict[str, Loaded] = {}


def loaded(version: InstrumentVersion) -> Loaded:
    """The version compiled; its workbook is read at most once a process."""
    found = _LOADED.get(version.sha256)
    if found is None:
        found = load(bytes(version.workbook))
        while len(_LOADED) >= MOST_LOADED:
            _LOADED.pop(next(iter(_LOADED)))
        _LOADED[version.sha256] = found
    return found


def load(workbook: bytes) -> Loaded:
    """A workbook that was accepted before, compiled."""
    program = read_workbook(workbook, with_pyxform=False).program
    valuator = Valuator(program)
    instrument = program.instrument
    return Loaded(
        instrument=instrument,
        form=Form(program),
        valuator=valuator,
        explainer=Explainer(valuator),
        group_pages=pages_by_group(instrument),
        question_pages=pages_by_question(instrument),
        services=tuple(dict.fromkeys(service for row in instrument.conditions for service in row.gates)),
        urgent_referrals=frozenset(row.code for row in instrument.routes if not row.is_main and row.urgency == "now"),
    )


def version_in_force() -> InstrumentVersion | None:
    """The version of the municipality in scope that new interviews use, without its workbook; None before the first."""
    return (
        InstrumentVersion.objects.defer("workbook")
        .filter(published_at__isnull=False)
        .order_by("-published_at", "-id")
        .first()
    )
