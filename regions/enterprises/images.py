"""Pictures, opened by a child process that may take only so much memory and time (`image_child`)."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import structlog
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.errors import Refusal
from regions.enterprises import image_child

logger = structlog.get_logger(__name__)

CHILD = Path(image_child.__file__)
MIB = 1024 * 1024

REFUSALS: dict[str, str | Promise] = {
    "format": _("This is not a JPEG, PNG or WebP photo, whatever the file name says. Save it in one of these formats."),
    "broken": _("The file is damaged: the photo cannot be read in full. Export or download it again."),
    "pixels": _("The photo has more than 24 megapixels. Make it smaller; 1920 pixels on the long side are enough."),
    "small": _("The photo is too small: both sides need at least 200 pixels."),
    "hidden": _(
        "Besides the photo, the file contains something else: a page, a document, a program or an "
        "archive. Save the photo again as JPEG and retry."
    ),
    "disk": _(
        "The portal does not have enough space to read the photo right now. Nothing has changed; try again later."
    ),
    "busy": _("The portal has too much to do to read the photo right now. Nothing has changed; try again in a minute."),
    "heavy": _("This photo takes too much memory or time to read. Save it again as JPEG and retry."),
}


class PictureRefused(Refusal):
    """The file is no picture that can be shown; `reason` is a key of REFUSALS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason if reason in REFUSALS else "broken"
        super().__init__(REFUSALS[self.reason])


@dataclass(frozen=True)
class Limits:
    """What a child may take before it is stopped."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


# Where the portal and not the photo is why there is no picture: the same photo is worth another try.
NOT_ITS_FAULT = frozenset({"busy", "disk"})

# The wall is much wider than the CPU: on a busy machine a child waits for its turn. Somebody waits for a cleaning;
# renditions are done within CELERY_TASK_TIME_LIMIT.
CLEANING = Limits(memory_bytes=512 * MIB, cpu_seconds=8, wall_seconds=20)
RENDERING = Limits(memory_bytes=512 * MIB, cpu_seconds=18, wall_seconds=90)


@dataclass(frozen=True)
class CleanPicture:
    """The pixels of an upload as WebP, without anything else that was in the file."""

    content: bytes
    width: int
    height: int
    colour: str


@dataclass(frozen=True)
class Rendition:
    """A picture in one width and format."""

    format: str
    width: int
    height: int
    content: bytes


def clean_picture(chunks: Iterable[bytes], limits: Limits = CLEANING) -> CleanPicture:
    """The upload's pixels in a fresh file. Raises PictureRefused."""
    with _folder() as folder:
        report = _run("clean", chunks, Path(folder), limits)
        content = (Path(folder) / "clean.webp").read_bytes()
    if not re.fullmatch(r"#[0-9a-f]{6}", str(report["colour"])):
        raise PictureRefused("broken")
    return CleanPicture(content, int(report["width"]), int(report["height"]), report["colour"])


def make_renditions(content: bytes, limits: Limits = RENDERING) -> list[Rendition]:
    """A clean picture in its widths and formats. Raises PictureRefused."""
    with _folder() as folder:
        report = _run("renditions", [content], Path(folder), limits)
        return [
            Rendition(
                format=one["format"], width=one["width"], height=one["height"],
                content=(Path(folder) / f"{one['width']:d}.{one['format']}").read_bytes(),
            )
            for one in report["renditions"]
            if one["format"] in ("avif", "webp")
        ]  # fmt: skip


def _folder() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="photo-")
    except OSError as problem:
        logger.error("no_room_for_picture", problem=problem.strerror)
        raise PictureRefused("disk") from problem


def _run(command: str, chunks: Iterable[bytes], folder: Path, limits: Limits) -> dict[str, Any]:
    """The report of a child that did this command in this folder."""
    # -I: neither the folder nor the environment can bring modules in.
    arguments = [sys.executable, "-I", str(CHILD), command, str(limits.memory_bytes), str(limits.cpu_seconds)]
    quiet = subprocess.DEVNULL
    with _written(chunks) as source:
        try:
            ended = subprocess.run(  # our own script, and none of the arguments come from outside
                arguments, cwd=folder, env={}, stdin=source, stdout=quiet, stderr=quiet, timeout=limits.wall_seconds,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            logger.warning("picture_child_too_slow", command=command)
            raise PictureRefused("busy") from None  # what computes too long was stopped before
    report_file = folder / "report.json"
    if ended.returncode or not report_file.exists():  # a signal: its bounds, or a decoder that crashed
        logger.warning("picture_child_stopped", command=command, code=ended.returncode)
        raise PictureRefused("disk" if shutil.disk_usage(folder).free < image_child.MAX_OUTPUT_BYTES else "heavy")
    report = json.loads(report_file.read_text())
    if reason := report.get("refused"):
        raise PictureRefused(reason)
    return report


def _written(chunks: Iterable[bytes]) -> IO[bytes]:
    """A file without a name: even if this process is killed, nothing of an upload stays on the disk."""
    source = None
    try:
        source = TemporaryFile()  # noqa: SIM115 - the caller closes it
        source.writelines(chunks)
        source.seek(0)
    except OSError as problem:
        if source:
            source.close()
        logger.error("no_room_for_picture", problem=problem.strerror)
        raise PictureRefused("disk") from problem
    return source
