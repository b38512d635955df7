"""Indicators counted from rows, refreshed, broken down, and opened only by whoever may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minga.attendance.models import Mark
from minga.attendance.states import MarkOrigin, MarkState
from minga.audit import operations as audit
from minga.kernel.actor import system_actor
from minga.kernel.sealing import blind_index
from minga.kernel.tenancy import scope
from minga.monitoring import queries
from minga.monitoring.operations import refresh_figures
from minga.monitoring.presentation import HIDDEN_WORDS
from minga.monitoring.rules import Figure
from minga.monitoring.states import Dimension, Indicator
from minga.people.models import Document
from minga.people.states import PopulationGroup, Sex
from minga.programmes.models import Programme
from minga.training.models import Enrolment
from minga.training.states import EnrolmentState
from tests.conftest import NOW
from tests.factories import make_participation, make_person
from tests.factories.training import make_class, make_session

WOMAN_MOVING = {"sex": Sex.FEMALE, "population_group": PopulationGroup.DESTINATION}
MAN_HOST = {"sex": Sex.MALE, "population_group": PopulationGroup.HOST}


def enrol(class_group, number, minutes=(), left=False, no_show=False, **person):
    """Somebody with a confirmed place and these minutes in the class's sessions, in order."""
    someone = make_person(class_group.municipality, **person)
    state = EnrolmentState.LEFT if left else EnrolmentState.NO_SHOW if no_show else EnrolmentState.CONFIRMED
    enrolment = Enrolment.objects.create(
        municipality=class_group.municipality,
        class_group=class_group,
        person=someone,
        participation=make_participation(someone),
        state=state,
        seat_number=number,
        row_number=number,
        held_at=NOW,
        confirmed_at=NOW,
        ended_at=NOW if left or no_show else None,
        leave_reason="work" if left else "",
    )
    for session, attended in zip(class_group.sessions.all(), minutes, strict=False):
        Mark.objects.create(
            municipality=class_group.municipality,
            session=session,
            enrolment=enrolment,
            state=MarkState.ATTENDED if attended else MarkState.ABSENT,
            minutes=attended,
            origin=MarkOrigin.SCREEN,
            marked_at=NOW,
        )
    return someone


@pytest.fixture
def programme(db):
    return Programme.objects.get(slug="site")


@pytest.fixture
def cohort(in_manta):
    """Two sessions of 120 minutes: one attends all, one half and leaves, one never comes; one is only registered."""
    class_group = make_class(in_manta, is_open=True)
    make_session(class_group)
    make_session(class_group)
    enrol(class_group, 1, (120, 120), **WOMAN_MOVING)
    enrol(class_group, 2, (120, 0), left=True, **MAN_HOST)
    enrol(class_group, 3, (0, 0), no_show=True, **WOMAN_MOVING)
    make_participation(make_person(in_manta, **WOMAN_MOVING))
    make_person(in_manta)  # without a participation: not registered in the programme
    return class_group


def test_indicators_follow_their_definitions(cohort, in_manta, programme):
    refresh_figures(municipality=in_manta, programme=programme, at=NOW)
    assert queries.city_figures(in_manta, programme) == {
        Indicator.REGISTERED: Figure(4),
        Indicator.STARTED: Figure(2),
        Indicator.ATTENDANCE: Figure(360, 480),
        Indicator.DESERTION: Figure(1, 2),
        Indicator.NO_SHOW: Figure(1, 3),
        Indicator.CERTIFIED: Figure(0, 2),
    }


def test_refresh_counts_only_when_something_was_audited(cohort, in_manta, programme):
    audit.record(actor=system_actor(in_manta.pk), action="test.first", at=NOW)
    assert refresh_figures(municipality=in_manta, programme=programme, at=NOW)
    assert not refresh_figures(municipality=in_manta, programme=programme, at=NOW + timedelta(minutes=1))
    make_participation(make_person(in_manta))
    audit.record(actor=system_actor(in_manta.pk), action="test.second", at=NOW)
    assert refresh_figures(municipality=in_manta, programme=programme, at=NOW + timedelta(minutes=2))
    assert queries.city_figures(in_manta, programme)[Indicator.REGISTERED] == Figure(5)


