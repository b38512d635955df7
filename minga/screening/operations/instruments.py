"""Loading a workbook as a version, and putting a version in force."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.screening.data.build_default import default_workbook
from minga.screening.models import InstrumentVersion
from minga.screening.permissions import why_not_load, why_not_publish
from minga.screening.queries import version_in_force
from minga.screening.queries.submissions import municipality_of
from minga.screening.rules.workbook import Reading, read_workbook


@transaction.atomic
def load_workbook(*, content: bytes, note: str = "", actor: Actor, at: datetime) -> InstrumentVersion:
    """Keep a workbook as a new version, not yet in force; the same bytes again give the version they made.

    Refuses `workbook_has_errors` with all problems in `details["problems"]`; what is unsupported or was repaired is
    kept with the version and shown, and does not stop it.
    """
    refuse_if(why_not_load(actor))
    digest = hashlib.sha256(content).hexdigest()
    known = InstrumentVersion.objects.defer("workbook").filter(sha256=digest).first()
    if known is not None:
        return known
    reading = read_workbook(content)
    if reading.instrument is None:
        raise Refused(_errors(reading))
    version = InstrumentVersion.objects.create(
        municipality=municipality_of(actor),
        number=_next_number(actor),
        title=reading.instrument.title or str(_("Entrevista inicial")),
        workbook=content,
        sha256=digest,
        has_rules=bool(reading.instrument.routes),
        problems=[{**asdict(problem), "details": dict(problem.details)} for problem in reading.problems],
        note=note,
        loaded_at=at,
        loaded_by_id=actor.account_id,
    )
    audit.record(actor=actor, action="screening.load_workbook", obj=version, fields=("workbook",), at=at)
    return version


def _errors(reading: Reading) -> Refusal:
    return Refusal(
        "workbook_has_errors",
        _("El libro no se puede usar todavía. Corrija las filas que se indican y vuelva a subirlo."),
        {"problems": reading.problems},
    )


def _next_number(actor: Actor) -> int:
    """The next number of the municipality; two loads at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('screening.version'), %s)", [actor.municipality_id])
    return (InstrumentVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def publish_version(*, version: InstrumentVersion, actor: Actor, at: datetime) -> InstrumentVersion:
    """Put a version in force: new interviews use it. Putting the one in force again changes nothing.

    Refuses `no_rules` when it has no route: it would advise nobody. Interviews under way end in the version they began.
    """
    refuse_if(why_not_publish(actor))
    in_force = version_in_force()
    if in_force is not None and in_force.pk == version.pk:
        return version
    if not version.has_rules:
        raise Refused(Refusal("no_rules", _("El libro no tiene la hoja «routes»: no podría orientar a nadie.")))
    version.published_at, version.published_by_id = at, actor.account_id
    version.save(update_fields=["published_at", "published_by"])
    audit.record(actor=actor, action="screening.publish_version", obj=version, fields=("published_at",), at=at)
    return version


@transaction.atomic
def load_default_version(*, actor: Actor, at: datetime) -> InstrumentVersion:
    """Give a municipality the default workbook, in force, unless it has a version in force; returns that one."""
    in_force = version_in_force()
    if in_force is not None:
        return in_force
    version = load_workbook(content=default_workbook(), note=str(_("Libro inicial de minga")), actor=actor, at=at)
    return publish_version(version=version, actor=actor, at=at)
