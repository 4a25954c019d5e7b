"""A release is not emptied away with its whole table either, be it by a TRUNCATE of forums that cascades."""

from django.db import migrations

# TRUNCATE is a right that the application's role does not have. Whoever owns the table, or may do everything, needs no
# right for it, and is refused here; a role that owns nothing and was given the right, as tests' is, knows why.
REFUSE = """
CREATE FUNCTION forum_release_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RAISE EXCEPTION 'Releases are published and cannot be deleted.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'forum_release_not_truncated', TABLE = 'forum_release';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER forum_release_not_truncated BEFORE TRUNCATE ON forum_release
    FOR EACH STATEMENT EXECUTE FUNCTION forum_release_refuse_truncate();
"""
ALLOW = """
DROP TRIGGER forum_release_not_truncated ON forum_release;
DROP FUNCTION forum_release_refuse_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_immutable_releases")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
