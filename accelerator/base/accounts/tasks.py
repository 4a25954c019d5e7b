"""Celery's door to the upkeep of sign-ins."""

from typing import Any

from celery import shared_task

from accelerator.base.accounts import services


@shared_task(name="accounts.forget_sessions")
def forget_sessions(**_: Any) -> int:
    """Delete sessions whose time is over."""
    return services.forget_sessions()
