"""Sending a code away from the request, so that its answer takes as long for a contact we know as for one we do not."""

from __future__ import annotations

import base64

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.sealing import unseal
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

from .participants import operations

CONTEXT = "participant:asked:contact"


@app.task(name="portal.send_participant_code")
def send_participant_code(municipality_id: int, sealed: str) -> None:
    """`sealed` is the typed contact: there is no id yet, and no address may stand in the table of jobs."""
    contact = unseal(base64.b64decode(sealed), context=CONTEXT)
    municipality = Municipality.objects.get(pk=municipality_id)
    with scope(municipality_id):
        operations.send_code(municipality=municipality, contact=contact, at=clock.now())
