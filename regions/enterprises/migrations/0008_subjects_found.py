from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """What an enterprise is about, without reading the others."""

    atomic = False  # an index that is built while people book cannot be built in a transaction

    dependencies = [("enterprises", "0007_table_of_subjects")]

    operations = [
        ValidateConstraint("enterprise", "enterprises_enterprise_subject_id_fk"),
        AddIndexConcurrently("enterprise", models.Index(fields=["subject"], name="enterprises_ent_subject")),
    ]
