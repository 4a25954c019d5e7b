from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a clock that was ahead put off, and what the purge takes away, without reading the others."""

    atomic = False  # an index that is built while messages are sent cannot be built in a transaction

    dependencies = [("notifications", "0003_indexes_of_outcomes")]

    operations = [
        AddIndexConcurrently(
            "message",
            models.Index(
                condition=models.Q(state="queued", due_at__lte=models.F("created_at")),
                fields=["due_at"],
                name="notifications_message_at_once",
            ),
        ),
        AddIndexConcurrently(
            "message",
            models.Index(
                condition=models.Q(body__isnull=False, state="unknown"),
                fields=["due_at"],
                name="notifications_message_body",
            ),
        ),
        AddIndexConcurrently(
            "message",
            models.Index(
                condition=models.Q(("state__in", ["sent", "failed", "unknown", "cancelled"])) & ~models.Q(recipient=""),
                fields=["due_at"],
                name="notifications_message_named",
            ),
        ),
    ]
