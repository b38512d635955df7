from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_consent_evidence")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="outcomes",
            field=models.JSONField(
                default=list, help_text="What became of the people: words, count, whether it overlaps"
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="counted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
