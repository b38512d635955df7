"""The screen texts of the code and their English translations, found and compiled without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
CALL = re.compile(r"(?<![\w.])(?:_|u?n?p?gettext)\(")


@dataclass(frozen=True)
class Text:
    """One text of the screen, in Spanish as the source has it."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass
class Found:
    """Texts with the places they come from, and places whose text could not be read."""

    texts: dict[Text, list[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def find_texts(root: Path) -> Found:
    """Every text marked for translation in the Python files and templates under `root`."""
    found = Found()
    for path in sorted(root.rglob("*.py")):
        place = str(path.relative_to(root.parent))
        _collect(found, place, ast.parse(path.read_text(encoding="utf-8")))
    for path in sorted([*root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]):
        place = str(path.relative_to(root.parent))
        source = templatize(path.read_text(encoding="utf-8"), origin=place)
        for call in _calls(source):
            _collect(found, place, call)
    return found


def _calls(templatized: str) -> Iterator[ast.AST]:
    """The gettext calls that Django wrote into an otherwise blanked-out template."""
    for begin in CALL.finditer(templatized):
        depth, quote, escaped = 0, "", False
        for end in range(begin.end() - 1, len(templatized)):
            sign = templatized[end]
            if quote:
                escaped, quote = (
                    (not escaped and sign == "\\"),
                    ("" if sign == quote and not escaped else quote),
                )
                continue
            quote = sign if sign in "\"'" else ""
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                call = ast.parse(templatized[begin.start() : end + 1], mode="eval")
                yield ast.increment_lineno(call, templatized.count("\n", 0, begin.start()))
                break


def _collect(found: Found, place: str, tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        needed = _shape(name)
        if not needed:
            continue
        given = node.args[: len(needed)]
        if given and all(isinstance(word, ast.Name | ast.Attribute | ast.Subscript) for word in given):
            continue  # a text that was marked elsewhere with gettext_noop
        words = [word.value for word in given if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if len(words) < len(needed):
            found.unreadable.append(f"{place}:{node.lineno} {name}(…) needs plain texts")
            continue
        text = Text(**dict(zip(needed, words, strict=True)))
        if text.singular:
            found.texts.setdefault(text, []).append(f"{place}:{node.lineno}")


def _shape(name: str) -> tuple[str, ...]:
    """Which arguments of a gettext function are texts, in order; empty for any other function."""
    if name in PLAIN:
        return ("singular",)
    if name in PLURAL:
        return ("singular", "plural")
    if name in CONTEXT:
        return ("context", "singular")
    return ("context", "singular", "plural") if name in CONTEXT_PLURAL else ()


def untranslated(found: Found, catalogue: Path) -> list[str]:
    """The found texts that the catalogue lacks, leaves empty or marks as doubtful, each with one place."""
    translated = set()
    for entry in polib.pofile(str(catalogue)) if catalogue.exists() else []:
        if entry.translated() and not entry.obsolete:
            translated.add(Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or ""))
    return [f"{places[0]}: {text.singular!r}" for text, places in found.texts.items() if text not in translated]


def add_missing(found: Found, catalogue: Path) -> int:
    """Write the found texts that the catalogue lacks into it, empty; drop those that no code has. Returns how many.

    Translations that are there stay as they are.
    """
    book = polib.pofile(str(catalogue)) if catalogue.exists() else _empty()
    known = {Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or ""): entry for entry in book}
    for text, entry in known.items():
        if text not in found.texts:
            book.remove(entry)
    missing = [text for text in found.texts if text not in known]
    for text in missing:
        plural = {"msgid_plural": text.plural, "msgstr_plural": {0: "", 1: ""}} if text.plural else {}
        book.append(polib.POEntry(msgid=text.singular, msgctxt=text.context or None, **plural))
    for entry in book:
        places = found.texts[Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")]
        entry.occurrences = sorted({(place.rpartition(":")[0], "") for place in places})
        if "%(" in entry.msgid and "python-format" not in entry.flags:
            entry.flags.append("python-format")
    book.sort(key=lambda entry: (entry.occurrences[0], entry.msgid))
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(catalogue))
    return len(missing)


def _empty() -> polib.POFile:
    book = polib.POFile(wrapwidth=110)
    book.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return book


def compile_catalogues(folder: Path) -> int:
    """Write each catalogue's binary twin, which Django reads; returns how many were written."""
    written = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
        written += 1
    return written
