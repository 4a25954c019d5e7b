import django.db.models.deletion
from django.db import migrations, models

from accelerator.base.common.columns import add_foreign_key, add_index, add_key
from accelerator.base.common.constraints import CompositeForeignKey


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("enterprises", "0011_album_keys"), ("tours", "0006_moments")]

    operations = [
        add_key(
            "tours_tour",
            "tour",
            "album",
            models.OneToOneField(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="owner_tour",
                to="enterprises.album",
            ),
        ),
        add_index("tours_tour", "album_id", unique=True),
        migrations.SeparateDatabaseAndState(
            [
                add_foreign_key(
                    "tours_tour",
                    "tours_tour_album_of_enterprise",
                    ["album_id", "enterprise_id"],
                    "enterprises_album",
                    ["id", "enterprise_id"],
                )
            ],
            [
                migrations.AddConstraint(
                    "tour",
                    CompositeForeignKey(
                        fields=["album", "enterprise"],
                        name="tours_tour_album_of_enterprise",
                        to="enterprises.Album",
                        to_fields=["id", "enterprise"],
                    ),
                )
            ],
        ),
    ]
