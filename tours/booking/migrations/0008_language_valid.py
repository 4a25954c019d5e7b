from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Apart, so that no booking waits while the rows are read."""

    dependencies = [("booking", "0007_language")]

    operations = [ValidateConstraint("booking", "booking_booking_language_known")]
