from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What leads the home page to the soonest starts."""

    atomic = False

    dependencies = [("tours", "0005_indexes_of_lists")]

    operations = [
        AddIndexConcurrently("outlook", models.Index(fields=["next_start", "tour"], name="tours_outlook_next_start")),
    ]
