"""Single rows read without the ORM's work of building a query."""

import pytest

from minga.access.models import Account
from minga.kernel.rows import first_row
from minga.people.models import Person
from minga.territory.models import Municipality

pytestmark = pytest.mark.django_db


def test_a_row_is_the_object_the_orm_reads_in_one_statement(manta, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = first_row(Municipality, "t.slug = %(slug)s", {"slug": "manta"})
    known = Municipality.objects.get(slug="manta")
    assert found == known
    assert {name: value for name, value in vars(found).items() if name != "_state"} == {
        name: value for name, value in vars(known).items() if name != "_state"
    }
    assert not found._state.adding


def test_nothing_is_found_by_a_value_that_looks_like_sql(manta):
    assert first_row(Municipality, "t.slug = %(slug)s", {"slug": "' or true --"}) is None


def test_sealed_columns_are_refused(manta):
    with pytest.raises(TypeError):
        first_row(Person, "t.id = %(id)s", {"id": 1})


def test_an_account_that_was_closed_is_nobody_at_the_next_request(sign_in, manta):
    client = sign_in("technician")
    assert client.get("/manta/mi-dia/").status_code == 200
    Account.objects.update(is_active=False)
    assert client.get("/manta/mi-dia/").status_code == 302
