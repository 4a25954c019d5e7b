"""Celery tasks of the outbox. Each may run twice or late: what is due stands in the rows."""

from typing import Any

from celery import shared_task

from accelerator.base.notifications import delivery, purging


@shared_task(name="notifications.deliver_due")
def deliver_due(**_: Any) -> None:
    """Send what is due."""
    delivery.deliver_due()


@shared_task(name="notifications.purge_bodies")
def purge_bodies(**_: Any) -> None:
    """Purge finished messages."""
    purging.purge()
