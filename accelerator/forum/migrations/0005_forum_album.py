import django.db.models.deletion
from django.db import migrations, models

from accelerator.base.common.columns import add_foreign_key, add_index, add_key


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("enterprises", "0011_album_keys"), ("forum", "0004_days_in_bounds")]

    operations = [
        add_key(
            "forum_forum",
            "forum",
            "album",
            models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="owner_forum",
                to="enterprises.album",
            ),
        ),
        add_index("forum_forum", "album_id", unique=True),
        add_foreign_key("forum_forum", "forum_forum_album_fk", ["album_id"], "enterprises_album", ["id"]),
    ]
