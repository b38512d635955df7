"""Passwords that somebody who knows the programme would try first."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from minga.territory.queries import municipalities

WORDS = [
    "minga",
    "mingas",
    "site",
    "integra",
    "municipio",
    "municipal",
    "municipalidad",
    "alcaldia",
    "alcaldesa",
    "alcalde",
    "gad",
    "patronato",
    "ecuador",
    "canton",
    "parroquia",
    "provincia",
    "programa",
    "proyecto",
    "coordinacion",
    "coordinadora",
    "coordinador",
    "tecnica",
    "tecnico",
    "sistema",
    "plataforma",
    "usuario",
    "usuaria",
    "admin",
    "administrador",
    "administradora",
    "administracion",
    "clave",
    "contrasena",
    "password",
    "acceso",
    "ingreso",
    "entrar",
    "movilidad",
    "humana",
    "migrante",
    "refugio",
    "cooperacion",
]
KEYBOARD = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjklñ", "zxcvbnm", "qazwsxedc", "1qaz2wsx")
_READ_AS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
FEWEST_LETTERS_OF_ITS_OWN = 6


class GuessablePasswordValidator:
    """Refuses what is made of words of the programme, names of its cities, years, rows of the keyboard, repetition, or
    a common password with figures around it. Nothing is asked about kinds of characters (NIST SP 800-63B)."""

    def __init__(self) -> None:
        self._common = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        own = _without(plain, [*WORDS, *_names(), *_rows()])
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        if len(own) < FEWEST_LETTERS_OF_ITS_OWN or len(set(plain)) < 5 or core in self._common.passwords:
            raise ValidationError(
                _("Esta clave se adivina fácil. Use tres o cuatro palabras que no tengan que ver con su trabajo."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return str(_("Sin palabras del programa, nombres de ciudades ni filas del teclado."))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _without(plain: str, words: list[str]) -> str:
    """The letters left of a password, written as it is or with figures for letters, whichever leaves fewer."""
    left = []
    for text in (plain, plain.translate(_READ_AS)):
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word, " ")
        text = re.sub(r"(.{1,6})\1{2,}", r"\1", re.sub(r"[\W\d_]", "", text))
        left.append(text)
    return min(left, key=len)


def _names() -> list[str]:
    return [word for row in municipalities() for word in _plain(row.name).split() if len(word) > 2]


def _rows() -> list[str]:
    """Pieces of four of the keyboard's rows, forwards and backwards."""
    pieces = {row[i : i + 4] for row in KEYBOARD for i in range(len(row) - 3)}
    return [*pieces, *(piece[::-1] for piece in pieces)]
