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
    "notifications_message_reader": 1,
}


def statements(target: int) -> list[str]:
    return [
        *(
            f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}"
            for table, columns in COLUMNS.items()
            for column in columns
        ),
        *(f"ALTER INDEX {index} ALTER COLUMN {place} SET STATISTICS {target}" for index, place in INDEXES.items()),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0001_initial"),
        ("accounts", "0001_initial"),
        ("booking", "0001_initial"),
        ("common", "0001_initial"),
        ("enterprises", "0001_initial"),
        ("mfa", "0001_initial"),
        ("notifications", "0001_initial"),
        ("portal", "0001_initial"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(statements(0), statements(-1))]
