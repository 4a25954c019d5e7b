"""The demo's pictures: rendered scenes, taken in as an upload would be, into the album of their tour or enterprise."""

import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from accelerator.common.i18n import I18nText
from regions.enterprises.images import CleanPicture, PictureRefused, clean_picture
from regions.enterprises.models import Enterprise
from regions.enterprises.services.albums import album_of
from regions.enterprises.services.photos import add_photo
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


def load_pictures(pictures: Cleaned, enterprises: Mapping[str, Enterprise], tours: Mapping[str, Tour]) -> None:
    """Put each picture into its album; the workers then make the sizes of covers before those of other photos."""
    for content, cleaned in sorted(pictures, key=lambda one: _is_further(one[0], pictures)):
        tour = tours[content["tour"]] if content.get("tour") else None
        try:
            picture = cleaned.result()
        except PictureRefused as refusal:  # a machine too busy for its bounds: the demo starts without this one
            logger.warning("demo_picture_left_out", file=content["file"], reason=refusal.reason)
            continue
        add_photo(
            album=album_of(tour or enterprises[content["enterprise"]]), picture=picture, alt=I18nText(content["alt"]),
            credit=CREDIT, focus=(content["focus"][0], content["focus"][1]), uploaded_by=None,
        )  # fmt: skip


def _is_further(content: dict[str, Any], pictures: Cleaned) -> bool:
    """Whether its album has a picture before it in the list, which is the cover."""
    whose = content.get("tour") or content["enterprise"]
    first = next(one for one, _cleaned in pictures if (one.get("tour") or one["enterprise"]) == whose)
    return first is not content
