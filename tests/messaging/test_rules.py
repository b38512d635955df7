from datetime import UTC, datetime, time, timedelta

import pytest

from minga.messaging.channels import all_channels
from minga.messaging.rules import links, timing, wording
from minga.messaging.rules.texts import DEFAULT_TEXTS, PLACES
from minga.messaging.states import PLACE_WORDS, Form, Purpose

AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "quiet"), [("19:59", False), ("20:00", True), ("23:30", True), ("07:59", True), ("08:00", False)]
)
def test_quiet_hours_pass_midnight(hour, quiet):
    assert timing.is_quiet(time.fromisoformat(hour), time(20), time(8)) is quiet


def test_equal_limits_mean_no_quiet_hours():
    assert not timing.is_quiet(time(3), time(8), time(8))


def test_pauses_double_and_end_after_a_day():
    first = timing.next_attempt_at(attempts=1, queued_at=AT, at=AT)
    third = timing.next_attempt_at(attempts=3, queued_at=AT, at=AT)
    assert first == AT + timedelta(minutes=5)
    assert third == AT + timedelta(minutes=20)
    assert timing.next_attempt_at(attempts=9, queued_at=AT, at=AT + timedelta(hours=23)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Curso para personas migrantes y refugiadas", ["migrantes", "refugiadas"]),
        ("Le llamamos del Programa SITE", ["Programa", "SITE"]),
        ("Apoyo a víctimas de violencia", ["víctimas", "violencia"]),
        ("Personas en movilidad humana", ["movilidad humana"]),
        ("Traiga su visa", ["visa"]),
        ("Su cupo en Panadería. ¿Puede asistir? Revisar la hora.", []),
        ("El taller trata de cuentas y precios; sitio: Casa Comunal", []),
    ],
)
def test_revealing_words_are_found_and_others_left(text, found):
    assert wording.revealing_words(text) == found


def test_every_purpose_and_form_has_a_neutral_text_in_both_languages():
    for purpose in Purpose.values:
        for form in Form.values:
            for language in ("es", "en"):
                text = DEFAULT_TEXTS[(purpose, form, language)]
                whole = f"{text.subject} {text.body}"
                assert wording.revealing_words(whole) == []
                assert wording.unknown_places(whole) == []


def test_invitation_says_scope_date_place_and_that_it_is_free():
    body = DEFAULT_TEXTS[("invitation", "email", "es")].body
    assert {"nombre", "curso", "contenido", "inicio", "lugar", "plazo", "telefono"} <= set(wording.places_in(body))
    assert "gratuito" in body


def test_missing_fact_never_shows_a_brace():
    assert wording.filled("En {lugar}, {inicio}", {"lugar": "Casa Comunal"}) == "En Casa Comunal, por confirmar"
    assert wording.unknown_places("Hola {apodo}") == ["apodo"]
    assert "nombre" in PLACES


def test_every_place_has_words_for_whoever_writes_a_text():
    assert set(PLACE_WORDS) == set(PLACES)


def test_whatsapp_link_needs_a_whole_number():
    assert links.whatsapp_link("+593991234567", "¿Puede venir?") == (
        "https://wa.me/593991234567?text=%C2%BFPuede%20venir%3F"
    )
    assert links.whatsapp_link("0991234567", "Hola") == ""


def test_channels_are_found_by_their_folders():
    channels = all_channels()
    assert list(channels) == ["call", "whatsapp", "email", "facebook", "visit", "poster"]
    assert [code for code, each in channels.items() if each.is_sent_by_machine] == ["email"]
    assert {code for code, each in channels.items() if each.is_direct} == {"call", "visit"}
    assert {code for code, each in channels.items() if each.is_in_person} == {"visit", "poster"}
