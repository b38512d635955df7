"""With query scoping off, row-level security alone returns nothing foreign: every tenant table, ORM and raw SQL."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from minga.kernel.tenancy import scope
from minga.territory.models import TenantModel
from tests.factories.anything import make_any

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def raw(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_rows_of_another_municipality_are_not_there(manta, quito, model):
    table = model._meta.db_table
    with scope(quito.pk):
        row = make_any(model, quito)
        assert raw(f"select count(*) from {table}") >= 1
    with scope(manta.pk):
        rows = model._base_manager.all()
        assert not rows.filter(pk=row.pk).exists()
        assert not rows.filter(public_id=row.public_id).exists()
        assert not rows.filter(municipality=quito).exists()
        assert rows.count() == raw(f"select count(*) from {table}") == 0
        assert raw(f"select count(*) from {table} where municipality_id = %s or true", quito.pk) == 0
        assert raw(f"select exists (select from {table} where id = %s)", row.pk) is False
        assert raw(f"update {table} set municipality_id = %s where id = %s", manta.pk, row.pk) == 0
    with scope(quito.pk):
        assert model._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_without_a_scope_the_table_is_an_error(manta, model):
    with scope(manta.pk):
        make_any(model, manta)
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(f"select count(*) from {model._meta.db_table}")
