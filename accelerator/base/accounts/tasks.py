"""Celery's door to the maintenance of sign-ins."""

from typing import Any

from celery import shared_task

from accelerator.base.accounts import services


@shared_task(name="accounts.delete_expired_sessions")
def delete_expired_sessions(**_: Any) -> int:
    """Delete sessions whose time is over."""
    return services.delete_expired_sessions()
