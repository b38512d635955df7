"""The privacy notice in plain words, by version. It waits for a lawyer's confirmation and says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from minga.people.consent_texts import NOT_CONFIRMED
from minga.territory.models import Municipality

from .queries.settings import days_of

VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of a municipality: questions with their answers, in order."""

    version: str
    place: str
    parts: list[tuple[str, list[str]]]
    note: str


def notice_of(municipality: Municipality, on: date) -> Notice:
    """The notice in the language of the page, with the periods of the municipality's settings on a day."""
    place = municipality.full_name or municipality.name
    days = {
        key: days_of(key, municipality=municipality, on=on)
        for key in ("rights_answer_days", "keep_inactive_months", "keep_message_bodies_days", "own_consent_age")
    }
    parts = [
        (_("¿Quién cuida sus datos?"), [_who(municipality, place)]),
        (_("¿Para qué los usamos?"), _purposes()),
        (_("¿Qué nos permite usarlos?"), _grounds(days["own_consent_age"])),
        (_("¿Qué datos guardamos?"), _data()),
        (_("¿Quién los ve?"), _readers()),
        (_("¿Cuánto tiempo?"), _periods(days)),
        (_("¿Qué puede pedir?"), _rights(days["rights_answer_days"])),
        (_("¿Y si algo sale mal?"), [_complaints()]),
    ]
    return Notice(version=VERSION, place=place, parts=parts, note=str(NOT_CONFIRMED))


def _who(municipality: Municipality, place: str) -> str:
    ways = ", ".join(filter(None, [municipality.office_address, municipality.office_phone]))
    if not ways:
        return _("%(place)s es responsable de sus datos.") % {"place": place}
    return _("%(place)s es responsable de sus datos. Puede preguntar en: %(ways)s.") % {"place": place, "ways": ways}


def _purposes() -> list[str]:
    return [
        _("Para inscribirle, entrevistarle y decirle qué camino le conviene: empleo, negocio o apoyo urgente."),
        _("Para llamarle a un curso, tomar asistencia y darle su certificado."),
        _("Para contar cuántas personas se atienden. Las cifras no dicen quién es usted."),
        _("No se usan para control migratorio, ni para campañas políticas, ni se venden."),
    ]


def _grounds(age: int) -> list[str]:
    return [
        _("Para el servicio que usted pide: la misión pública del municipio. No necesita firmar nada más."),
        _("Para lo demás (fotos, bolsa de empleo, catálogo, estudios, otra organización, mensajes): solo si usted "
          "autoriza. Puede decir que no y recibe lo mismo. Puede retirar la autorización cuando quiera."),
        _("Desde los %(age)s años autoriza usted; antes, quien le representa.") % {"age": age},
    ]  # fmt: skip


def _data() -> list[str]:
    return [
        _("Nombre, documento si tiene, edad, contacto, barrio, estudios, trabajo y lo que responda en la entrevista."),
        _("Datos delicados, como la condición migratoria, se guardan cifrados. Puede no responderlos."),
        _("Si pide hablar en privado, eso lo ve solo la persona especializada."),
    ]


def _readers() -> list[str]:
    return [
        _("El equipo municipal que le atiende. Cada vez que alguien abre su expediente queda anotado."),
        _("Quien da el curso ve su nombre corto y lo que necesita para participar."),
        _("Autoridades y donantes ven solo cifras."),
        _("Una parte de la valoración la calcula un programa con reglas publicadas. Siempre decide una persona, y "
          "usted puede pedir que otra la revise."),
    ]  # fmt: skip


def _periods(days: dict[str, int]) -> list[str]:
    return [
        _("Mientras participa. Después de %(months)s meses sin actividad le avisamos y, si no dice nada, se suprimen.")
        % {"months": days["keep_inactive_months"]},
        _("El texto de los mensajes, %(days)s días.") % {"days": days["keep_message_bodies_days"]},
        _("El certificado se puede comprobar siempre; si pide suprimir sus datos, queda sin su nombre."),
    ]


def _rights(days: int) -> list[str]:
    return [
        _("Ver sus datos, corregirlos, suprimirlos, llevárselos en un archivo u oponerse a un uso."),
        _("Que otra persona revise su valoración."),
        _("Saber quién vio sus datos."),
        _("Le respondemos en %(days)s días. Es gratuito y no le quita ningún servicio.") % {"days": days},
    ]


def _complaints() -> str:
    return _(
        "Puede quejarse sin dar su nombre: la queja no la lee el equipo que le atiende. También puede reclamar ante la "
        "Superintendencia de Protección de Datos Personales."
    )
