from django.db import migrations


class Migration(migrations.Migration):
    """By itself, since the triggers' migration keeps writers waiting."""

    dependencies = [("booking", "0002_outlook")]

    operations = [
        migrations.RunSQL(
            "SELECT tours_renew_outlook(id) FROM (SELECT id FROM tours_tour WHERE status = 'published' ORDER BY id) AS t",
            migrations.RunSQL.noop,
        )
    ]
