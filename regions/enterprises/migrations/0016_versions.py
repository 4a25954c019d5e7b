from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """Two people may edit the same thing: each change names the version it was made from."""

    dependencies = [("enterprises", "0015_photo_versions")]

    operations = [
        migrations.AddField("enterprise", "version", VERSION),
        migrations.AddField("site", "version", VERSION),
        migrations.AlterField("subject", "version", VERSION),
        migrations.AlterField("theme", "version", VERSION),
    ]
