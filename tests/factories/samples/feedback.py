"""Samples of complaints."""

from __future__ import annotations

from typing import Any

from minga.feedback.operations import send_complaint
from minga.territory.models import Municipality

from ..priority import NOW
from .types import Arguments, Sample


def _complaint(municipality: Municipality) -> Any:
    return send_complaint(municipality=municipality, kind="treatment", words="Me hicieron esperar", at=NOW)


def _by_id(municipality: Municipality) -> Arguments:
    return {"public_id": _complaint(municipality).public_id}


SAMPLES: dict[str, Sample] = {
    "feedback:followed": lambda municipality: {"code": _complaint(municipality).code},
    "feedback:complaint-detail": _by_id,
    "feedback:take-complaint": _by_id,
    "feedback:answer-complaint": _by_id,
}
