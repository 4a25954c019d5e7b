"""Room for a number with its extension. PostgreSQL widens a varchar without rewriting the table."""

from django.db import migrations, models

WIDER = (
    '-- squawk-ignore changing-column-type\nALTER TABLE "enterprises_enterprise" ALTER COLUMN "phone" TYPE varchar({})'
)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_pending_photos")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([WIDER.format(40)], [WIDER.format(20)])],
            state_operations=[
                migrations.AlterField(
                    model_name="enterprise",
                    name="phone",
                    field=models.CharField(blank=True, max_length=40, verbose_name="phone"),
                ),
            ],
        ),
    ]
