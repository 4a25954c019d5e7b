"""The worker's doors to the outbox. Each may run twice, or never hear a ring: what is due stands in the rows."""

from typing import Any

from celery import shared_task

from accelerator.base.notifications import delivery, purging


@shared_task(name="notifications.deliver_due")
def deliver_due(**_: Any) -> None:
    """Send what is due."""
    delivery.deliver_due()


@shared_task(name="notifications.purge_bodies")
def purge_bodies(**_: Any) -> None:
    """Take away what is no longer needed of messages that are over."""
    purging.purge()
