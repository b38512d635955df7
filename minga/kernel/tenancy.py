"""Tenancy: one municipality per transaction, enforced by row-level security and composite keys.

The policy is an error outside a scope (`current_setting` without `missing_ok`), never an empty page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.operations.base import Operation

SETTING = "minga.municipality"
POLICY = f"municipality_id = (select current_setting('{SETTING}')::bigint)"


def enter_scope(municipality_id: int) -> None:
    """Set the municipality of the running transaction; refuses outside one, since it would not be undone."""
    if not connection.in_atomic_block:
        raise RuntimeError("A scope needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [SETTING, str(int(municipality_id))])


def leave_scope() -> None:
    """Make every tenant query of the running transaction an error again."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, '', true)", [SETTING])


def scope_of_transaction() -> int | None:
    """The municipality the running transaction is scoped to, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s, true)", [SETTING])
        value = cursor.fetchone()[0]
    return int(value) if value else None


@contextmanager
def scope(municipality_id: int) -> Iterator[None]:
    """A transaction (or savepoint) inside which only this municipality's rows exist.

    Nested scopes restore the outer one; jobs, commands and tests use it, requests have it from the middleware.
    """
    with transaction.atomic():
        before = scope_of_transaction()
        enter_scope(municipality_id)
        yield
        if before is None:
            leave_scope()
        else:
            enter_scope(before)


class TenantForeignKey(models.ForeignKey):
    """A key between tenant tables: the database checks it together with the municipality (see ProtectTables).

    Row-level security does not check foreign keys, so a plain one would be a leak and an existence oracle.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class ProtectTables(Operation):
    """Migration operation: row-level security, unique (municipality_id, id) and composite keys for these models.

    Safe to repeat: put the model's name in again after adding a TenantForeignKey to it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, models: list[str]):
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.models], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        tables = [to_state.apps.get_model(app_label, name) for name in self.models]
        for model in tables:
            self._protect(schema_editor, model._meta.db_table)
        for model in tables:
            self._compose_keys(schema_editor, model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass  # the tables themselves are dropped by the operations before this one

    def describe(self) -> str:
        return f"Protect {', '.join(self.models)} by municipality"

    def _protect(self, schema_editor: Any, table: str) -> None:
        execute = schema_editor.execute
        execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        execute(f"DROP POLICY IF EXISTS tenant ON {table}")
        execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")
        execute(f"DROP POLICY IF EXISTS owner ON {table}")
        execute(f"CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)")
        execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{table}_tenant_id') THEN "
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_id UNIQUE (municipality_id, id); END IF; END $$"
        )

    def _compose_keys(self, schema_editor: Any, model: Any) -> None:
        table = model._meta.db_table
        for field in model._meta.local_fields:
            if not isinstance(field, TenantForeignKey):
                continue
            target = field.related_model._meta.db_table
            name = f"{table}_{field.column}_tenant"
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (municipality_id, {field.column}) "
                f"REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY IMMEDIATE"
            )
