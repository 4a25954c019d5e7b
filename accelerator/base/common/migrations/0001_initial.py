import uuid

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

# For the owner, in the migration of each audit table (see common.tasks). The right to delete is taken from whoever has
# been given it by default privileges, since the role's name is the operator's business. Rows go by one function alone,
# which runs as the owner and asks the server for the time: whoever calls it can name neither rows nor a moment.
PROTECT = """
CREATE FUNCTION audit_protect(audited regclass, moment name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    purge text := audited::text || '_purge';
    role text;
BEGIN
    EXECUTE format(
        'CREATE FUNCTION %I() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = %I, pg_temp AS $body$
         DECLARE gone bigint;
         BEGIN
             DELETE FROM %s WHERE %I < now() - interval ''3 years'';
             GET DIAGNOSTICS gone = ROW_COUNT;
             RETURN gone;
         END
         $body$',
        purge, current_schema(), audited, moment
    );
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I() FROM PUBLIC', purge);
    FOR role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = audited::text AND grantee <> CURRENT_USER
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM %I', audited, role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %I() TO %I', purge, role);
    END LOOP;
END
$$;
CREATE FUNCTION audit_unprotect(audited regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE role text;
BEGIN
    EXECUTE format('DROP FUNCTION %I()', audited::text || '_purge');
    FOR role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = audited::text AND grantee <> CURRENT_USER
    LOOP
        EXECUTE format('GRANT UPDATE, DELETE ON %s TO %I', audited, role);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION audit_protect(regclass, name), audit_unprotect(regclass) FROM PUBLIC;
"""
UNPROTECT = "DROP FUNCTION audit_protect(regclass, name); DROP FUNCTION audit_unprotect(regclass);"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        # Trusted extensions: the database's owner may create them.
        TrigramExtension(),
        BtreeGistExtension(),
        UnaccentExtension(),
        migrations.RunSQL(PROTECT, UNPROTECT),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.CharField(max_length=60)),
                ("subject", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FallbackCacheEntry",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "common_fallback_cache",
            },
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("slug", models.SlugField(max_length=80)),
                ("target", models.UUIDField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "slug"), name="common_formerslug_once")],
            },
        ),
    ]
