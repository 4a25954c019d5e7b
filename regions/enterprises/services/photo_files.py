"""Files of photos in the media storage: written whole or not at all, and swept when no row names them."""

import errno
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import PurePosixPath
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from regions.enterprises.models import Photo

logger = structlog.get_logger(__name__)

FOLDER = "photos"
OLD = timedelta(hours=1)  # a younger file may be still being written
FOLDERS_AT_ONCE = 16


class MediaNotWritable(Refusal):
    """The media folder is full, read-only or gone. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The photo could not be saved: the portal’s storage is not available right now. Nothing has "
                "changed; try again later."
            )
        )


def file_name(photo: Photo, ending: str, width: int | None = None) -> str:
    """Where a file of the photo is stored; the name says nothing of what the uploader called it."""
    stem = photo.uuid.hex if width is None else f"{photo.uuid.hex}-{width}"
    return f"{FOLDER}/{photo.uuid.hex[:2]}/{stem}.{ending}"


def store(name: str, content: bytes) -> str:
    """Write a file, instead of what an interrupted attempt may have left there; return its name in the storage.

    Raises MediaNotWritable, and then leaves no part of a file.
    """
    try:
        return str(default_storage.save(name, ContentFile(content)))
    except Exception as problem:  # a bucket's client raises errors of its own
        logger.error("media_not_written", file=name, problem=_named(problem))
        raise MediaNotWritable from problem


def remove_files(names: Iterable[str]) -> None:
    """Delete files; one that is gone already is fine, and one that cannot be deleted now is swept later."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception as problem:  # noqa: BLE001 - a bucket's client raises errors of its own
            logger.warning("media_not_removed", file=name, problem=_named(problem))


def sweep_files(*, hour: int | None = None) -> int:
    """Delete what interrupted uploads and removals have left in this hour's folders; return how many files."""
    return sum(map(_sweep, folders_of_hour(FOLDER, hour)))


def folders_of_hour(root: str, hour: int | None = None) -> list[str]:
    """Return those of the 256 folders under `root` that are swept in this hour: a day's runs reach all of them."""
    hour = int(time.time() // 3600) if hour is None else hour
    first = hour * FOLDERS_AT_ONCE % 256
    return [f"{root}/{number:02x}" for number in range(first, first + FOLDERS_AT_ONCE)]


def _sweep(folder: str) -> int:
    old = old_files(folder)
    photos = Photo.objects.filter(uuid__in=[*filter(None, map(_owner, old))])
    named = {file for photo in photos for file in (photo.file.name, *(one["file"] for one in photo.renditions))}
    unused = [name for name in old if name not in named]
    remove_files(unused)
    if unused:
        logger.info("media_swept", folder=folder, files=len(unused))
    return len(unused)


def old_files(folder: str) -> list[str]:
    """The names of the folder's files that are too old to be still being written."""
    old = []
    with suppress(OSError):
        for name in sorted(default_storage.listdir(folder)[1]):
            with suppress(OSError):
                if clock.now() - default_storage.get_modified_time(f"{folder}/{name}") > OLD:
                    old.append(f"{folder}/{name}")
    return old


def _named(problem: Exception) -> str:
    code = problem.errno if isinstance(problem, OSError) else None
    return errno.errorcode.get(code or 0, type(problem).__name__)


def _owner(name: str) -> UUID | None:
    try:
        return UUID(PurePosixPath(name).name[:32])
    except ValueError:
        return None
