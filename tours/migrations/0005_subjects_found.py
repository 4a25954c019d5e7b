from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tours of a subject, without reading the others."""

    atomic = False  # an index that is built while people book cannot be built in a transaction

    dependencies = [("tours", "0004_cover_variants")]

    operations = [
        ValidateConstraint("tour", "tours_tour_subject_id_fk"),
        AddIndexConcurrently("tour", models.Index(fields=["subject"], name="tours_tour_subject")),
    ]
