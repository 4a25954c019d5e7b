"""A release of a programme is never changed or deleted, by whomever."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION forum_release_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Release % of forum % is published and can be neither changed nor deleted.', OLD.number, OLD.forum_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'forum_release_immutable', TABLE = 'forum_release';
END
$$;
CREATE TRIGGER forum_release_immutable BEFORE UPDATE OR DELETE ON forum_release
    FOR EACH ROW EXECUTE FUNCTION forum_release_refuse_change();
"""
ALLOW = """
DROP TRIGGER forum_release_immutable ON forum_release;
DROP FUNCTION forum_release_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
