from django.db import migrations

NUMBER = """
UPDATE tours_tour SET cover_variant = numbered.variant
FROM (
    SELECT id, (row_number() OVER (PARTITION BY enterprise_id ORDER BY id) - 1) % 10 AS variant FROM tours_tour
) AS numbered
WHERE numbered.id = tours_tour.id AND numbered.variant <> tours_tour.cover_variant
"""


class Migration(migrations.Migration):
    """The covers of an enterprise's tours differ."""

    dependencies = [("tours", "0003_subjects")]

    operations = [migrations.RunSQL(NUMBER, migrations.RunSQL.noop)]
