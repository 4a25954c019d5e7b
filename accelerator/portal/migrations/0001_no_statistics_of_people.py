"""The planner keeps samples of what it finds in a column: of people it keeps none, so that the erased are erased.

Without statistics a column's values are neither in pg_statistic nor in a copy of the cluster that was made after they
were gone. The searches that name a person go by an index, which needs none.
"""

from django.db import migrations

# Every column that holds something of a person, whichever room's; an index on an expression has statistics of its own.
COLUMNS = {
    "accounts_user": ("email", "name", "password"),
    "accounts_consent": ("ip_address",),
    "account_emailaddress": ("email",),
    "account_emailconfirmation": ("key",),
    "mfa_authenticator": ("data",),
    "usersessions_usersession": ("ip", "session_key", "user_agent", "data"),
    "socialaccount_socialaccount": ("uid", "extra_data"),
    "socialaccount_socialtoken": ("token", "token_secret"),
    "django_session": ("session_key", "session_data"),
    "common_fallback_cache": ("cache_key", "value"),
    "notifications_message": ("recipient", "params", "body", "last_error"),
    "enterprises_invitation": ("email", "token_hash"),
    "booking_ordercontact": ("name", "email", "phone"),
    "booking_visitor": ("name", "age"),
    "booking_visitoridentity": ("wrapped_key", "sealed"),
    "booking_booking": ("cancel_reason",),
}


# By the expression's place in the index.
INDEXES = {
    "accounts_user_email_once_in_any_case": 1,
    "booking_ordercontact_email": 1,
    "enterprises_invitation_open_once": 2,
}


def statements(target: int) -> list[str]:
    """What sets the target of each column, and takes away what the planner has sampled so far."""
    sampled = [(table, column) for table, columns in COLUMNS.items() for column in columns]
    clear = "SELECT pg_clear_attribute_stats(current_schema()::text, '{}', '{}', false)"
    return [
        *(clear.format(table, column) for table, column in sampled),
        *(clear.format(index, "lower") for index in INDEXES),
        *(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}" for table, column in sampled),
        *(f"ALTER INDEX {index} ALTER COLUMN {place} SET STATISTICS {target}" for index, place in INDEXES.items()),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0001_initial"),
        ("accounts", "0003_audit_rows"),
        ("booking", "0007_readings_are_audit_rows"),
        ("common", "0002_audit_rows"),
        ("enterprises", "0001_initial"),
        ("mfa", "0001_initial"),
        ("notifications", "0001_initial"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(statements(0), statements(-1))]
