"""Row-level security, composite keys and the scope."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from minga.kernel.tenancy import TenantForeignKey, enter_scope, scope
from minga.people.models import Document, Person
from minga.territory.models import TenantModel
from tests.factories import make_person

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def test_query_outside_a_scope_is_an_error(manta):
    with scope(manta.pk):
        make_person(manta)
    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.count()


def test_scope_shows_only_its_municipality(manta, quito):
    with scope(manta.pk):
        rosa = make_person(manta)
    with scope(quito.pk):
        assert Person.objects.count() == 0
        assert not Person.objects.filter(pk=rosa.pk).exists()
        assert Person.objects.filter(pk=rosa.pk).update(surnames="X") == 0
        assert Person.objects.filter(pk=rosa.pk).delete()[0] == 0
    with scope(manta.pk):
        assert Person.objects.get() == rosa


def test_row_of_another_municipality_is_refused(manta, quito):
    with scope(quito.pk), pytest.raises(DatabaseError), transaction.atomic():
        make_person(manta)


def test_key_to_another_municipality_is_refused(manta, quito):
    with scope(manta.pk):
        rosa = make_person(manta)
    with scope(quito.pk), pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(municipality=quito, person_id=rosa.pk, kind="passport")


def test_nested_scope_gives_the_outer_one_back(manta, quito):
    with scope(manta.pk):
        make_person(manta)
        with scope(quito.pk):
            assert Person.objects.count() == 0
        assert Person.objects.count() == 1


def test_scope_needs_a_transaction(settings):
    with pytest.raises(RuntimeError):
        enter_scope(1)


def test_application_role_cannot_go_round(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False,)
        cursor.execute("select count(*) from pg_tables where tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_tenant_table_is_protected(db, model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("select relrowsecurity and relforcerowsecurity from pg_class where oid = %s::regclass", [table])
        assert cursor.fetchone() == (True,), f"{table}: add it to ProtectTables in its migration"
        cursor.execute(
            "select qual, with_check from pg_policies where tablename = %s and policyname = 'tenant'", [table]
        )
        quals = cursor.fetchone()
        assert quals and all("current_setting('minga.municipality'::text)" in qual for qual in quals)
        cursor.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype in ('f','u')",
            [table],
        )
        constraints = {row[0] for row in cursor.fetchall()}
    assert "UNIQUE (municipality_id, id)" in constraints
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey):
            target = field.related_model._meta.db_table
            wanted = f"FOREIGN KEY (municipality_id, {field.column}) REFERENCES {target}(municipality_id, id)"
            assert any(c.startswith(wanted) for c in constraints), f"{table}.{field.column} has no composite key"
        elif field.is_relation and issubclass(field.related_model, TenantModel):
            pytest.fail(f"{table}.{field.column}: a key between tenant tables is a TenantForeignKey")


def test_every_table_with_a_municipality_is_a_tenant_table_or_listed(db):
    unscoped = {
        "access_accesstoken",
        "access_delegation",  # of accounts, which are not a city's; null is the whole programme
        "access_roleassignment",
        "audit_look",  # no foreign keys in the audit; policies of their own
        "audit_printcopy",
        "audit_record",
        "audit_waiting",  # ids of rows that the sealer has not chained yet
        "monitoring_indicatorcell",  # sums without persons, for readers across cities
        "monitoring_release",  # what was published already: sums, for readers across cities
        "monitoring_pseudonym",  # keyed hashes that only the counting reads
        "monitoring_refresh",
        "organisations_organisation",
        "programmes_electoralperiod",  # dates, not persons; null is the whole programme
        "programmes_setting",
        "programmes_programme_municipalities",
        "programmes_project_municipalities",
        "territory_municipality_zones",
    }
    with connections["default"].cursor() as cursor:
        cursor.execute("select table_name from information_schema.columns where column_name = 'municipality_id'")
        tables = {row[0] for row in cursor.fetchall()}
    assert tables - {model._meta.db_table for model in TENANT_MODELS} <= unscoped


def test_functions_that_run_as_the_owner_are_for_the_application_only(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, has_function_privilege('public', oid, 'execute'), "
            "has_function_privilege(current_user, oid, 'execute') from pg_proc where prosecdef "
            "and pronamespace = 'public'::regnamespace"
        )
        found = {name: rights for name, *rights in cursor.fetchall()}
    assert found["people_by_words"] == [False, True]
    assert not [name for name, (anybody, _ours) in found.items() if anybody]
