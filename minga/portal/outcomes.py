"""What became of the people of a sheet, as the areas above `people` know it (PRG-23)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.people.models import Participation
from minga.people.queries import BatchOutcome, outcome_source

from .queries.journey import with_journey

WORDS = (
    ("valued", _("Con entrevista inicial")),
    ("categorised", _("Con valoración confirmada")),
    ("referred", _("Remitidas a un servicio")),
    ("called", _("Llamadas a un curso")),
    ("participant", _("Asistieron al menos una vez")),
    ("certified", _("Certificadas")),
)


@outcome_source
def outcomes(participations: QuerySet[Participation]) -> list[BatchOutcome]:
    """How many of these reached each step; the steps overlap.

    One count a step: as a filter each step is a join, while in one aggregate each would be looked up person by person.
    """
    journeys = with_journey(participations)
    return [
        BatchOutcome(words, journeys.filter(**{f"is_{code}": True}).count(), is_parallel=True) for code, words in WORDS
    ]
