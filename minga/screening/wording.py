"""Words for the codes of the rules: problems of a workbook, answers that do not do, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

REASON_WORDS: dict[str, Any] = {
    "repeats": _("los grupos que se repiten"),
    "external_data": _("las listas en archivos externos"),
    "chance": _("los valores al azar, porque una valoración debe dar siempre lo mismo"),
    "maps": _("la ubicación en el mapa"),
    "files": _("las fotos, los audios y los archivos"),
    "device": _("los datos del aparato"),
    "ranking": _("las preguntas de ordenar opciones"),
    "instants": _("las preguntas de fecha y hora juntas"),
}

PROBLEM_WORDS: dict[str, Any] = {
    "not_a_workbook": _("El archivo no es un libro de Excel (.xlsx). Guárdelo como .xlsx y vuelva a subirlo."),
    "too_large": _("El archivo es demasiado grande: un instrumento ocupa menos de %(limit_mb)s MB."),
    "too_many_rows": _("Esta hoja tiene más de %(most)s filas."),
    "no_sheet": _("Falta esta hoja en el libro."),
    "pyxform": _("El lector de XLSForm (pyxform) dice: %(text)s"),
    "choice_without_code": _("A esta opción le falta la lista (list_name) o el código (name)."),
    "choice_code_space": _("El código «%(name)s» tiene espacios: use guion bajo."),
    "choice_twice": _("El código «%(name)s» está dos veces en la lista «%(list)s»."),
    "no_label": _("«%(name)s» no tiene texto que mostrar."),
    "group_not_closed": _("El grupo «%(name)s» se abre y no se cierra."),
    "group_not_opened": _("Se cierra un grupo que no estaba abierto."),
    "repeats": _("El grupo «%(name)s» se repite, y aún no tenemos %(reason_words)s: no se preguntará."),
    "inside_repeat": _("«%(name)s» está dentro del grupo que se repite «%(repeat)s»: no se preguntará."),
    "bad_name": _("El nombre «%(name)s» no sirve: empiece con una letra y use letras, números y guion bajo."),
    "name_twice": _("El nombre «%(name)s» ya está en la fila %(other_row)s: cada nombre va una sola vez."),
    "choices_from_repeat": _("«%(name)s» toma sus opciones de un grupo que se repite (%(list)s): no se preguntará."),
    "or_other": _("«%(name)s» usa or_other, que aún no tenemos: agregue la opción «otro» y una pregunta de texto."),
    "no_such_list": _("«%(name)s» usa la lista «%(list)s», que no está en la hoja choices."),
    "kind_unsupported": _("«%(name)s» es de tipo %(kind)s, y aún no tenemos %(reason_words)s: no se preguntará."),
    "unknown_kind": _("El tipo «%(kind)s» de «%(name)s» no existe en XLSForm."),
    "quotes_repaired": _("Cambiamos las comillas tipográficas de «%(name)s» por comillas simples."),
    "unknown_sensitivity": _("«%(given)s» no es una sensibilidad: use internal, personal, sensitive o protected."),
    "label_gap": _("El texto de «%(name)s» muestra la respuesta de «%(other)s», que no está: saldrá «…»."),
    "circle": _("Estas preguntas dependen unas de otras en círculo: %(names)s."),
    "empty_expression": _("Falta la expresión."),
    "too_long": _("La expresión es demasiado larga (%(length)s letras)."),
    "too_deep": _("La expresión tiene demasiados paréntesis unos dentro de otros."),
    "open_quote": _("Hay una comilla que se abre en la letra %(at)s y no se cierra."),
    "strange_sign": _("El signo «%(sign)s» en la letra %(at)s no va en una expresión."),
    "ends_early": _("La expresión está incompleta: termina donde debía seguir un valor."),
    "missing_mark": _("Falta «%(mark)s» en la expresión."),
    "unexpected": _("No se esperaba «%(sign)s» en la letra %(at)s."),
    "unknown_name": _("Nombra a «%(name)s», que no es una pregunta ni un parámetro."),
    "bare_name": _("«%(name)s» no está entre ${ }: escriba ${%(name)s}."),
    "unknown_function": _("La función «%(function)s» no existe."),
    "wrong_count": _("La función «%(function)s» lleva de %(least)s a %(most)s valores, y tiene %(given)s."),
    "function_only_in_rules": _("La función «%(function)s» solo se usa en las hojas eligibility, routes y priority."),
    "unsafe_pattern": _("El patrón de regex() no se entiende o podría no terminar nunca: simplifíquelo."),
    "choice_name_shape": _("jr:choice-name() necesita el nombre de una pregunta entre comillas."),
    "function_unsupported": _("Usa la función «%(function)s», y aún no tenemos %(reason_words)s."),
    "path": _("Usa la ruta «%(path)s»; aquí las preguntas se nombran con ${ }."),
    "refers_to_left_out": _("Depende de «%(name)s» (fila %(other_row)s), que no se preguntará: tampoco esta."),
    "no_code": _("A esta fila le falta el código (code)."),
    "code_twice": _("El código «%(name)s» está dos veces en la hoja."),
    "unknown_route_kind": _("«%(given)s» no es un tipo de ruta: use main o parallel."),
    "unknown_component": _("«%(given)s» no es un componente: use %(known)s."),
    "unknown_urgency": _("«%(given)s» no es una urgencia: use %(known)s."),
    "bad_number": _("«%(given)s» debe ser un número igual o mayor que 0."),
    "bad_date": _("«%(given)s» debe ser una fecha como 2026-01-31."),
    "protected_in_rule": _("La regla usa «%(name)s», que es protegida: ninguna regla puede leerla."),
    "no_reason": _("Esta regla no dice su razón: la persona merece saberla."),
}

ANSWER_WORDS: dict[str, Any] = {
    "not_a_number": _("Escriba solo un número en «%(label)s»."),
    "not_whole": _("Escriba un número sin decimales en «%(label)s»."),
    "not_a_date": _("Escriba una fecha que exista en «%(label)s», por ejemplo 27 3 1990."),
    "not_a_time": _("Escriba la hora en «%(label)s» con dos puntos, por ejemplo 18:30."),
    "not_a_choice": _("Elija en «%(label)s» una de las opciones de la lista."),
    "out_of_range": _("El número de «%(label)s» está fuera de lo que se puede responder."),
    "too_long": _("Acorte su respuesta en «%(label)s» a 2.000 letras."),
    "required": _("Responda «%(label)s»."),
    "constraint": _("Revise su respuesta en «%(label)s»."),
}

OUTCOME_WORDS: dict[str, Any] = {
    "met": _("Cumple"),
    "not_yet": _("Aún no"),
    "not_met": _("No cumple"),
    "unknown": _("Falta un dato"),
    "yes": _("Sí"),
    "no": _("No"),
    "scored": _("Cuenta"),
    "not_applicable": _("No aplica"),
}
OUTCOME_TONES = {
    "met": "green", "yes": "green", "scored": "blue", "not_yet": "yellow", "unknown": "yellow", "not_met": "red",
}  # fmt: skip

MISSING_WORDS: dict[str, Any] = {
    "unanswered": _("sin respuesta"),
    "dont_know": _("no sabe"),
    "declined": _("prefiere no decirlo"),
}

URGENCY_WORDS: dict[str, Any] = {"now": _("hoy"), "week": _("esta semana"), "month": _("este mes"), "": ""}

SEVERITY_WORDS: dict[str, Any] = {
    "error": _("Impide usarlo"),
    "unsupported": _("No se preguntará"),
    "warning": _("Aviso"),
}

PARTICIPANT_COMPONENT_WORDS: dict[str, Any] = {
    "referral": _("apoyo urgente"),
    "employment": _("la ruta de empleo"),
    "business": _("la ruta de negocio"),
}
"""What a component is called when speaking to the person (glossary)."""

SERVICE_WORDS: dict[str, Any] = {"training": _("Capacitación"), "capital": _("Capital de fortalecimiento")}
"""Words of the services that the default workbook gates; another service shows its code."""


def problem_text(code: str, details: Mapping[str, Any]) -> str:
    """The sentence of a problem."""
    words = {**details, "reason_words": REASON_WORDS.get(str(details.get("reason", "")), "")}
    return str(PROBLEM_WORDS[code]) % words


def answer_text(code: str, label: str, own: str = "") -> str:
    """What is wrong with an answer: the instrument's own words where it has any."""
    return own or str(ANSWER_WORDS[code]) % {"label": label}
