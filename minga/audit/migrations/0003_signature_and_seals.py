"""Rows are signed with a key outside the database and chained in batches by one sealer."""

import django.contrib.postgres.fields
from django.db import migrations, models

from minga.audit import rules
from minga.kernel.keys import purpose_key


def sign_rows(apps, schema_editor):
    """Sign what was written before there were signatures, 5,000 rows at a time."""
    record = apps.get_model("audit", "Record")
    rows = record.objects.using(schema_editor.connection.alias)
    after = 0
    while some := list(rows.filter(pk__gt=after).order_by("pk")[:5000]):
        key = purpose_key("audit")
        for row in some:
            values = {name: getattr(row, name) for name in rules.COLUMNS}
            values["at"] = rules.instant(row.at)
            values["public_id"] = str(row.public_id)
            values["object_public_id"] = str(row.object_public_id) if row.object_public_id else None
            row.signature = rules.signature(key, rules.canonical([values[name] for name in rules.COLUMNS]))
        rows.bulk_update(some, ["signature"])
        after = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_newest_row_by_municipality")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="signature",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.RunPython(sign_rows, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="record",
            name="signature",
            field=models.BinaryField(max_length=32),
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("municipality_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_position", models.BigIntegerField(unique=True)),
                ("last_position", models.BigIntegerField()),
                (
                    "record_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("digests", models.BinaryField()),
                ("before", models.BinaryField(max_length=32, unique=True)),
                ("head", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        # a row waits for the sealer from the transaction that wrote it, however it was written
        migrations.RunSQL(
            sql="""
            INSERT INTO audit_waiting (record_id, municipality_id) SELECT id, municipality_id FROM audit_record;
            CREATE FUNCTION audit_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO public.audit_waiting (record_id, municipality_id) SELECT id, municipality_id FROM added;
                RETURN NULL;
            END $$;
            CREATE TRIGGER await_seal AFTER INSERT ON audit_record REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION audit_await_seal();
            """,
            reverse_sql="DROP TRIGGER await_seal ON audit_record; DROP FUNCTION audit_await_seal();",
        ),
    ]
