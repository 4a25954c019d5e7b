"""Celery's doors to the maintenance of what belongs to no room."""

from typing import Any

from celery import shared_task

from accelerator.base.common import audit, erasures


@shared_task(name="common.purge_audit")
def purge_audit(**_: Any) -> int:
    """Delete audit rows whose three years are over."""
    return audit.purge_audit()


@shared_task(name="common.write_erasures")
def write_erasures(**_: Any) -> int:
    """Write into the ledger what could not be written when it happened."""
    return erasures.write_down()
