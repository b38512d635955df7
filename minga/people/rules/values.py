"""Words of a cell to the closed lists of the programme; a word that is not known is never guessed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from minga.kernel.identity import DocumentKind
from minga.kernel.names import folded

from ..states import PopulationGroup, Sex

_SEX = {
    Sex.FEMALE: "f fem femenino femenina mujer mujeres female woman hembra m_mujer",
    Sex.MALE: "m masc masculino masculina hombre hombres varon male man",
    Sex.INTERSEX: "intersex intersexual",
    Sex.UNDISCLOSED: "prefiere_no_decirlo prefiere_no_decir prefiero_no_decirlo prefiere_no_responder "
    "no_responde no_sabe no_dice undisclosed 98 99",
}
_POPULATION = {
    PopulationGroup.DESTINATION: "destino en_destino destination permanencia con_vocacion_de_permanencia "
    "movilidad_humana en_movilidad_humana persona_en_movilidad_humana en_movilidad refugiada refugiado "
    "persona_en_situacion_de_movilidad_humana migrante inmigrante refugiada_o_migrante solicitante_de_asilo "
    "en_movilidad_destino en_movilidad_humana_con_intencion_de_quedarse in_destination",
    PopulationGroup.TRANSIT: "transito en_transito transit in_transit en_movilidad_transito "
    "en_movilidad_humana_en_transito",
    PopulationGroup.PENDULAR: "pendular pendulares en_movilidad_pendular en_movilidad_humana_pendular",
    PopulationGroup.RETURNEE: "retornada retornado returnee ecuatoriana_retornada ecuatoriano_retornado "
    "persona_retornada persona_ecuatoriana_retornada",
    PopulationGroup.INTERNALLY_DISPLACED: "desplazada_interna desplazado_interno internally_displaced "
    "desplazamiento_interno",
    PopulationGroup.HOST: "comunidad_de_acogida acogida host host_community comunidad_acogida local nacional "
    "comunidad_local poblacion_local poblacion_de_acogida ecuatoriana ecuatoriano",
}
_DOCUMENT = {
    DocumentKind.CEDULA_EC: "cedula_ecuatoriana cedula_ec cedula cedula_de_identidad cedula_de_ciudadania_ec "
    "ci c_i cedula_ecuador cedula_de_ecuador",
    DocumentKind.CEDULA_EXTRANJERIA: "cedula_de_extranjeria cedula_extranjeria cedula_de_extranjero visa "
    "orden_de_cedulacion orden_de_visa visa_order cedula_de_residente",
    DocumentKind.PASAPORTE: "pasaporte passport pas",
    DocumentKind.CEDULA_VE: "cedula_venezolana cedula_ve cedula_de_venezuela cedula_venezuela",
    DocumentKind.CEDULA_CO: "cedula_colombiana cedula_co cedula_de_ciudadania cc c_c cedula_de_colombia "
    "cedula_colombia",
    DocumentKind.CARNE_REFUGIADO: "carne_de_refugiado carne_refugiado carnet_de_refugiado carnet_refugiado "
    "carne_de_refugiada carne_de_refugio visa_de_refugiado",
    DocumentKind.CERTIFICADO_SOLICITANTE: "certificado_de_solicitante certificado_solicitante "
    "solicitante_de_refugio carne_de_solicitante solicitante_de_asilo certificado_de_solicitante_de_refugio",
    DocumentKind.CERTIFICADO_PERMANENCIA: "certificado_de_permanencia certificado_permanencia "
    "certificado_de_permanencia_migratoria registro_de_permanencia registro_de_permanencia_migratoria",
    DocumentKind.PARTIDA_NACIMIENTO: "partida_de_nacimiento partida_nacimiento acta_de_nacimiento",
    DocumentKind.SIN_DOCUMENTO: "sin_documento sin_documentos ninguno no_tiene indocumentado no no_posee",
}
_NOT_SAID = frozenset(
    re.split(
        r"\|",
        "no sabe|no responde|prefiere no responder|prefiere no decirlo|prefiere no decir|prefiero no decirlo|"
        "sin dato|sin informacion|s d|n a|na|nd|n d|ns|nr|ns nr|98|99|dk|pnts",
    )
)
_LONGEST_NOT_SAID = 24
_YES = frozenset({"1", "si", "s", "yes", "true", "verdadero", "x"})
_COUNT_WORDS = dict(ninguno=0, ninguna=0, no=0, cero=0, uno=1, una=1, dos=2, tres=3, cuatro=4, cinco=5)


def _by_word(table: dict[Any, str]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for value, line in table.items():
        words[folded(str(value))] = value
        words.update({word.replace("_", " "): value for word in line.split()})
    return words


_SEX_WORDS, _POPULATION_WORDS, _DOCUMENT_WORDS = _by_word(_SEX), _by_word(_POPULATION), _by_word(_DOCUMENT)


# the words of closed lists come again and again: folding each once is most of the cost of a row
_closed_list = lru_cache(maxsize=2000)


@_closed_list
def read_sex(text: str) -> Sex | None:
    """Sex from a word or letter; None when the word is not known. M is read as masculino, F as femenino."""
    return _SEX_WORDS.get(folded(text))


@_closed_list
def read_population_group(text: str) -> PopulationGroup | None:
    """The population group (PRG-8) from a word of the field, its label or its code; None when not known."""
    key = folded(text)
    return _POPULATION_WORDS.get(key) or _POPULATION_WORDS.get(key.removeprefix("poblacion "))


@_closed_list
def read_document_kind(text: str) -> DocumentKind | None:
    """The document kind from its name or common abbreviation; None when not known."""
    return _DOCUMENT_WORDS.get(folded(text))


def is_not_said(text: str) -> bool:
    """Whether a cell says that nothing was said ("No sabe", 98, 99): kept apart from empty and from "no"."""
    if text.isdigit():
        return text in _NOT_SAID
    return len(text) <= _LONGEST_NOT_SAID and folded(text) in _NOT_SAID


def is_no_document(text: str) -> bool:
    """Whether a word where a number is expected says that there is none ("no tiene")."""
    return text[:1].isalpha() and not text[-1:].isdigit() and read_document_kind(text) is DocumentKind.SIN_DOCUMENTO


def is_yes(text: str) -> bool:
    """Whether a 0/1 column of a choice says yes."""
    return folded(text.removesuffix(".0")) in _YES


@_closed_list
def read_count(text: str) -> int | None:
    """A whole number from 0 to 30 written in digits or words; None when it is not one."""
    digits = text.strip().removesuffix(".0")
    if re.fullmatch(r"[0-9]{1,2}", digits):
        return int(digits) if int(digits) <= 30 else None
    return _COUNT_WORDS.get(folded(text)) if digits.isalpha() else None


def is_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address; says nothing of whether it exists."""
    return bool(re.fullmatch(r"[^@\s,;]{1,64}@[^@\s,;]+\.[^@\s,;.]{2,}", text)) and len(text) <= 254
