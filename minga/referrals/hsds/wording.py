"""What is wrong with a package, in words that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .tables import BY_NAME, HsdsProblem

WORDS = {
    "too_big": _("El archivo es demasiado grande. Divida el directorio en partes."),
    "not_a_package": _("No es un paquete HSDS: suba un archivo .zip con las tablas en CSV, o un archivo .json."),
    "damaged": _("El archivo está dañado o no se puede leer. Genérelo otra vez."),
    "no_services": _("El archivo no trae la tabla de servicios (services.csv, o «contents» en JSON)."),
    "column_missing": _("Falta la columna."),
    "empty": _("Está vacía y hace falta."),
    "repeated": _("Se repite «%(given)s»."),
    "no_organization": _("No hay una organización «%(given)s» en organizations.csv."),
    "no_location": _("No hay un lugar «%(given)s» en locations.csv."),
    "no_address": _("El lugar «%(given)s» no tiene dirección ni nombre."),
    "too_long": _("Es demasiado larga: deje hasta 2.000 letras."),
    "not_a_url": _("«%(given)s» no es una dirección web completa."),
    "not_an_email": _("«%(given)s» no es un correo completo."),
    "unknown_status": _("«%(given)s» no es un estado: use active, temporarily closed o defunct."),
    "not_an_age": _("«%(given)s» no es una edad en años."),
    "not_a_date": _("«%(given)s» no es una fecha AAAA-MM-DD."),
    "not_a_number": _("«%(given)s» no es un número."),
    "unknown_day": _("«%(given)s» no es un día: use MO, TU, WE, TH, FR, SA, SU."),
    "not_a_time": _("«%(given)s» no es una hora HH:MM."),
    "hours_reversed": _("La hora de cierre «%(given)s» es anterior a la de apertura."),
    "age_order": _("La edad máxima es menor que la mínima."),
}


def words_for(problem: HsdsProblem) -> str:
    """The sentence of a problem."""
    return str(WORDS[problem.code]) % {"given": problem.given}


def file_of(problem: HsdsProblem) -> str:
    """The file in which it stands."""
    return BY_NAME[problem.table].file
