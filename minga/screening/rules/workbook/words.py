"""Columns that carry words in several languages: `label::Español (es)`, `label::English (en)`, plain
`label`.
"""

import re

from minga.screening.rules.instrument import Text
from minga.screening.rules.workbook.sheets import SheetRow

_LANGUAGE = re.compile(r"\(([a-z]{2})(?:-\w+)?\)\s*\Z", re.IGNORECASE)
_NAMES = {
    "español": "es",
    "spanish": "es",
    "castellano": "es",
    "english": "en",
    "inglés": "en",
    "ingles": "en",
}


def language_code(name: str) -> str:
    """`Español (es)` gives `es`; a bare language name gives its code; anything else is Spanish."""
    found = _LANGUAGE.search(name)
    return found.group(1).lower() if found else _NAMES.get(name.strip().lower(), name.strip().lower() or "es")


def words(row: SheetRow, column: str, default_language: str = "es") -> Text:
    """The words of a column in Spanish and English; a column without language is in the default one."""
    found: dict[str, str] = {}
    for heading, text in row.cells.items():
        base, _, language = heading.partition("::")
        if base.strip() != column:
            continue
        code = language_code(language) if language else default_language
        found.setdefault(code if code in ("es", "en") else "other", text)
    other = found.get("other", "")
    es, en = found.get("es", ""), found.get("en", "")
    return Text(es or ("" if en else other), en)
