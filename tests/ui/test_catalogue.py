"""Screen texts are found in code and templates, and their translations are compiled, without GNU gettext."""

from __future__ import annotations

import gettext
from pathlib import Path

import polib
import pytest

from minga.ui.catalogue import Text, add_missing, compile_catalogues, find_texts, untranslated

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext, npgettext
title = _("Personas")
count = ngettext("%(n)d persona", "%(n)d personas", n)
month = pgettext("calendar", "Marzo")
both = npgettext("sheet", "fila", "filas", n)
label = _(component.name)
bad = _(f"Hola {name}")
"""
PAGE = """
{% trans "Guardar" %} <c-ui.button label="{% translate 'Volver' context 'nav' %}" />
{% blocktranslate trimmed count n=total %}
  Una "persona" (100%)
{% plural %}
  {{ n }} personas
{% endblocktranslate %}
{% include "x.html" with label=_("Enviar") %}
{# {% trans "no" %} #}
"""


@pytest.fixture
def area(tmp_path: Path) -> Path:
    root = tmp_path / "minga"
    (root / "people" / "templates" / "people").mkdir(parents=True)
    (root / "people" / "forms.py").write_text(CODE)
    (root / "people" / "templates" / "people" / "page.html").write_text(PAGE)
    return root


def test_every_marked_text_is_found_with_its_plural_and_context(area):
    assert set(find_texts(area).texts) == {
        Text("Personas"),
        Text("%(n)d persona", plural="%(n)d personas"),
        Text("Marzo", context="calendar"),
        Text("fila", plural="filas", context="sheet"),
        Text("Guardar"),
        Text("Volver", context="nav"),
        Text('Una "persona" (100%%)', plural="%(n)s personas"),
        Text("Enviar"),
    }


def test_places_name_the_file_and_the_line(area):
    found = find_texts(area).texts
    assert found[Text("Personas")] == ["minga/people/forms.py:3"]
    assert found[Text("Guardar")] == ["minga/people/templates/people/page.html:2"]


def test_a_text_put_together_at_run_time_is_reported(area):
    assert find_texts(area).unreadable == ["minga/people/forms.py:8 _(…) needs plain texts"]


def test_gaps_empty_and_doubtful_translations_are_named(area, tmp_path):
    catalogue = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    found = find_texts(area)
    assert len(untranslated(found, catalogue)) == 8
    assert add_missing(found, catalogue) == 8
    assert len(untranslated(found, catalogue)) == 8, "an empty translation is a gap"
    book = polib.pofile(str(catalogue))
    for entry in book:
        entry.msgstr = "" if entry.msgid_plural else "English"
        entry.msgstr_plural = {0: "one", 1: "many"} if entry.msgid_plural else {}
    book.find("Guardar").flags.append("fuzzy")
    book.save()
    assert untranslated(found, catalogue) == ["minga/people/templates/people/page.html:2: 'Guardar'"]


def test_writing_again_keeps_translations_and_drops_texts_that_no_code_has(area, tmp_path):
    catalogue = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    add_missing(find_texts(area), catalogue)
    book = polib.pofile(str(catalogue))
    book.find("Personas").msgstr = "People"
    book.append(polib.POEntry(msgid="Antiguo", msgstr="Old"))
    book.save()
    assert add_missing(find_texts(area), catalogue) == 0
    book = polib.pofile(str(catalogue))
    assert book.find("Personas").msgstr == "People"
    assert book.find("Antiguo") is None


def test_compiled_catalogues_are_what_gettext_reads(area, tmp_path):
    catalogue = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    add_missing(find_texts(area), catalogue)
    book = polib.pofile(str(catalogue))
    book.find("Personas").msgstr = "People"
    book.find("%(n)d persona").msgstr_plural = {0: "%(n)d person", 1: "%(n)d people"}
    book.save()
    assert compile_catalogues(tmp_path) == 1
    english = gettext.translation("django", tmp_path, ["en"])
    assert english.gettext("Personas") == "People"
    assert english.ngettext("%(n)d persona", "%(n)d personas", 3) == "%(n)d people"
