"""Celery's doors to the front door's maintenance. Each may run twice, or never hear a ring."""

from typing import Any

from celery import shared_task

from accelerator.portal.sharing import files


@shared_task(name="portal.sweep_share_images")
def sweep_share_images(**_: Any) -> int:
    """Delete pictures of links that no page shows any more."""
    return files.sweep_files()
