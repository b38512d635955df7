"""The same form sent twice at once, over two real connections that commit."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections
from django.test import Client

from minga.access.models import FormReceipt
from minga.kernel.tenancy import scope
from minga.territory.models import AdminArea, Municipality, Sector

pytestmark = pytest.mark.urls("tests.access.pages")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A municipality that other connections see; removed afterwards."""
    with django_db_blocker.unblock():
        area = AdminArea.objects.get(country__code="EC", code="0501")
        fields = {"code": "ALV", "area": area, "name": "A la vez", "full_name": "A la vez"}
        municipality, _ = Municipality.objects.get_or_create(slug="a-la-vez", defaults=fields)
        try:
            yield municipality
        finally:
            with scope(municipality.pk):
                Sector.objects.all().delete()
            FormReceipt.objects.all().delete()
            with connection.cursor() as cursor:  # not municipality.delete(): it would look into every tenant table
                cursor.execute("delete from territory_municipality where id = %s", [municipality.pk])
            connections.close_all()


def post_at_once(count, submission):
    """Post the same form from `count` threads; their responses."""
    answers, start = [], threading.Barrier(count)

    def post(number):
        start.wait()
        try:
            fields = {"name": f"Sector {number}", "_submission": submission}
            answers.append(Client().post("/a-la-vez/formulario/", fields))
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_of_many_identical_posts_writes_and_all_get_its_answer(committed):
    answers = post_at_once(6, str(uuid.uuid4()))
    assert sorted(answer.status_code for answer in answers) == [302, 303, 303, 303, 303, 303]
    assert len({answer["Location"] for answer in answers}) == 1
    with scope(committed.pk):
        assert Sector.objects.count() == 1
