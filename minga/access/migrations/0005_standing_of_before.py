"""Roles given before there was an undertaking stay active, and show as not signed; numbers of delegations become rows."""

from django.db import migrations
from django.db.models import Min


def keep_what_held(apps, schema_editor):
    def rows(name):
        return apps.get_model("access", name).objects.using(schema_editor.connection.alias)

    held = rows("Account").annotate(first=Min("assignments__starts_on")).filter(first__isnull=False)
    for row in held:
        rows("Undertaking").get_or_create(
            account=row,
            text_version="previo",
            defaults={"signed_on": row.first, "recorded_at": f"{row.first}T12:00:00Z"},
        )
    for row in rows("RoleAssignment").exclude(delegation_number=""):
        row.delegation, _is_new = rows("Delegation").get_or_create(
            account_id=row.account_id,
            municipality_id=row.municipality_id,
            number=row.delegation_number,
            defaults={"starts_on": row.starts_on, "ends_on": row.ends_on},
        )
        row.save(update_fields=["delegation"])


class Migration(migrations.Migration):
    dependencies = [("access", "0004_standing")]

    operations = [migrations.RunPython(keep_what_held, migrations.RunPython.noop)]
