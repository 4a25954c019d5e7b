from django.db import migrations, models

# Of people the planner keeps no samples (see the portal's migration of this name).
STATISTICS = "ALTER TABLE booking_ordercontact ALTER COLUMN needs SET STATISTICS {0}"


class Migration(migrations.Migration):
    dependencies = [("booking", "0004_outlook_reopens")]

    operations = [
        migrations.AddField(
            "ordercontact",
            "needs",
            models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="needs and wishes"),
        ),
        migrations.RunSQL(STATISTICS.format(0), STATISTICS.format(-1)),
    ]
