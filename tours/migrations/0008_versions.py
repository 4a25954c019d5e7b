from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=1, db_default=1, editable=False)


class Migration(migrations.Migration):
    """Two people may edit the same thing: each change names the version it was made from."""

    dependencies = [("tours", "0007_tour_album")]

    operations = [
        migrations.AddField("schedulerule", "version", VERSION),
        migrations.AddField("tour", "version", VERSION),
        migrations.AddField("tour", "prices_version", VERSION),
        migrations.AddField("tour", "rules_version", VERSION),
        migrations.AddField("visitrequirements", "version", VERSION),
    ]
