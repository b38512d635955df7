from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certification", "0002_name_may_be_erased")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                fields=["municipality", "course_name", "-issued_at", "-id"], name="certificate_by_course"
            ),
        ),
    ]
