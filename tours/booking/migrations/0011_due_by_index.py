from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is due to be erased, without reading what was erased before or is not due for long."""

    atomic = False  # indexes are built while people book

    dependencies = [("booking", "0010_when_to_forget")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("forget_at__isnull", False)), fields=["forget_at"], name="booking_order_to_forget"
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", True)),
                fields=["created_at"],
                name="booking_order_unfinished",
            ),
        ),
        AddIndexConcurrently(
            model_name="visitoridentity",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True)), fields=["erase_at"], name="booking_identity_to_erase"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="visitoridentity",
                    name="erase_at",
                    field=models.DateTimeField(),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS booking_visitoridentity_erase_at_81b8b030",
                    "CREATE INDEX CONCURRENTLY booking_visitoridentity_erase_at_81b8b030 ON booking_visitoridentity (erase_at)",
                ),
            ],
        ),
    ]
