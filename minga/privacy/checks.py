"""What `check --deploy` says of this area."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from minga.kernel import clock
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

NOT_APPROVED = "minga.privacy.W001"


@register(Tags.security, deploy=True)
def impact_assessment_is_approved(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warns of every municipality with real data that has no approved impact assessment, or one due for review.

    Says nothing while there is no migrated database: then there is no municipality either.
    """
    try:
        places = list(Municipality.objects.filter(is_demo=False).order_by("name"))
        missing = [place.name for place in places if not _is_approved(place)]
    except DatabaseError:  # the settings are checked before the database is made: `migrate` speaks of that
        return []
    hint = "Record the approval under Derechos → Evaluación de impacto; docs/dpia.md is the template."
    return [Warning(f"{name}: no approved impact assessment (DPIA)", hint=hint, id=NOT_APPROVED) for name in missing]


def _is_approved(municipality: Municipality) -> bool:
    from .queries.keeping import has_approved_assessment

    with scope(municipality.pk):
        return has_approved_assessment(municipality, clock.day_in_zone(clock.now(), municipality.time_zone))
