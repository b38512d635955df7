"""Every sheet for paper says who printed it, when, which copy and until when; none tells priority, route or condition."""

from __future__ import annotations

import inspect
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import resolve, reverse

from minga.audit.models import PrintCopy, Record
from minga.kernel.ids import uuid7
from minga.kernel.tenancy import scope
from minga.people.models import Person
from minga.screening.states import MainComponent

from .test_access_matrix import PAGES, allowed_client

TEMPLATES = Path(__file__).resolve().parents[2] / "minga"
SHEETS = {
    re.search(r"templates/(.+)$", str(path)).group(1)
    for path in TEMPLATES.rglob("templates/**/*.html")
    if '{% extends "ui/print.html" %}' in path.read_text() and "/gallery/" not in str(path)
} - {"access/sheet_print.html"}  # codes of an account of no municipality, shown once to their owner
FIRST = {"portal:card-print": "portal:issue-card"}  # what is shown once is made anew for each copy
CONDITION = "canario migratorio"


def sheets_of(page):
    return {name for name in SHEETS if f'"{name}"' in inspect.getsource(inspect.unwrap(page.view))}


PRINTS = [page for page in PAGES if sheets_of(page)]


def test_every_sheet_has_an_address():
    assert set().union(*map(sheets_of, PRINTS)) == SHEETS


def opened(client, page, address, municipality):
    if page.name in FIRST:
        arguments = resolve(address).kwargs | {"municipality": municipality.slug}
        client.post(reverse(FIRST[page.name], kwargs=arguments), {"_submission": str(uuid7())})
    return client.get(address)


@pytest.mark.parametrize("page", PRINTS, ids=lambda page: page.name)
def test_print_says_who_when_which_copy_and_until_when(page, manta):
    address = page.address(manta, page.sample(manta))
    with scope(manta.pk):
        for person in Person.objects.all():
            person.migratory_condition = CONDITION
            person.save(update_fields=["migratory_condition"])
    client = allowed_client(page, manta)
    texts = []
    for _ in range(2):
        response = opened(client, page, address, manta)
        assert response.status_code == 200
        texts.append(response.content.decode())
    with scope(manta.pk):
        copies = list(PrintCopy.objects.order_by("number"))
        assert [copy.number for copy in copies] == [1, 2]
        assert Record.objects.filter(action=copies[0].action).count() == 2
        assert copies[0].action.partition(".")[2].startswith("print_")
    for number, text in enumerate(texts, 1):
        (mark,) = re.findall(r"<span data-print-copy>(.*?)</span>", text)
        assert f"Imprimió {copies[0].actor_label}" in mark
        assert f"Copia n.º {number}" in mark
        assert re.search(r"Destruir a más tardar el .*\d{4}", mark)


@pytest.mark.parametrize("page", PRINTS, ids=lambda page: page.name)
def test_no_print_tells_priority_route_or_condition(page, manta):
    address = page.address(manta, page.sample(manta))
    with scope(manta.pk):
        for person in Person.objects.all():
            person.migratory_condition = CONDITION
            person.save(update_fields=["migratory_condition"])
    text = opened(allowed_client(page, manta), page, address, manta).content.decode()
    assert CONDITION not in text
    if page.name == "screening:paper-form":  # the questions themselves, about nobody
        return
    for word in ("Nivel de prioridad", "Condición migratoria", *(str(component.label) for component in MainComponent)):
        assert word not in text, word


class OnPaper(HTMLParser):
    """The text of a page without the parts that are left out on paper."""

    def __init__(self):
        super().__init__()
        self.hidden = 0
        self.words = []

    def handle_starttag(self, tag, attrs):
        if tag == "div" and (self.hidden or "minga-no-print" in (dict(attrs).get("class") or "")):
            self.hidden += 1

    def handle_endtag(self, tag):
        if tag == "div" and self.hidden:
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


@pytest.mark.parametrize(
    "name", ["people:person-detail", "portal:person-file", "screening:assessment", "prioritisation:place-detail"]
)
def test_a_page_of_a_person_sent_to_the_printer_leaves_them_out_too(name, manta):
    (page,) = [page for page in PAGES if page.name == name]
    text = allowed_client(page, manta).get(page.address(manta, page.sample(manta))).content.decode()
    assert "minga-no-print" in text
    read = OnPaper()
    read.feed(text)
    for word in ("Condición migratoria", "Nivel de prioridad", *(str(component.label) for component in MainComponent)):
        assert word not in " ".join(read.words), word
