"""Audit tables: who did or read what. Rows are written once; the database takes no change of them from us.

They hold ids and no personal data, outlive what they name (`DO_NOTHING`, without a constraint), and go after three
years by a function of the owner's (see the migration of common, `audit_protect`).
"""

from django.db import connection, models

_tables: list[type[models.Model]] = []


def register_audit_table(model: type[models.Model]) -> None:
    """Have the rows of this table purged; its migration calls `audit_protect`. Called from an app's ready()."""
    if model not in _tables:
        _tables.append(model)


def audit_tables() -> list[type[models.Model]]:
    """Every audit table of the portal."""
    return list(_tables)


def purge_audit() -> int:
    """Delete audit rows whose three years are over; returns how many."""
    gone = 0
    with connection.cursor() as cursor:
        for model in _tables:
            cursor.execute(f"SELECT {model._meta.db_table}_purge()")
            gone += cursor.fetchone()[0]
    return gone
