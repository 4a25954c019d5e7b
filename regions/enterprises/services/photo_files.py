"""Files of photos on the disk: written whole or not at all, and swept when no row names them."""

import errno
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal
from regions.enterprises.models import Photo

logger = structlog.get_logger(__name__)

FOLDER = "photos"
PART = ".part"
OLD = 3600.0  # seconds: what is younger may belong to somebody who is still at it
FOLDERS_AT_ONCE = 16  # of 256: all of them within a day, at one ring an hour


class MediaNotWritable(Refusal):
    """The media folder is full, read-only or gone. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            _("The photo could not be stored: the portal’s disk takes nothing. Nothing has changed; try again later.")
        )


def file_name(photo: Photo, ending: str, width: int | None = None) -> str:
    """Where a file of the photo stands: nothing of what the uploader called it is in the name."""
    stem = photo.uuid.hex if width is None else f"{photo.uuid.hex}-{width}"
    return f"{FOLDER}/{photo.uuid.hex[:2]}/{stem}.{ending}"


def store(name: str, content: bytes) -> str:
    """Write a file, in place of what an interrupted attempt may have left there; its name in the storage.

    Raises MediaNotWritable; then there is no such file, nor a part of one.
    """
    path = Path(default_storage.path(name))
    part = path.with_name(path.name + PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        part.replace(path)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        logger.error("media_not_written", file=name, problem=_named(problem))
        raise MediaNotWritable from problem
    return name


def remove_files(names: Iterable[str]) -> None:
    """Delete files; one that is no longer there is fine, and one that cannot go now is swept later."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as problem:
            logger.warning("media_not_removed", file=name, problem=_named(problem))


def sweep_files(*, hour: int | None = None) -> int:
    """Delete what interrupted uploads and removals have left in some of the folders; returns how many files.

    Which folders is the hour's matter, so that every ring reads a few of them, and a day all.
    """
    hour = int(time.time() // 3600) if hour is None else hour
    first = hour * FOLDERS_AT_ONCE % 256
    return sum(_sweep(f"{number:02x}") for number in range(first, first + FOLDERS_AT_ONCE))


def _sweep(folder: str) -> int:
    old: list[Path] = []
    with suppress(OSError):
        paths = Path(default_storage.path(f"{FOLDER}/{folder}")).iterdir()
        old.extend(path for path in paths if time.time() - path.stat().st_mtime > OLD)
    photos = Photo.objects.filter(uuid__in=[*filter(None, map(_owner, old))])
    named = {file for photo in photos for file in (photo.file.name, *(one["file"] for one in photo.renditions))}
    left = [name for path in old if (name := f"{FOLDER}/{folder}/{path.name}") not in named]
    remove_files(left)
    if left:
        logger.info("media_swept", folder=folder, files=len(left))
    return len(left)


def _named(problem: OSError) -> str:
    return errno.errorcode.get(problem.errno or 0, str(problem))


def _owner(path: Path) -> UUID | None:
    try:
        return UUID(path.name[:32])
    except ValueError:
        return None
