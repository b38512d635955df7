"""The Spanish sentence of each remark on a row and of each reason why a file is refused; said once, here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.kernel.identity import DocumentKind
from minga.kernel.uploads.limits import FileProblem
from minga.kernel.uploads.words import SHEET_PROBLEMS
from minga.ui.formats import as_number_or_text

from .rules.problems import Problem
from .states import ConsentPurpose, PopulationGroup

FIELD_LABELS = {
    "given_names": _("Nombres"),
    "surnames": _("Apellidos"),
    "full_name": _("Nombres y apellidos en una sola columna"),
    "known_as": _("Cómo prefiere que le llamen"),
    "document_kind": _("Tipo de documento"),
    "document_number": _("Número de documento"),
    "document_expires_on": _("Fecha de caducidad del documento"),
    "sex": _("Sexo"),
    "gender_identity": _("Identidad de género"),
    "birth_date": _("Fecha de nacimiento"),
    "age": _("Edad"),
    "nationality": _("Nacionalidad"),
    "population_group": _("Grupo de población"),
    "migratory_condition": _("Condición migratoria"),
    "phone": _("Teléfono"),
    "whatsapp": _("WhatsApp"),
    "email": _("Correo electrónico"),
    "address": _("Dirección"),
    "sector": _("Sector o barrio"),
    "sector_id": _("Sector o barrio"),
    "arrived_country_on": _("Fecha de llegada al país"),
    "resides_zone_since": _("Vive en la zona desde"),
    "children_in_care": _("Niños, niñas y adolescentes a su cargo"),
    "access_needs": _("Qué necesita para participar"),
    "trusted_name": _("Persona de confianza"),
    "trusted_phone": _("Teléfono de la persona de confianza"),
    "trusted_relationship": _("Relación con la persona de confianza"),
    "may_be_told": _("Qué se le puede decir"),
    "safe_contact_note": _("Cómo contactarle con seguridad"),
    "external_id": _("Identificador en la otra herramienta"),
    "registered_on": _("Fecha de inscripción"),
}

DOCUMENT_LABELS = {
    DocumentKind.CEDULA_EC: _("Cédula ecuatoriana"),
    DocumentKind.CEDULA_EXTRANJERIA: _("Cédula de extranjería u orden de visa"),
    DocumentKind.PASAPORTE: _("Pasaporte"),
    DocumentKind.CEDULA_VE: _("Cédula venezolana"),
    DocumentKind.CEDULA_CO: _("Cédula colombiana"),
    DocumentKind.CARNE_REFUGIADO: _("Carné de refugiado/a"),
    DocumentKind.CERTIFICADO_SOLICITANTE: _("Certificado de solicitante de protección"),
    DocumentKind.CERTIFICADO_PERMANENCIA: _("Certificado de permanencia migratoria"),
    DocumentKind.PARTIDA_NACIMIENTO: _("Partida de nacimiento"),
    DocumentKind.SIN_DOCUMENTO: _("Sin documento"),
}

_ROW = {
    # names
    "name_missing": _("Falta el nombre. Escriba al menos un nombre."),
    "name_without_letters": _("«%(written)s» no parece un nombre. Escriba el nombre con letras."),
    "too_long": _("El texto es demasiado largo: el máximo es %(limit)s caracteres."),
    "accents_restored": _("Se recuperaron las tildes: «%(written)s» es «%(value)s»."),
    "hidden_characters": _("Se quitaron signos invisibles que cambian cómo se lee el texto: quedó «%(value)s»."),
    "lost_characters": _("En «%(written)s» se perdió alguna letra al guardar el archivo. Corríjala a mano."),
    "excel_error": _("La celda trae un error de Excel (%(written)s). Escriba el dato."),
    "extra_cells": _("La fila tiene más celdas que el encabezado. Revise si falta una comilla o sobra una coma."),
    # choices
    "unknown_value": _("No se reconoce «%(written)s». %(known)s"),
    "population_missing": _("Falta el grupo de población y no hay nacionalidad. Escriba uno de los dos."),
    "population_assumed": _("La hoja no dice el grupo de población: se tomó «%(value)s»."),
    # dates
    "not_a_date": _("No se entiende la fecha «%(written)s». Escríbala como día/mes/año, por ejemplo 05/06/1990."),
    "no_such_day": _("El día «%(written)s» no existe en el calendario."),
    "month_first": _("«%(written)s» parece estar en el orden mes/día. Escriba la fecha como día/mes/año."),
    "two_digit_year": _("El año de «%(written)s» tiene dos cifras. Escríbalo con cuatro."),
    "year_only": _("«%(written)s» es solo un año. Escriba la fecha completa."),
    "in_future": _("La fecha «%(written)s» es futura."),
    "too_long_ago": _("La fecha «%(written)s» es demasiado antigua."),
    "excel_serial": _("«%(written)s» es el número con que Excel guarda la fecha %(value)s."),
    "month_only": _("«%(written)s» no trae el día: se tomó %(value)s."),
    "date_may_be_month_first": _(
        "En este archivo hay fechas en el orden mes/día: revise «%(written)s», que se leyó como día/mes/año."
    ),
    "not_an_age": _("«%(written)s» no es una edad en años."),
    "birth_date_estimated": _("Con la edad de %(written)s años se estimó la fecha de nacimiento: %(value)s."),
    "too_old": _("La fecha de nacimiento da %(age)s años. Revísela."),
    "under_age": _("Tiene %(age)s años. El programa atiende desde los %(minimum)s años."),
    "before_birth": _("Esta fecha es anterior a la fecha de nacimiento."),
    "not_a_count": _("«%(written)s» no es una cantidad. Escriba un número, por ejemplo 2."),
    # documents
    "document_kind_missing": _(
        "No se sabe qué documento es «%(written)s»: quedó en la nota de contacto. "
        "Escriba el tipo, por ejemplo «pasaporte»."
    ),
    "document_kind_unknown": _("No se reconoce el tipo de documento «%(written)s»."),
    "document_kind_doubted": _(
        "«%(written)s» se tomó como «%(value)s» por la nacionalidad y sus diez cifras. Compare con el documento."
    ),
    "document_kind_assumed": _("La hoja no dice el tipo de documento: por su forma se tomó «%(value)s»."),
    "document_leading_zero": _("Excel quitó el cero inicial: «%(written)s» es la cédula %(value)s."),
    "document_assumed_v": _("La cédula venezolana venía sin letra: se escribió %(value)s."),
    "document_decimals_dropped": _("Se quitaron los decimales que añadió Excel: %(value)s."),
    "document_check_digit": _("El último dígito de la cédula «%(written)s» no coincide. Compare con el documento."),
    "document_shape": _("«%(written)s» no tiene la forma usual de este documento. Compare con el documento."),
    "document_digits_lost": _(
        "Excel cambió el número a «%(written)s» y se perdieron cifras: no se guardó. Vuelva a escribirlo como texto."
    ),
    "document_number_missing": _("Falta el número del documento."),
    "document_number_without_document": _("Dice «sin documento», pero trae el número «%(written)s»."),
    "expiry_without_document": _("Hay una fecha de caducidad, pero ningún documento."),
    # contacts
    "phone_leading_zero": _("Se añadió el cero inicial: «%(written)s» es %(value)s."),
    "phone_country_added": _("Se reconoció el código del país: «%(written)s» es %(value)s."),
    "phone_decimals_dropped": _("Se quitaron los decimales que añadió Excel: %(value)s."),
    "phone_unusual": _("«%(written)s» no está entre los números que se usan. Confírmelo con la persona."),
    "phone_area_missing": _("Al teléfono «%(written)s» le falta el código de provincia: quedó en la nota de contacto."),
    "phone_country_missing": _(
        "«%(written)s» parece de otro país. Escríbalo con el código, por ejemplo +58: quedó en la nota de contacto."
    ),
    "phone_not_a_number": _("«%(written)s» no es un teléfono: quedó en la nota de contacto."),
    "phone_digits_lost": _("Excel cambió el teléfono a «%(written)s» y se perdieron cifras. Vuelva a escribirlo."),
    "email_not_valid": _("«%(written)s» no es un correo electrónico: quedó en la nota de contacto."),
    "sector_unknown": _("El sector «%(written)s» no está en la lista de la ciudad: quedó en la dirección."),
    # against what is already there
    "twice_in_file": _("Es la misma persona que la fila %(row)s: se registra una sola vez."),
}

_KNOWN = {
    "sex": _("Escriba mujer, hombre, intersexual o prefiere no decirlo."),
    "nationality": _("Escriba el país, por ejemplo Venezuela."),
    "population_group": _("Escriba destino, tránsito, pendular, retornada, desplazada interna o comunidad de acogida."),
}
_FILE = SHEET_PROBLEMS | {
    "only_headings": _(
        "El archivo tiene la fila de títulos y ninguna persona debajo. Si sus datos están en otra hoja del libro, "
        "póngala primero."
    ),
    "no_header": _(
        "No se encontró la fila de títulos. La primera fila dice: «%(found)s». Se esperan títulos como: %(expected)s."
    ),
}
CONSENT_TEXT_VERSION = "2026-11"
_CONSENT_TEXTS = {
    ConsentPurpose.IMAGE: _(
        "¿Autoriza que %(place)s use fotos o videos donde usted aparece para contar el trabajo del programa?"
    ),
    ConsentPurpose.JOB_BOARD: _("¿Autoriza que su perfil laboral se muestre a empresas de la bolsa de empleo?"),
    ConsentPurpose.CATALOGUE: _("¿Autoriza que su negocio aparezca en el catálogo de emprendimientos?"),
    ConsentPurpose.RESEARCH: _("¿Autoriza que sus respuestas, sin su nombre, se usen en estudios?"),
    ConsentPurpose.SHARE_PARTNER: _("¿Autoriza que compartamos sus datos con la organización que le atenderá?"),
    ConsentPurpose.MESSAGES: _("¿Autoriza que le enviemos mensajes con noticias del programa?"),
}
CONSENT_CLOSE = _("Puede decir que no y recibirá los mismos servicios. Puede retirarla cuando quiera.")
TAKING_PART = _("Participación abierta")
_DOCUMENT_WARNINGS = {
    "check_digit": _("El último dígito no coincide: compare con el documento."),
    "shape": _("No tiene la forma usual: compare con el documento."),
}
EXPECTED_HEADINGS = ("given_names", "surnames", "document_number", "birth_date", "nationality", "phone")


def consent_texts(place: str) -> list[tuple[str, str]]:
    """(purpose in words, the question to read aloud) of this version of the texts; CONSENT_CLOSE ends each."""
    return [(str(purpose.label), str(text) % {"place": place}) for purpose, text in _CONSENT_TEXTS.items()]


def field_label(name: str) -> str:
    """The name of a field on screens."""
    return str(FIELD_LABELS.get(name, name))


def words_for(problem: Problem) -> str:
    """The sentence of a remark on a row, with what was written and what it became; KeyError for an unknown code."""
    details = dict(problem.details)
    if problem.code == "unknown_value":
        details["known"] = _KNOWN[problem.field]
    if "value" in details:
        details["value"] = _value_in_words(details["value"])
    return str(_ROW[problem.code]) % details


def words_for_document_warning(note: str) -> str:
    """The sentence of a warning kept with a document."""
    return str(_DOCUMENT_WARNINGS[note])


def words_for_file(problem: FileProblem) -> str:
    """The sentence that says why a file was refused and what to do; KeyError for an unknown code."""
    details = {name: as_number_or_text(value) for name, value in problem.details.items()}
    details["expected"] = ", ".join(field_label(name) for name in EXPECTED_HEADINGS)
    return str(_FILE[problem.code]) % details


def _value_in_words(value: Any) -> str:
    if value in DOCUMENT_LABELS:
        return str(DOCUMENT_LABELS[value])
    if value in PopulationGroup.values:
        return str(PopulationGroup(value).label)
    return str(value)
