import uuid

import django.db.models.deletion
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.i18n


class Migration(migrations.Migration):
    """Albums, and what a photo says besides what it shows."""

    dependencies = [("enterprises", "0009_city_in")]

    operations = [
        migrations.CreateModel(
            name="Album",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="albums",
                        to="enterprises.enterprise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("id", "enterprise"), name="enterprises_album_of_enterprise")
                ],
            },
        ),
        migrations.AddField(
            "photo",
            "credit",
            accelerator.base.common.i18n.I18nTextField(blank=True, db_default={}, default=dict, verbose_name="credit"),
        ),
        migrations.AddField("photo", "problem", models.CharField(blank=True, db_default="", default="", max_length=8)),
        migrations.AddField("photo", "focus_x", models.PositiveSmallIntegerField(db_default=50, default=50)),
        migrations.AddField("photo", "focus_y", models.PositiveSmallIntegerField(db_default=50, default=50)),
    ]
