from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The photos that wait for a worker, without reading those that are ready."""

    atomic = False  # an index that is built while photos come and go

    dependencies = [("enterprises", "0003_photo_claims")]

    operations = [
        AddIndexConcurrently(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["id"], name="enterprises_photo_pending"
            ),
        ),
    ]
