import uuid

import django.db.models.deletion
from django.db import migrations, models

import accelerator.base.common.i18n
import regions.enterprises.covers.motifs

# NOT VALID, so that the table is not read while it is locked; 0008 validates it.
KEY = (
    'ALTER TABLE "enterprises_enterprise" ADD CONSTRAINT "enterprises_enterprise_subject_id_fk" FOREIGN KEY '
    '("subject_id") REFERENCES "enterprises_subject" ("id") DEFERRABLE INITIALLY DEFERRED NOT VALID'
)


def subject(**options):
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="enterprises.subject",
        verbose_name="subject",
        **options,
    )


class Migration(migrations.Migration):
    """What tours are about, theme by theme; and what an enterprise is about."""

    dependencies = [("enterprises", "0005_phone_extensions")]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="address")),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="enterprises.theme",
                        verbose_name="theme",
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="address")),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                (
                    "motif",
                    models.CharField(
                        choices=regions.enterprises.covers.motifs.motif_choices, max_length=16, verbose_name="motif"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AddField("enterprise", "subject", subject(db_constraint=False)),
                migrations.RunSQL(KEY, migrations.RunSQL.noop),
            ],
            state_operations=[migrations.AddField("enterprise", "subject", subject())],
        ),
    ]
