from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """The first version is the database's default, as it is of everything else that two people edit."""

    dependencies = [("forum", "0005_forum_album")]

    operations = [
        migrations.AlterField("forum", "version", VERSION),
        migrations.AlterField("hall", "version", VERSION),
        migrations.AlterField("organisation", "version", VERSION),
        migrations.AlterField("person", "version", VERSION),
        migrations.AlterField("session", "version", VERSION),
        migrations.AlterField("track", "version", VERSION),
    ]
