"""The PDF of certificates: pages, letters, QR."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from minga.certification import pdf
from minga.certification.models import Certificate
from minga.territory.models import Municipality

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def certificate(**fields):
    defaults = {
        "municipality": Municipality(time_zone="America/Guayaquil", code="MAN"),
        "code": "MAN-7K3F-29DX-AB1C",
        "name": "Íñigo Agüero Ñáñez Ávila Éxito Óscar Úrsula",
        "course_name": "Ideas de negocio: del «sueño» a la acción",
        "hours": Decimal("12.5"),
        "topics": ["ideacion", "tributacion"],
        "modality": "presencial",
        "municipality_name": "Gobierno Autónomo Descentralizado Municipal de Manta",
        "facilitator_name": "Ana Zambrano",
        "started_on": date(2026, 11, 7),
        "ended_on": date(2026, 12, 5),
        "issued_at": datetime(2026, 12, 6, 2, 0, tzinfo=UTC),
        "visibility_text": "Financiado por la Unión Europea",
    }
    return Certificate(**(defaults | fields))


def text_of(content, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(content)
    raw = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True, text=True).stdout
    return "\f".join(" ".join(page.split()) for page in raw.split("\f"))


@needs_poppler
def test_page_says_everything_with_every_letter(tmp_path):
    text = text_of(pdf.draw([certificate()]), tmp_path)
    for words in (
        "Íñigo Agüero Ñáñez Ávila Éxito Óscar Úrsula",
        "Ideas de negocio: del «sueño» a la acción",
        "12,5 horas",
        "Ideación · Tributación",
        "7 de noviembre de 2026 a 5 de diciembre de 2026",
        "Emitido el 5 de diciembre de 2026",  # the day in Guayaquil, not in UTC
        "MAN-7K3F-29DX-AB1C",
        "Financiado por la Unión Europea",
    ):
        assert words in text
    assert "ANULADO" not in text


@needs_poppler
def test_each_certificate_has_one_page_however_long_its_words(tmp_path):
    long = certificate(
        name="María de los Ángeles Guadalupe Fernández de Córdova Villavicencio-Montesdeoca",
        course_name="Gestión administrativa, financiera y tributaria para emprendimientos de la economía popular y "
        "solidaria con enfoque de género y movilidad humana",
        topics=[
            "ideacion",
            "innovacion",
            "modelos-negocio",
            "contabilidad",
            "finanzas",
            "tributacion",
            "formalizacion",
            "comercializacion",
            "economia-solidaria",
            "verdes",
            "habilidades-blandas",
            "movilidad-humana",
        ],
    )
    text = text_of(pdf.draw([certificate(), long, certificate(code="MAN-OTRO")]), tmp_path)
    assert text.count("\f") == 3
    assert text.split("\f")[1].count("MAN-7K3F-29DX-AB1C") == 2


@needs_poppler
def test_revoked_certificate_says_so(tmp_path):
    row = certificate(revoked_at=datetime(2026, 12, 7, tzinfo=UTC), revoke_reason="x")
    assert "ANULADO" in text_of(pdf.draw([row]), tmp_path)


@needs_poppler
def test_labels_follow_the_language(tmp_path):
    with translation.override("en"):
        text = text_of(pdf.draw([certificate()]), tmp_path)
    assert "7 November 2026" in text and "12.5" in text


def test_qr_holds_the_public_address(settings):
    settings.MINGA_PUBLIC_URL = "https://site.example.org/"
    assert pdf.verification_url("MAN-7K3F") == "https://site.example.org/v/MAN-7K3F/"
