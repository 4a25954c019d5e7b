from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # indexes are built while messages come and go
    dependencies = [
        ("notifications", "0002_outcomes_and_limits"),
    ]

    operations = [
        ValidateConstraint(model_name="message", name="notifications_message_uncomposed_has_recipient"),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "uncomposed")), fields=["retry_at"], name="notifications_message_stuck"
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "sent")), fields=["recipient", "sent_at"], name="notifications_message_to"
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("network", ""), _negated=True),
                fields=["network", "sent_at"],
                name="notifications_message_from",
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("folded_into__isnull", False)),
                fields=["folded_into"],
                name="notifications_message_parts",
            ),
        ),
    ]
