from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """The unconfirmed orders of a browser and of a network, without reading the others."""

    atomic = False  # an index that is built while people book cannot be built in a transaction

    dependencies = [("booking", "0008_holders")]

    operations = [
        ValidateConstraint("order", "booking_order_holder_gone_once_confirmed"),
        AddIndexConcurrently(
            "order",
            models.Index(condition=~models.Q(held_by=""), fields=["held_by"], name="booking_order_held_by"),
        ),
        AddIndexConcurrently(
            "order",
            models.Index(
                condition=~models.Q(held_from=""), fields=["held_from", "held_at"], name="booking_order_held_from"
            ),
        ),
        AddIndexConcurrently(
            "order",
            models.Index(condition=models.Q(proof__isnull=False), fields=["proof"], name="booking_order_by_proof"),
        ),
    ]
