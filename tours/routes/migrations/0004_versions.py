from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """Two people may edit the same thing: each change names the version it was made from."""

    dependencies = [("routes", "0003_route_album")]

    operations = [
        migrations.AddField("route", "version", VERSION),
    ]
