import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accelerator.base.common.changes import Kind, NoteChanges


class Migration(migrations.Migration):
    dependencies = [("tours", "0003_no_search_column")]

    operations = [
        migrations.CreateModel(
            name="DueOutlook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tour",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="due_outlooks",
                        to="tours.tour",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outlook",
            fields=[
                (
                    "tour",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outlook",
                        serialize=False,
                        to="tours.tour",
                    ),
                ),
                ("valid_from", models.DateTimeField(null=True)),
                ("valid_until", models.DateTimeField(null=True)),
                ("latest_hold", models.DateTimeField(null=True)),
                ("next_start", models.DateTimeField(null=True)),
                ("next_closing", models.DateTimeField(null=True)),
                ("next_free", models.PositiveSmallIntegerField(null=True)),
                ("timezone", models.CharField(default="UTC", max_length=40)),
                ("first_day", models.DateField(null=True)),
                (
                    "closings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(null=True), default=list, size=None
                    ),
                ),
                ("near", models.BigIntegerField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["valid_until"], name="tours_outlook_valid_until")]},
        ),
        NoteChanges("tours_outlook", kind=Kind.OUTLOOK, ignored=("valid_from", "latest_hold")),
    ]
