"""Certificates as PDF: one page each, drawn by typst with the font that comes with the code."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.kernel import clock
from minga.training.states import Modality, Topic
from minga.ui.formats import as_full_date, as_number

from .models import Certificate

HERE = Path(__file__).parent
_ONE_AT_A_TIME = Lock()  # a typst compiler is not for two threads at once
LAYOUT = HERE / "typst" / "certificate.typ"


def verification_url(code: str) -> str:
    """The public address that the QR of a certificate holds."""
    return settings.MINGA_PUBLIC_URL.rstrip("/") + reverse("verification:certificate", args=[code])


def draw(certificates: Iterable[Certificate]) -> bytes:
    """One PDF with a page a certificate, in the active language; at least one certificate is needed."""
    pages = [_page(certificate) for certificate in certificates]
    content = {"lang": (get_language() or "es").split("-")[0], "labels": _labels(), "pages": pages}
    with _ONE_AT_A_TIME:
        drawn = _compiler().compile(format="pdf", sys_inputs={"content": json.dumps(content)})
    if not isinstance(drawn, bytes):
        raise TypeError("typst gives one file when it draws a PDF")
    return drawn


@cache
def _compiler() -> typst.Compiler:
    """Made on first use, so after the web server forks its workers."""
    return typst.Compiler(LAYOUT, root=LAYOUT.parent, font_paths=[HERE / "fonts"], ignore_system_fonts=True)


def _page(row: Certificate) -> dict[str, Any]:
    zone = row.municipality.time_zone
    return {
        "name": row.name,
        "course": row.course_name,
        "hours": as_number(row.hours, 0 if row.hours == int(row.hours) else 1),
        "topics": [_label(Topic, topic) for topic in row.topics],
        "modality": _label(Modality, row.modality),
        "municipality": row.municipality_name,
        "facilitator": row.facilitator_name,
        "from": as_full_date(row.started_on),
        "to": as_full_date(row.ended_on),
        "issued": as_full_date(clock.day_in_zone(row.issued_at, zone)),
        "code": row.code,
        "url": verification_url(row.code),
        "qr": _qr(verification_url(row.code)),
        "funding": row.visibility_text,
        "revoked": bool(row.revoked_at),
    }


def _label(choices: type[TextChoices], code: str) -> str:
    """The words of a code; a snapshot may hold one that the list no longer has, which is then shown as it is."""
    return str(dict(choices.choices).get(code, code))


def _labels() -> dict[str, str]:
    return {
        "title": _("Certificado de participación"),
        "certifies": _("certifica que"),
        "completed": _("participó y cumplió los requisitos del curso"),
        "hours": _("Duración"),
        "hours_unit": _("horas"),
        "dates": _("Fechas"),
        "until": _("a"),
        "modality": _("Modalidad"),
        "topics": _("Contenidos"),
        "facilitator": _("Persona facilitadora"),
        "signature": _("Por el municipio"),
        "issued": _("Emitido el"),
        "code": _("Código"),
        "verify": _("Compruebe este certificado en"),
        "qr": _("Código QR que abre la comprobación de este certificado"),
        "revoked": _("ANULADO"),
    }


def _qr(data: str) -> str:
    out = io.BytesIO()
    segno.make(data, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
