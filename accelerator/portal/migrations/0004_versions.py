from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """The first version is the database's default, as it is of everything else that two people edit."""

    dependencies = [("portal", "0003_pages")]

    operations = [
        migrations.AlterField("page", "version", VERSION),
    ]
