"""Audit rows are written once: what takes the right to change them away, and lets them go after three years."""

from django.db import migrations

# For the owner, in the migration of each audit table (see common.audit). The right to delete is taken from whoever has
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
FORGET_HOW = "DROP FUNCTION audit_protect(regclass, name); DROP FUNCTION audit_unprotect(regclass);"


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, FORGET_HOW)]
