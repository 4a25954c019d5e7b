from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The readings whose three years are over, without reading the others."""

    atomic = False  # an index that is built while passes are read

    dependencies = [("booking", "0011_due_by_index")]

    operations = [
        AddIndexConcurrently(
            model_name="identityreading",
            index=models.Index(fields=["read_at"], name="booking_identityreading_old"),
        ),
    ]
