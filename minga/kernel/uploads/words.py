"""Why a file that somebody sent is not taken, in words that say what to do; said once, here."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minga.kernel.refusals import Refusal

SHEET_PROBLEMS = {
    "empty": _("El archivo está vacío. Revise que sea el que quería subir."),
    "too_big": _(
        "El archivo pesa %(megabytes)s MB y el máximo es %(limit)s MB. "
        "Divídalo en partes, cada una con la fila de títulos, y suba una por una."
    ),
    "too_many_rows": _(
        "El archivo tiene más de %(limit)s filas. Divídalo en partes, cada una con la fila de títulos. "
        "Si no tiene tantas personas, borre las filas vacías del final."
    ),
    "too_many_columns": _(
        "El archivo tiene %(columns)s columnas y el máximo es %(limit)s. Deje solo las columnas de la inscripción."
    ),
    "too_many_cells": _(
        "La hoja ocupa %(cells)s celdas y el máximo es %(limit)s. "
        "Copie solo sus datos en un libro nuevo, o divídalos en partes."
    ),
    "unpacks_too_big": _(
        "Al abrirlo, el archivo ocupa más de %(limit)s MB y podría dañar el sistema. "
        "Copie solo sus datos en un libro nuevo y súbalo."
    ),
    "too_many_entries": _("El archivo no parece una hoja de cálculo. Copie sus datos en un libro nuevo y súbalo."),
    "nested": _("El archivo trae otros archivos dentro. Copie solo los datos en un libro nuevo y súbalo."),
    "not_a_workbook": _("Es un archivo comprimido, no una hoja de cálculo. Ábralo y suba la hoja que tiene dentro."),
    "damaged": _("El archivo está dañado o incompleto. Ábralo en Excel, guárdelo otra vez como .xlsx y súbalo."),
    "encrypted": _("El archivo tiene contraseña. Ábralo en Excel, quítele la contraseña y guárdelo otra vez."),
    "macros": _("El libro trae macros (programas). Guárdelo como «Libro de Excel (.xlsx)», sin macros, y súbalo."),
    "declares_entities": _(
        "El libro trae instrucciones que no son datos. Copie solo sus datos en un libro nuevo y súbalo."
    ),
    "old_xls": _("Es un Excel antiguo (.xls). Ábralo y guárdelo como «Libro de Excel (.xlsx)»."),
    "html": _(
        "El archivo es una página web con nombre de Excel. Ábralo en Excel y guárdelo como «Libro de Excel (.xlsx)»."
    ),
    "ods": _("Es una hoja de LibreOffice (.ods). Ábrala y guárdela como «Excel (.xlsx)» o «CSV»."),
    "xlsb": _("Es un libro binario de Excel (.xlsb). Ábralo y guárdelo como «Libro de Excel (.xlsx)»."),
    "other_format": _("Este tipo de archivo no se puede leer. Suba una hoja de Excel (.xlsx) o un archivo CSV."),
    "broken_quotes": _(
        'Cerca de la fila %(row)s hay una comilla (") que se abre y no se cierra. '
        "Corríjala y vuelva a subir el archivo."
    ),
}

UPLOAD_PROBLEMS = SHEET_PROBLEMS | {
    "kind_unknown": _("No se reconoce qué clase de archivo es. Aquí se puede subir: %(allowed)s."),
    "kind_not_allowed": _("El archivo es %(kind)s. Aquí se puede subir: %(allowed)s."),
    "web_page": _("El archivo es una página web o un dibujo SVG, que pueden traer programas. Suba: %(allowed)s."),
    "name_of_other_kind": _(
        "El nombre termina en «%(extension)s», pero por dentro el archivo es %(kind)s. "
        "Póngale el nombre que le corresponde y súbalo otra vez."
    ),
    "too_many_points": _(
        "La imagen mide %(width)s por %(height)s puntos y el máximo es de %(limit)s millones en total. "
        "Bájele el tamaño y súbala otra vez."
    ),
    "picture_damaged": _("La imagen está dañada o incompleta. Ábrala, guárdela otra vez como JPG y súbala."),
    "pdf_damaged": _("El PDF está dañado o incompleto. Ábralo, elija «Imprimir como PDF» y suba el archivo nuevo."),
    "pdf_encrypted": _("El PDF tiene contraseña. Guárdelo sin contraseña y súbalo otra vez."),
    "pdf_active": _(
        "El PDF trae programas, formularios que envían datos o archivos escondidos. "
        "Ábralo, elija «Imprimir como PDF» y suba el archivo nuevo."
    ),
    "pdf_too_long": _("El PDF tiene %(pages)s páginas y el máximo es %(limit)s. Divídalo en partes."),
    "pdf_too_heavy": _("El PDF ocupa demasiado al abrirlo y podría dañar el sistema. Guárdelo otra vez y súbalo."),
    "not_text": _("El archivo no es una hoja de texto (CSV). Guárdelo otra vez como CSV desde Excel."),
    "infected": _("El antivirus encontró un programa dañino en el archivo: no se guardó. Avise a quien se lo envió."),
    "held": _("El archivo espera la revisión del antivirus. Podrá abrirlo cuando termine."),
    "link_expired": _("El enlace del archivo venció. Vuelva a la página donde estaba y ábralo otra vez."),
}


def refusal(code: str, **details: Any) -> Refusal:
    """The refusal of a file in its words; an unknown code is an error."""
    return Refusal(code=code, message=UPLOAD_PROBLEMS[code], details=details)


def listed(labels: list[Any]) -> Any:
    """Kinds of file in one phrase: «una imagen JPG o un PDF»."""
    if len(labels) == 1:
        return labels[0]
    return format_lazy(_("{first} o {last}"), first=", ".join(str(label) for label in labels[:-1]), last=labels[-1])
