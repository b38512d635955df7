"""Objects of exports for the access matrix."""

from __future__ import annotations

from datetime import timedelta

from minga.exports.models import Export
from minga.kernel import files
from minga.territory.models import Municipality

from ..access import make_account
from ..priority import NOW
from .types import Arguments, Sample


def waiting_export(municipality: Municipality, **changed: object) -> Arguments:
    asked = {
        "dataset": "personas",
        "columns": ["sex", "address"],
        "file_format": "csv",
        "reason": "service",
        "reason_text": "Visitar a las personas",
        "people": 60,
        "row_count": 60,
        "has_sensitive": True,
        "needs_approval": True,
        "state": "waiting",
        "requested_at": NOW,
        "ends_at": NOW + timedelta(days=7),
    } | changed
    asker = make_account(roles=("technician",), municipality=municipality)
    return {"public_id": Export.objects.create(municipality=municipality, requested_by=asker, **asked).public_id}


def ready_export(municipality: Municipality) -> Arguments:
    return waiting_export(municipality, needs_approval=False, state="ready", file_id=files.store([b"a"]), ready_at=NOW)


SAMPLES: dict[str, Sample] = {
    "stored-file": lambda municipality: {"words": "nada"},
    "exports:request-export": lambda municipality: {"dataset": "personas"},
    "exports:export-detail": waiting_export,
    "exports:decide-export": waiting_export,
    "exports:cancel-export": waiting_export,
    "exports:download-export": ready_export,
}
