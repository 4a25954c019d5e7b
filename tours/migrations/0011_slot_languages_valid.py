from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Apart, so that no booking waits while the rows are read."""

    dependencies = [("tours", "0010_slot_languages")]

    operations = [
        ValidateConstraint("schedulerule", "tours_schedulerule_languages_known"),
        ValidateConstraint("slot", "tours_slot_languages_known"),
    ]
