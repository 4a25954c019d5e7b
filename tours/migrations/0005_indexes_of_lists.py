from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What lists of tours read, without the texts beside it."""

    atomic = False

    dependencies = [("tours", "0004_outlook")]

    operations = [
        AddIndexConcurrently(
            "tour",
            models.Index(
                condition=models.Q(("status", "published")),
                fields=["enterprise"],
                include=("id", "subject", "album", "kind", "languages", "party_min", "booking_closes_hours"),
                name="tours_tour_published",
            ),
        ),
        AddIndexConcurrently(
            "visitrequirements",
            models.Index(
                fields=["tour"],
                include=("lead_time_days", "min_age", "max_age", "wheelchair"),
                name="tours_requirements_of_lists",
            ),
        ),
    ]