def test_counting_takes_one_statement(cohort, in_manta, programme, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.count_cells(in_manta, programme)


def test_breakdown_hides_small_cells_from_those_who_do_not_serve(cohort, in_manta, programme):
    refresh_figures(municipality=in_manta, programme=programme, at=NOW)
    asked = {
        "indicator": Indicator.REGISTERED,
        "dimension": Dimension.SEX,
        "municipality": in_manta,
        "programme": programme,
    }
    hidden = queries.breakdown(**asked)
    assert [row.figure for row in hidden.rows if row.key in (Sex.FEMALE, Sex.MALE)] == [None, None]
    assert hidden.total is None
    open_to_see = queries.breakdown(**asked, hide_small=False)
    assert {row.key: row.figure for row in open_to_see.rows}[Sex.FEMALE] == Figure(3)
    assert open_to_see.total == Figure(4)


def test_a_share_that_tells_of_few_persons_is_hidden_too(in_manta, programme):
    class_group = make_class(in_manta, is_open=True, cupo=30)
    make_session(class_group)
    for number in range(1, 21):
        who = WOMAN_MOVING if number <= 10 else MAN_HOST
        enrol(class_group, number, (120,), left=number in (1, 2, 11, 12, 13, 14, 15, 16), **who)
    refresh_figures(municipality=in_manta, programme=programme, at=NOW)
    asked = {"dimension": Dimension.SEX, "municipality": in_manta, "programme": programme}
    started = queries.breakdown(indicator=Indicator.STARTED, **asked)
    assert {row.figure for row in started.rows if row.key in (Sex.FEMALE, Sex.MALE)} == {Figure(10)}
    left = queries.breakdown(indicator=Indicator.DESERTION, **asked)
    assert [row.figure for row in left.rows if row.key in (Sex.FEMALE, Sex.MALE)] == [None, None]
    assert left.total == Figure(8, 20)


def test_person_in_two_cities_counts_once_over_both(manta, quito, programme):
    for city in (manta, quito):
        with scope(city.pk):
            someone = make_person(city)
            make_participation(someone)
            Document.objects.create(
                municipality=city,
                person=someone,
                kind="cedula_ve",
                number="V1",
                number_index=blind_index("document", "ve:V1"),
            )
            make_participation(make_person(city))
            refresh_figures(municipality=city, programme=programme, at=NOW)
    assert queries.unique_people([manta, quito], programme, threshold=0.5) == 3
    assert queries.unique_people([manta], programme, threshold=0.5) == 2
    assert queries.unique_people([manta, quito], programme) == 0  # about: fewer than five


@pytest.mark.parametrize(
    ("indicator", "people"), [("registered", 4), ("started", 2), ("desertion", 1), ("no_show", 1), ("certified", 0)]
)
def test_list_behind_a_number_is_as_long_as_the_number(cohort, in_manta, programme, actor_of, indicator, people):
    assert queries.people_behind(actor_of("technician"), indicator, programme).count() == people
    assert queries.people_behind(actor_of("authority"), indicator, programme).count() == 0


def test_figures_of_a_person(in_manta):
    class_group = make_class(in_manta, is_open=True)
    make_session(class_group)
    someone = enrol(class_group, 1, (120,), birth_date=date(1990, 1, 1))
    figures = queries.figures_of_person(someone)
    assert (figures.attendance, figures.started, figures.certificates) == (Figure(120, 120), 1, 0)


def page(name, **kwargs):
    return reverse(f"monitoring:{name}", kwargs={"municipality": "manta", **kwargs})


def test_pages_say_figures_and_hide_people(manta, sign_in, programme):
    with scope(manta.pk):
        for _ in range(3):
            make_participation(make_person(manta))
        refresh_figures(municipality=manta, programme=programme, at=NOW)
    technician = sign_in("technician")
    assert "Personas registradas" in technician.get(page("city")).content.decode()
    assert "Ver las personas" in technician.get(page("indicator", indicator="registered")).content.decode()
    assert technician.get(page("people", indicator="registered")).status_code == 200
    authority = sign_in("authority")
    shown = authority.get(page("indicator", indicator="registered")).content.decode()
    assert "Ver las personas" not in shown
    assert "cifras ocultas" in shown
    assert authority.get(page("people", indicator="registered")).status_code == 403
    assert authority.get(page("indicator", indicator="unheard-of")).status_code == 404
    assert authority.get(page("zone")).status_code == 200


def test_counting_now_is_a_post(manta, sign_in, programme):
    client = sign_in("technician")
    assert client.get(page("refresh")).status_code == 405
    answer = client.post(page("refresh"), {"_submission": "0193e0f0-0000-7000-8000-000000000001"})
    assert answer.status_code in (302, 303)
    assert queries.computed_at([manta]) is not None


def test_city_page_costs_the_same_for_any_number_of_people(manta, sign_in, programme, django_assert_max_num_queries):
    with scope(manta.pk):
        for _ in range(12):
            make_participation(make_person(manta))
        refresh_figures(municipality=manta, programme=programme, at=NOW)
    client = sign_in("technician")
    client.get(page("city"))
    with django_assert_max_num_queries(20):
        client.get(page("city"))


@pytest.mark.parametrize(("role", "is_hidden"), [("donor_viewer", True), ("technician", False)])
def test_city_page_hides_figures_of_few_persons_from_those_who_do_not_serve(manta, sign_in, programme, role, is_hidden):
    with scope(manta.pk):
        for _ in range(3):
            make_participation(make_person(manta))
        audit.record(actor=system_actor(manta.pk), action="people.register_person", at=NOW)
        refresh_figures(municipality=manta, programme=programme, at=NOW)
    page = sign_in(role).get(reverse("monitoring:city", kwargs={"municipality": "manta"}))
    shown = {tile["code"]: tile["figure"] for tile in page.context["tiles"]}
    assert shown[Indicator.REGISTERED] == (HIDDEN_WORDS if is_hidden else "3")


def test_newest_audit_row_is_read_from_its_index_not_through_other_cities(in_manta, at):
    row = audit.record(actor=system_actor(in_manta.pk), action="people.register_person", at=at)
    assert queries.newest_audit_row(in_manta) == row.pk
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
        queries.newest_audit_row(in_manta)
        cursor.execute("set local enable_seqscan = off; set local enable_sort = off")
        cursor.execute(f"explain {captured.captured_queries[0]['sql']}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using audit_newest" in plan or "Index Scan using audit_newest" in plan
    assert "Index Cond" in plan
