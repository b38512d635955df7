"""The texts that are read before a permission is given, by version; what was read once never changes.

All of them wait for a lawyer's confirmation (`NOT_CONFIRMED`). A test keeps the digest of each version: new words are a
new version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .states import ConsentPurpose
from .wording import CONSENT_CLOSE, CONSENT_TEXT_VERSION, consent_texts

NOT_CONFIRMED = _("Texto pendiente de confirmación por un abogado o una abogada.")
VERSIONS = (CONSENT_TEXT_VERSION,)

_MEANING = {
    ConsentPurpose.IMAGE: _(
        "Las fotos pueden salir en las redes y los informes del municipio y del programa. Nunca con su dirección, su "
        "documento ni su condición migratoria. De niños, niñas y adolescentes no se toman fotos."
    ),
    ConsentPurpose.JOB_BOARD: _(
        "Las empresas ven su oficio, su experiencia y su horario. Su nombre y su teléfono, solo cuando usted acepte "
        "una oferta."
    ),
    ConsentPurpose.CATALOGUE: _("Se publican el nombre del negocio, lo que ofrece y el contacto que usted elija."),
    ConsentPurpose.RESEARCH: _("El estudio recibe respuestas sin nombre, documento, teléfono ni dirección."),
    ConsentPurpose.SHARE_PARTNER: _(
        "La autorización vale para una sola organización, y solo para los datos que esa atención necesita."
    ),
    ConsentPurpose.MESSAGES: _(
        "Es para noticias y recordatorios. Si dice que no, le llamaremos solo para lo que usted haya pedido."
    ),
}


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text of one version in the language of the page: the question, what it means, and what closes every text."""

    purpose: str
    label: str
    question: str
    meaning: str
    close: str
    version: str


def texts_in_force(place: str) -> list[ConsentText]:
    """Every text of the version in force, with the municipality's name, in the order of the purposes."""
    questions = [question for _label, question in consent_texts(place)]
    return [
        ConsentText(purpose, str(purpose.label), question, str(_MEANING[purpose]), str(CONSENT_CLOSE), VERSIONS[-1])
        for purpose, question in zip(_MEANING, questions, strict=True)
    ]


def is_known(version: str) -> bool:
    """Whether a text of this version was ever shipped."""
    return version in VERSIONS


def digest_in_force() -> str:
    """SHA-256 of the Spanish texts of the version in force; pinned by a test."""
    words = "\n".join(f"{text.purpose}|{text.question}|{text.meaning}|{text.close}" for text in texts_in_force("…"))
    return hashlib.sha256(words.encode()).hexdigest()
