import django.db.models.deletion
from django.db import migrations, models

# NOT VALID, so that the table is not read while it is locked; 0005 validates it.
KEY = (
    'ALTER TABLE "tours_tour" ADD CONSTRAINT "tours_tour_subject_id_fk" FOREIGN KEY '
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
    """What a tour is about, and which composition its cover has."""

    dependencies = [("enterprises", "0006_subjects"), ("tours", "0002_next_starts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AddField("tour", "subject", subject(db_constraint=False)),
                migrations.RunSQL(KEY, migrations.RunSQL.noop),
            ],
            state_operations=[migrations.AddField("tour", "subject", subject())],
        ),
        migrations.AddField(
            "tour", "cover_variant", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)
        ),
    ]
