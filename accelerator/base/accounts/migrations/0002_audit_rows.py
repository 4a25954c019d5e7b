"""What is kept as evidence is written once: the application's role changes and deletes none of it.

The back office's log keeps ids, not names, and outlives the account of whoever wrote it; a consent's text, time and
language stay what they were, only its withdrawal, its address and its person change.
"""

from django.db import migrations

# Whoever connects is given rights by default privileges; the role's name is the operator's own business.
_EACH_ROLE = """
DO $$
DECLARE role text;
BEGIN
    FOR role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = '{table}' AND grantee <> CURRENT_USER
    LOOP
        {statements}
    END LOOP;
END
$$;
"""


def for_each_role(table: str, *statements: str) -> str:
    executed = "\n        ".join(f"EXECUTE format('{statement}', role);" for statement in statements)
    return _EACH_ROLE.format(table=table, statements=executed)


CONSENT_STAYS = for_each_role(
    "accounts_consent",
    "REVOKE UPDATE, DELETE ON accounts_consent FROM %I",
    "GRANT UPDATE (withdrawn_at, ip_address, user_id) ON accounts_consent TO %I",
)
CONSENT_CHANGES = for_each_role("accounts_consent", "GRANT UPDATE, DELETE ON accounts_consent TO %I")
TEXT_STAYS = for_each_role("accounts_consenttext", "REVOKE UPDATE, DELETE ON accounts_consenttext FROM %I")
TEXT_CHANGES = for_each_role("accounts_consenttext", "GRANT UPDATE, DELETE ON accounts_consenttext TO %I")

# str() of a person is a name or an e-mail address: the log says which row it was, and no more.
KEEP_IDS = """
CREATE FUNCTION accounts_log_keeps_ids() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.object_repr := concat('#', NEW.object_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER accounts_log_keeps_ids BEFORE INSERT ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION accounts_log_keeps_ids();
"""
KEEP_NAMES = """
DROP TRIGGER accounts_log_keeps_ids ON django_admin_log;
DROP FUNCTION accounts_log_keeps_ids();
"""

OUTLIVE_THE_PERSON = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'django_admin_log'::regclass AND confrelid = 'accounts_user'::regclass
    LOOP
        EXECUTE format('ALTER TABLE django_admin_log DROP CONSTRAINT %I', name);
    END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("common", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(OUTLIVE_THE_PERSON, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP_IDS, KEEP_NAMES),
        migrations.RunSQL(
            "SELECT audit_protect('django_admin_log', 'action_time');", "SELECT audit_unprotect('django_admin_log');"
        ),
        migrations.RunSQL(CONSENT_STAYS, CONSENT_CHANGES),
        migrations.RunSQL(TEXT_STAYS, TEXT_CHANGES),
    ]
