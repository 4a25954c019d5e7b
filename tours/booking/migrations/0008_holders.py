from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whose unconfirmed places these are, as keyed hashes, and how often they were held."""

    dependencies = [("booking", "0007_readings_are_audit_rows")]

    operations = [
        migrations.AddField(
            "order", "held_by", models.CharField(blank=True, db_default="", default="", editable=False, max_length=32)
        ),
        migrations.AddField(
            "order", "held_from", models.CharField(blank=True, db_default="", default="", editable=False, max_length=32)
        ),
        migrations.AddField("order", "held_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "order", "holds", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)
        ),
        migrations.AddField("order", "proof", models.UUIDField(blank=True, editable=False, null=True)),
        AddConstraintNotValid(
            "order",
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(held_by="", held_from=""),
                name="booking_order_holder_gone_once_confirmed",
            ),
        ),
    ]
