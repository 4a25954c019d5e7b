from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """A day's theme, and who takes part in a forum, are edited on pages of their own and have versions of their own."""

    dependencies = [("forum", "0006_versions")]

    operations = [
        migrations.AddField("day", "version", VERSION),
        migrations.AddField("forum", "people_version", VERSION),
    ]
