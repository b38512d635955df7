"""The text of the undertaking of confidentiality, by version; ours, pending a lawyer's confirmation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CURRENT = "2026-11"
"""The version that is printed and signed now. A new text is a new version; what was signed stays as it was."""

BEFORE = "previo"
"""Stands in for roles given before there was a text: they stay active, and wait for a signature all the same."""

TEXTS: dict[str, tuple[Any, ...]] = {
    "2026-11": (
        _("Usaré los datos de las personas solo para el trabajo del programa que me corresponde por mi rol."),
        _("No los contaré, mostraré, copiaré ni publicaré, tampoco a familiares, autoridades, partidos o medios."),
        _("No usaré los datos para campañas, favores, represalias ni para averiguar dónde está una persona."),
        _("No preguntaré ni anotaré más de lo que el trabajo necesita."),
        _("No compartiré mi clave ni mis códigos, y saldré de la plataforma cuando la computadora no sea solo mía."),
        _("Avisaré el mismo día si pierdo un papel o un teléfono con datos, o si sé de un uso indebido."),
        _("Cuando termine mi rol entregaré todo papel y archivo con datos, y no conservaré copias."),
        _("Sé que cada consulta y cada cambio quedan registrados con mi nombre."),
        _("Este compromiso sigue valiendo después de que termine mi trabajo en el programa."),
    )
}
