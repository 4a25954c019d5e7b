"""Pages of routes show the days of two months: each free start of the tours on the way is looked at."""

from django.db import migrations

# `LOOK_AHEAD` days from the present five minutes on; an outlook's first day began 36 hours ago at most.
LOOKED_AHEAD = """
CREATE OR REPLACE FUNCTION tours_looked_ahead(the_tour bigint) RETURNS integer LANGUAGE sql STABLE AS
    'SELECT CASE WHEN EXISTS (SELECT FROM routes_routestop WHERE tour_id = the_tour) THEN 62 ELSE 0 END'
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION tours_looked_ahead(the_tour bigint) RETURNS integer LANGUAGE sql STABLE AS 'SELECT 0'
"""
NOTE = """
CREATE FUNCTION routes_note_stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tours_outlook_is_due(NEW.tour_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER routes_routestop_looked_ahead AFTER INSERT OR UPDATE OF tour_id ON routes_routestop
    FOR EACH ROW EXECUTE FUNCTION routes_note_stop();
SELECT tours_outlook_is_due(tour_id) FROM routes_routestop GROUP BY tour_id;
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_outlook"), ("routes", "0002_note_changes")]

    operations = [
        migrations.RunSQL(
            [LOOKED_AHEAD, NOTE],
            [
                "DROP TRIGGER routes_routestop_looked_ahead ON routes_routestop", "DROP FUNCTION routes_note_stop()",
                AS_BEFORE,
            ],
        )
    ]  # fmt: skip
