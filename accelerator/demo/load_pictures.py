"""The demo's pictures: rendered scenes, taken in as an upload would be, into the album of their tour, forum or site."""

import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from accelerator.base.common.i18n import I18nText
from accelerator.demo.load_forum import site_called
from accelerator.forum.models import Forum
from regions.enterprises.images import CleanPicture, PictureRefused, clean_picture
from regions.enterprises.services.photos import add_photo, album_of
from tours.models import Tour

logger = structlog.get_logger(__name__)

CONTENT = Path(__file__).parent / "content"
CREDIT = I18nText(ru="Изображение создано на компьютере", en="Rendered by computer")
Cleaned = list[tuple[dict[str, Any], "Future[CleanPicture]"]]


@contextmanager
def cleaned_pictures() -> Iterator[Cleaned]:
    """The pictures of the list, being cleaned by child processes while the rest of the demo is loaded."""
    contents = json.loads((CONTENT / "pictures.json").read_text(encoding="utf-8"))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield [(content, pool.submit(_clean, content["file"])) for content in contents]


def _clean(name: str) -> CleanPicture:
    return clean_picture([(CONTENT / "pictures" / name).read_bytes()])


def load_pictures(pictures: Cleaned, tours: Mapping[str, Tour], forums: Mapping[str, Forum]) -> None:
    """Put each picture into its album; the workers then make the sizes of covers before those of other photos."""
    for content, cleaned in sorted(pictures, key=lambda one: _is_further(one[0], pictures)):
        try:
            picture = cleaned.result()
        except PictureRefused as refusal:  # a machine too busy for its bounds: the demo starts without this one
            logger.warning("demo_picture_left_out", file=content["file"], reason=refusal.reason)
            continue
        add_photo(
            album=album_of(_owner(content, tours, forums)), picture=picture, alt=I18nText(content["alt"]),
            credit=CREDIT, focus=(content["focus"][0], content["focus"][1]), uploaded_by=None,
            shows_way="site" in content,  # the demo's pictures of sites are sketches of the way there
        )  # fmt: skip


def _owner(content: dict[str, Any], tours: Mapping[str, Tour], forums: Mapping[str, Forum]) -> Any:
    """Return the forum, the site or the tour whose picture it is."""
    if "forum" in content:
        return forums[content["forum"]]
    if "site" in content:
        return site_called(content["enterprise"], content["site"])
    return tours[content["tour"]]


def _whose(content: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(content.get(key) for key in ("forum", "enterprise", "site", "tour"))


def _is_further(content: dict[str, Any], pictures: Cleaned) -> bool:
    """Whether its album has a picture before it in the list, which is the cover."""
    return next(one for one, _cleaned in pictures if _whose(one) == _whose(content)) is not content
