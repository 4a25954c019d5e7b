from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first open start of each tour, and the first ones of all, without reading the others."""

    atomic = False  # an index that is built while people book cannot be built in a transaction

    dependencies = [("tours", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            "slot",
            models.Index(
                condition=models.Q(status="open"), fields=["tour", "starts_at", "id"], name="tours_slot_next_of_tour"
            ),
        ),
        AddIndexConcurrently(
            "slot",
            models.Index(condition=models.Q(status="open"), fields=["starts_at", "id"], name="tours_slot_next_of_all"),
        ),
    ]
