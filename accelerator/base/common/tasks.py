"""Celery tasks for the tables that belong to no app above."""

from typing import Any

from celery import shared_task
from django.db import connection

from accelerator.base.common import erasures

AUDIT_PURGES = (
    r"SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE '%\_purge'"
)


@shared_task(name="common.purge_audit")
def purge_audit(**_: Any) -> int:
    """Delete audit rows older than three years; return how many.

    Audit tables say who did or read what. The application may only add rows: they hold ids and no personal data,
    outlive what they name (`DO_NOTHING`, without a constraint), and go by a function of the owner's, which
    `audit_protect` makes in the migration of each table.
    """
    deleted = 0
    with connection.cursor() as cursor:
        cursor.execute(AUDIT_PURGES)
        for (function,) in cursor.fetchall():
            cursor.callproc(function)
            deleted += cursor.fetchone()[0]
    return deleted


@shared_task(name="common.write_erasures")
def write_erasures(**_: Any) -> int:
    """Write to the ledger what could not be written when it was erased."""
    return erasures.write_down()
