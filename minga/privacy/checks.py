"""What `check --deploy` says of this area."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from minga.kernel import clock
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

NOT_APPROVED = "minga.privacy.W001"
NOT_READABLE = "minga.privacy.W002"


@register(Tags.security, deploy=True)
def impact_assessment_is_approved(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Warns of every municipality without an approved impact assessment that is still to be reviewed later."""
    try:
        missing = [place.name for place in Municipality.objects.order_by("name") if not _is_approved(place)]
    except DatabaseError as error:
        return [Warning(f"The impact assessments could not be read: {error}", id=NOT_READABLE)]
    hint = "Record the approval under Derechos → Evaluación de impacto; docs/dpia.md is the template."
    return [Warning(f"{name}: no approved impact assessment (DPIA)", hint=hint, id=NOT_APPROVED) for name in missing]


def _is_approved(municipality: Municipality) -> bool:
    from .queries.keeping import has_approved_assessment

    with scope(municipality.pk):
        return has_approved_assessment(municipality, clock.day_in_zone(clock.now(), municipality.time_zone))
