from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the task that erases needs looks for."""

    atomic = False

    dependencies = [("booking", "0005_needs")]

    operations = [
        AddIndexConcurrently(
            "ordercontact",
            models.Index(
                condition=models.Q(("needs", ""), _negated=True), fields=["order"], name="booking_ordercontact_needs"
            ),
        ),
    ]
