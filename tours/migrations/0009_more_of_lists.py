from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What lists of tours read besides: how long a tour is, where it is, its stairs and its noise.

    While an index is made anew, lists are slower and never wrong.
    """

    atomic = False

    dependencies = [("tours", "0008_note_choice")]

    operations = [
        RemoveIndexConcurrently("tour", "tours_tour_published"),
        AddIndexConcurrently(
            "tour",
            models.Index(
                condition=models.Q(("status", "published")),
                fields=["enterprise"],
                include=(
                    "id",
                    "subject",
                    "album",
                    "kind",
                    "languages",
                    "party_min",
                    "booking_closes_hours",
                    "site",
                    "duration_minutes",
                ),
                name="tours_tour_published",
            ),
        ),
        RemoveIndexConcurrently("visitrequirements", "tours_requirements_of_lists"),
        AddIndexConcurrently(
            "visitrequirements",
            models.Index(
                fields=["tour"],
                include=("lead_time_days", "min_age", "max_age", "wheelchair", "stairs_steps", "noise"),
                name="tours_requirements_of_lists",
            ),
        ),
    ]
