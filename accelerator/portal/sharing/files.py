"""Where the pictures of shared links are kept: a file for each card, named by what finds it again and its digest."""

import hashlib
from contextlib import suppress
from pathlib import PurePosixPath
from random import shuffle

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation

from accelerator.base.common.sharing import Card, find_card
from accelerator.portal.sharing.drawing import draw
from regions.enterprises.services.photo_files import MediaNotWritable, folders_of_hour, old_files, remove_files, store

logger = structlog.get_logger(__name__)

FOLDER = "share"
MAX_FILES_AT_ONCE = 500  # files; each costs a look at its page


def share_image(card: Card) -> bytes:
    """The card's picture, drawn unless it is stored. Raises drawing.Busy.

    If it cannot be stored, the next visitor waits for it to be drawn again.
    """
    name = file_name(card)
    with suppress(OSError), default_storage.open(name) as file:
        return bytes(file.read())
    content = draw(card)
    with suppress(MediaNotWritable):  # it is in the log
        store(name, content)
    return content


def file_name(card: Card) -> str:
    """Names hold no more than addresses do: letters, digits, hyphens and points."""
    owner = f"{card.kind}.{card.key}"
    folder = hashlib.blake2b(owner.encode(), digest_size=1).hexdigest()
    return f"{FOLDER}/{folder}/{owner}.{card.language}.{card.digest}.jpg"


def sweep_files(*, hour: int | None = None) -> int:
    """Delete the pictures in this hour's folders that no page shows any more; return how many."""
    old = [name for folder in folders_of_hour(FOLDER, hour) for name in old_files(folder)]
    shuffle(old)  # so that each of very many is looked at some day
    unused = [name for name in old[:MAX_FILES_AT_ONCE] if not _is_shown(name)]
    remove_files(unused)
    if unused:
        logger.info("share_images_swept", files=len(unused))
    return len(unused)


def _is_shown(name: str) -> bool:
    """Whether its page shows the file now; another form of name is a file that is not completely written."""
    owner, _point, rest = PurePosixPath(name).name.removesuffix(".jpg").rpartition(".")[0].rpartition(".")
    kind, _point, key = owner.partition(".")
    if rest not in dict(settings.LANGUAGES):
        return False
    with translation.override(rest):
        card = find_card(kind, key)
        return card is not None and file_name(card) == name
