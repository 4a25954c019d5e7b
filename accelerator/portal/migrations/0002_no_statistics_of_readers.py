"""The index that finds a reader's letters samples addresses of its own: of people the planner keeps none."""

from django.db import migrations

CLEAR = "SELECT pg_clear_attribute_stats(current_schema()::text, 'notifications_message_reader', 'lower', false)"
SAMPLE = "ALTER INDEX notifications_message_reader ALTER COLUMN 1 SET STATISTICS {}"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_index_of_readers"), ("portal", "0001_no_statistics_of_people")]

    operations = [migrations.RunSQL([CLEAR, SAMPLE.format(0)], [CLEAR, SAMPLE.format(-1)])]
