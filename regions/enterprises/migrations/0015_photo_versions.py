from django.db import migrations, models


class Migration(migrations.Migration):
    """Two people may be at the same photo, or at the same order: each change names the version it was made from."""

    dependencies = [("enterprises", "0014_photo_of_the_way")]

    operations = [
        migrations.AddField("album", "version", models.PositiveIntegerField(default=1, db_default=1, editable=False)),
        migrations.AddField("photo", "version", models.PositiveIntegerField(default=1, db_default=1, editable=False)),
    ]
