from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0005_standing_of_before")]

    operations = [migrations.RemoveField("roleassignment", "delegation_number")]
