from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """The first version is the database's default, as it is of everything else that two people edit."""

    dependencies = [("seasons", "0003_stage_days")]

    operations = [
        migrations.AlterField("season", "version", VERSION),
    ]
