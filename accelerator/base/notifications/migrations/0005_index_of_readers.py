from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """Letters to one reader are counted whatever the case of their address."""

    atomic = False
    dependencies = [("notifications", "0004_due_by_index")]

    operations = [
        AddIndexConcurrently(
            "message",
            models.Index(
                Lower("recipient"),
                models.F("sent_at"),
                condition=models.Q(("state", "sent")),
                name="notifications_message_reader",
            ),
        ),
        RemoveIndexConcurrently("message", "notifications_message_to"),
    ]
