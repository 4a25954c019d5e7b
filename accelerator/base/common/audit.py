"""Audit tables: who did or read what. Rows are written once; the database takes no change of them from us.

They hold ids and no personal data, outlive what they name (`DO_NOTHING`, without a constraint), and go after three
years by a function of the owner's, which `audit_protect` makes in the migration of each table (see that of common).
"""

from django.db import connection

PURGES = r"SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE '%\_purge'"


def purge_audit() -> int:
    """Delete audit rows whose three years are over; returns how many."""
    gone = 0
    with connection.cursor() as cursor:
        cursor.execute(PURGES)
        for (function,) in cursor.fetchall():
            cursor.callproc(function)
            gone += cursor.fetchone()[0]
    return gone
