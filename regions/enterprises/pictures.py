"""A photo as a page shows it: addresses of its renditions, the best format first, with sizes known beforehand."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage

from regions.enterprises.models import Photo

FORMATS = ("avif", "webp")  # as browsers should choose; the last is also what an <img> alone shows


@dataclass(frozen=True)
class Picture:
    """What `enterprises/_photo.html` prints."""

    sources: list[tuple[str, str]]  # (media type, srcset)
    address: str
    width: int
    height: int
    alt: str


def picture(photo: Photo) -> Picture | None:
    """The photo's picture, or nothing while no rendition is there."""
    found: dict[str, list[dict[str, object]]] = {}
    for rendition in sorted(photo.renditions, key=lambda one: one["width"]):
        found.setdefault(rendition["format"], []).append(rendition)
    if not found:
        return None
    sources = [(f"image/{name}", _srcset(found[name])) for name in FORMATS if name in found]
    plain = found.get(FORMATS[-1]) or next(iter(found.values()))
    return Picture(sources, default_storage.url(str(plain[-1]["file"])), photo.width, photo.height, str(photo.alt))


def pictures(photos: Iterable[Photo]) -> list[Picture]:
    """Those of the photos that can be shown."""
    return [shown for photo in photos if (shown := picture(photo))]


def _srcset(renditions: list[dict[str, object]]) -> str:
    return ", ".join(f"{default_storage.url(str(one['file']))} {one['width']}w" for one in renditions)
