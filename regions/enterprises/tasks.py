"""Celery tasks of photos and their files. Each may run twice, or not at all."""

from typing import Any

from celery import shared_task

from regions.enterprises.services import photo_files, renditions


@shared_task(name="enterprises.make_renditions")
def make_renditions(*, photo_id: int, **_: Any) -> bool:
    """Make one photo's renditions."""
    return renditions.prepare_photo(photo_id=photo_id)


@shared_task(name="enterprises.make_missing_renditions")
def make_missing_renditions(**_: Any) -> int:
    """Make the renditions that are missing."""
    return renditions.prepare_missing()


@shared_task(name="enterprises.sweep_photo_files")
def sweep_photo_files(**_: Any) -> int:
    """Delete files that no photo names."""
    return photo_files.sweep_files()
