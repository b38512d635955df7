"""Front door, my day, search, expediente and menu."""

from __future__ import annotations

import pytest
from django.urls import reverse

from minga.attendance.models import Mark
from minga.kernel.actor import Actor
from minga.kernel.tenancy import scope
from minga.people.models import Participation
from minga.portal import queries
from minga.programmes.models import Fund
from minga.programmes.queries import visibility_texts
from tests.conftest import NOW
from tests.factories import make_participation, make_person
from tests.factories.training import make_class, make_enrolment, make_session


def page(name, **kwargs):
    return reverse(f"portal:{name}", kwargs={"municipality": "manta", **kwargs})


def text_of(response):
    return response.content.decode()


def test_home_leads_to_each_municipality(client, manta, quito):
    shown = text_of(client.get("/"))
    assert page("front-door") in shown
    assert "/quito/" in shown


def test_front_door_says_how_to_register_and_that_it_is_free(client, manta):
    shown = text_of(client.get(page("front-door")))
    assert "gratuito" in shown
    assert reverse("screening:self-start", kwargs={"municipality": "manta"}) in shown
    assert "tel:052611471" in shown
    assert "htmx" not in shown


def test_unknown_municipality_is_not_found(client, db):
    assert client.get("/atlantis/").status_code == 404


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("technician", ["calls", "sessions", "assessments", "challenges", "to_refer", "referrals", "messages"]),
        ("facilitator", ["sessions"]),
        ("case_worker", ["wishes", "cases", "to_refer", "referrals"]),
        ("authority", []),
    ],
)
def test_my_day_has_the_blocks_of_the_role(actor_of, role, codes):
    assert [block.code for block in queries.my_day(actor_of(role), NOW)] == codes


def test_my_day_costs_the_same_for_any_number_of_people(actor_of, in_manta, django_assert_max_num_queries):
    for _ in range(12):
        make_participation(make_person(in_manta))
    actor = actor_of("technician")
    with django_assert_max_num_queries(16):
        queries.my_day(actor, NOW)


def test_my_day_page_of_every_role(manta, sign_in):
    for role in ("technician", "facilitator", "case_worker", "authority"):
        response = sign_in(role).get(page("my-day"))
        assert response.status_code == 200
        assert "Mi día" in text_of(response)


def test_menu_holds_only_what_the_role_may_open(manta, sign_in):
    technician, authority = (text_of(sign_in(role).get(page("my-day"))) for role in ("technician", "authority"))
    people = reverse("people:person-list", kwargs={"municipality": "manta"})
    figures = reverse("monitoring:city", kwargs={"municipality": "manta"})
    assert people in technician
    assert people not in authority
    assert figures in authority
    assert f'action="{page("search")}"' in technician
    assert f'action="{page("search")}"' not in authority


def test_the_bar_keeps_the_daily_path_and_the_rest_is_under_the_account(manta, sign_in):
    shown = text_of(sign_in("coordinator").get(page("my-day")))
    account, bar = shown.split('class="minga-nav"')
    for name in ("territory:venue-list", "messaging:message-list", "accounts:account-list", "audit:record-list"):
        url = f'href="{reverse(name, kwargs={"municipality": "manta"})}"'
        assert url in account
        assert url not in bar.split("</nav>")[0]
    assert bar.split("</nav>")[0].count("<li>") == 9
    facilitator = text_of(sign_in("facilitator").get(page("my-day")))
    assert reverse("audit:record-list", kwargs={"municipality": "manta"}) not in facilitator


def test_footer_says_who_pays_once_and_only_where_they_pay(client, manta, quito, django_assert_num_queries):
    fund = Fund.objects.get(name="Integra · UE")
    fund.project.municipalities.set([manta])
    Fund.objects.create(project=fund.project, owner=fund.owner, name="Otro fondo", visibility_text=fund.visibility_text)
    with django_assert_num_queries(1):
        assert visibility_texts(manta) == ["Financiado por la Unión Europea"]
    assert text_of(client.get(page("front-door"))).count("Financiado por la Unión Europea") == 1
    assert "Financiado" not in text_of(client.get("/quito/"))


def test_home_leads_to_checking_a_certificate(client, manta):
    assert 'href="/v/"' in text_of(client.get("/"))


def test_search_finds_by_name_without_accents_and_says_when_there_is_nobody(manta, sign_in):
    with scope(manta.pk):
        make_participation(make_person(manta, given_names="Yúleisi", surnames="Peñaranda"))
    client = sign_in("technician")
    answer = client.post(page("search"), {"q": "penaranda yuleisi"})
    assert (answer.status_code, "penaranda" in answer["Location"]) == (303, False)
    assert "Peñaranda" in text_of(client.get(answer["Location"]))
    assert "ya no está guardada" in text_of(sign_in("coordinator").get(answer["Location"]))
    assert "No hay nadie" in text_of(client.post(page("search"), {"q": "zzz"}, follow=True))
    assert "Escriba a quién busca" in text_of(client.get(page("search")))


def test_expediente_tells_what_happened_and_is_hidden_from_others(manta, quito, sign_in):
    with scope(manta.pk):
        class_group = make_class(manta, is_open=True)
        session = make_session(class_group)
        enrolment = make_enrolment(class_group)
        person = enrolment.person
        Mark.objects.create(
            municipality=manta,
            session=session,
            enrolment=enrolment,
            state="attended",
            minutes=120,
            origin="screen",
            marked_at=NOW,
        )
    url = page("person-file", public_id=person.public_id)
    shown = text_of(sign_in("technician").get(url))
    assert "Inscripción" in shown
    assert "Asistió" in shown
    assert "Participante" in shown
    assert sign_in("authority").get(url).status_code == 403
    other = url.replace("/manta/", "/quito/")
    assert sign_in("technician", municipality=quito).get(other).status_code == 404


def test_states_are_derived_from_rows(in_manta):
    participation = make_participation(make_person(in_manta))
    assert [state.code for state in queries.states_of(participation)] == ["registered"]
    Participation.objects.filter(pk=participation.pk).update(closed_at=NOW, end="withdrew")
    assert [state.code for state in queries.states_of(participation)] == ["registered", "withdrawn"]
    Participation.objects.filter(pk=participation.pk).update(end="graduated")
    assert [state.code for state in queries.states_of(participation)] == ["registered", "graduated"]


def test_public_has_no_menu(client, manta):
    assert queries.my_day(Actor(municipality_id=manta.pk), NOW) == []
    assert "Mi día" not in text_of(client.get(page("front-door")))
