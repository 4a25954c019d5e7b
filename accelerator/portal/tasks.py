"""Celery tasks of the portal. Each may run twice, or not at all."""

from typing import Any

from celery import shared_task

from accelerator.portal.sharing import files


@shared_task(name="portal.sweep_share_images")
def sweep_share_images(**_: Any) -> int:
    """Delete pictures of links that no page shows any more."""
    return files.sweep_files()
