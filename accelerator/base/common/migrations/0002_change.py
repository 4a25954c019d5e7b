from django.db import migrations, models

# The clock by which triggers judge what lies ahead.
NOW = """
CREATE FUNCTION common_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'
"""

# Arguments: the kind, and the columns of which readers see nothing. One statement in fifty folds what there is into one
# row; a second that would do so at the same time leaves it to the first.
NOTE = """
CREATE FUNCTION common_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ignored text[] := TG_ARGV[1]::text[];
    changed boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := EXISTS (
            SELECT to_jsonb(new_rows) - ignored FROM new_rows
            EXCEPT SELECT to_jsonb(old_rows) - ignored FROM old_rows
        );
    ELSIF TG_OP = 'INSERT' THEN
        changed := EXISTS (SELECT FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        changed := EXISTS (SELECT FROM old_rows);
    END IF;
    IF changed THEN
        INSERT INTO common_change (kind, token)
            VALUES (TG_ARGV[0]::smallint, hashtextextended(gen_random_uuid()::text, 0));
        IF random() < 0.02 AND pg_try_advisory_xact_lock(hashtextextended('common_change', 0)) THEN
            WITH folded AS (DELETE FROM common_change RETURNING kind, token)
            INSERT INTO common_change (kind, token) SELECT kind, bit_xor(token) FROM folded GROUP BY kind;
        END IF;
    END IF;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.SmallIntegerField()),
                ("token", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(NOW, "DROP FUNCTION common_now()"),
        migrations.RunSQL(NOTE, "DROP FUNCTION common_note_change()"),
    ]
