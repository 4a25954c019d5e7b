"""Of people the planner keeps no samples (see the portal's migration of this name)."""

from django.db import migrations

STATISTICS = """
    ALTER TABLE alerts_datealert ALTER COLUMN email SET STATISTICS {0};
    ALTER INDEX alerts_datealert_once ALTER COLUMN 2 SET STATISTICS {0};
    ALTER INDEX alerts_datealert_email ALTER COLUMN 1 SET STATISTICS {0};
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [migrations.RunSQL(STATISTICS.format(0), STATISTICS.format(-1))]
