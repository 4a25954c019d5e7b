"""Renditions of photos, made by workers: a row is claimed, worked at outside any transaction, and written once.

A worker that dies leaves its claim behind; after CLAIM_LASTS the photo is anybody's again, three times in all.
"""

import time
from datetime import datetime, timedelta
from typing import Any

import structlog

from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic
from regions.enterprises import images
from regions.enterprises.models import Photo
from regions.enterprises.services.photo_files import MediaNotWritable, file_name, remove_files, store

logger = structlog.get_logger(__name__)

ATTEMPTS_MAX = 3
CLAIM_LASTS = timedelta(minutes=2)
SWEEP_SECONDS = 5.0  # after this no further photo is begun, so that a worker asked to stop is done in time


def prepare_photo(*, photo_id: int) -> bool:
    """Make this photo's renditions, unless they exist or another worker makes them; return whether this call did."""
    photo = _claim(clock.now(), photo_id)
    return photo is not None and _prepare(photo)


def prepare_missing() -> int:
    """Make the renditions that no task has made, and give up those that failed too often; return how many were made."""
    now = clock.now()
    given_up = Photo.objects.pending().unclaimed(now, lasts=CLAIM_LASTS).filter(attempts__gte=ATTEMPTS_MAX)
    if count := given_up.update(state=Photo.State.FAILED, problem="heavy"):
        logger.warning("photos_given_up", count=count)
    made, began = 0, time.monotonic()
    while time.monotonic() - began < SWEEP_SECONDS and (photo := _claim(clock.now())):
        made += _prepare(photo)
    return made


@atomic
def _claim(now: datetime, photo_id: int | None = None) -> Photo | None:
    """Take one photo to work at, covers first.

    The attempt is counted before the work begins, which may kill the worker.
    """
    due = Photo.objects.pending().unclaimed(now, lasts=CLAIM_LASTS).filter(attempts__lt=ATTEMPTS_MAX)
    if photo_id is not None:
        due = due.filter(pk=photo_id)
    photo = due.select_for_update(skip_locked=True, no_key=True).order_by("position", "pk").first()
    if photo is not None:
        photo.attempts += 1
        photo.claimed_at = now
        photo.save(update_fields=["attempts", "claimed_at"])
    return photo


def _prepare(photo: Photo) -> bool:
    try:
        with photo.file.open("rb") as stored:
            content = stored.read()
        made = images.make_renditions(content)
    except (images.PictureRefused, OSError) as problem:
        reason = problem.reason if isinstance(problem, images.PictureRefused) else "broken"
        logger.warning("photo_not_prepared", photo=photo.pk, attempt=photo.attempts, problem=reason)
        if reason in images.NOT_ITS_FAULT:
            _forget_attempt(photo)
        elif photo.attempts >= ATTEMPTS_MAX:
            Photo.objects.pending().filter(pk=photo.pk).update(state=Photo.State.FAILED, problem=reason)
        return False
    try:
        rows = [
            {
                "format": one.format, "width": one.width, "height": one.height, "bytes": len(one.content),
                "file": store(file_name(photo, one.format, one.width), one.content),
            }
            for one in made
        ]  # fmt: skip
    except MediaNotWritable:
        remove_files([file_name(photo, one.format, one.width) for one in made])
        _forget_attempt(photo)
        return False
    return _record(photo, rows)


def _forget_attempt(photo: Photo) -> None:
    """A photo is not given up for what is no fault of its own, however long the disk stays full or the machine busy."""
    Photo.objects.pending().filter(pk=photo.pk).update(attempts=photo.attempts - 1)


@atomic
def _record(photo: Photo, rows: list[dict[str, Any]]) -> bool:
    """Write what was made, unless the photo was removed or finished by now: then delete the files that no row names."""
    locked = Photo.objects.select_for_update(no_key=True).filter(pk=photo.pk).first()
    if locked is not None and locked.state == Photo.State.PENDING:
        locked.renditions, locked.state = rows, Photo.State.READY
        locked.save(update_fields=["renditions", "state"])
        return True
    named = {one["file"] for one in locked.renditions} if locked else set()
    remove_files([row["file"] for row in rows if row["file"] not in named])
    return False
