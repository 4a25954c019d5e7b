import django.db.models.deletion
from django.db import migrations, models

from accelerator.base.common.columns import add_foreign_key, add_index, add_key
from accelerator.base.common.constraints import CompositeForeignKey


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("enterprises", "0011_album_keys"), ("routes", "0002_initial")]

    operations = [
        add_key(
            "routes_route",
            "route",
            "album",
            models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="owner_route",
                to="enterprises.album",
            ),
        ),
        add_index("routes_route", "album_id", unique=True),
        add_foreign_key("routes_route", "routes_route_album_fk", ["album_id"], "enterprises_album", ["id"]),
        migrations.SeparateDatabaseAndState(
            [
                add_foreign_key(
                    "routes_route",
                    "routes_route_album_of_enterprise",
                    ["album_id", "enterprise_id"],
                    "enterprises_album",
                    ["id", "enterprise_id"],
                )
            ],
            [
                migrations.AddConstraint(
                    "route",
                    CompositeForeignKey(
                        fields=["album", "enterprise"],
                        name="routes_route_album_of_enterprise",
                        to="enterprises.Album",
                        to_fields=["id", "enterprise"],
                    ),
                )
            ],
        ),
    ]
