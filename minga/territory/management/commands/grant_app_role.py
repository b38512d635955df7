"""Give the application role what it needs to serve, and nothing that would let it round row-level security."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from psycopg import sql

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # functions that run as the owner are for the application only
    "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON audit_record, audit_seal, audit_printcopy FROM {role}",
    "REVOKE UPDATE, TRUNCATE ON audit_waiting FROM {role}",
    "REVOKE DELETE, TRUNCATE ON audit_look FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


class Command(BaseCommand):
    """Run by the owner after every migration; safe to repeat. Refuses an application role that row-level security
    would not hold."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.DATABASES["default"]["USER"]
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = %s", [role])
            row = cursor.fetchone()
            if row is None:
                raise CommandError(f"There is no database role {role!r}: DATABASE_APP_URL names it")
            if row[0]:
                raise CommandError(f"Role {role!r} is superuser or has BYPASSRLS: row-level security would not hold")
            for grant in GRANTS:
                cursor.execute(sql.SQL(grant).format(role=sql.Identifier(role)))
