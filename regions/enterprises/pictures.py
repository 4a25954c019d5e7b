"""A photo as a page shows it: addresses of its renditions, the best format first, with sizes known beforehand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from regions.enterprises.models import Photo

FORMATS = ("avif", "webp")  # as browsers should choose; the last is also what an <img> alone shows
MEDIA_TYPES = {name: f"image/{name}" for name in FORMATS}


@dataclass(frozen=True)
class Picture:
    """What `enterprises/_photo.html` prints."""

    sources: list[tuple[str, str]]  # (media type, srcset)
    address: str
    width: int
    height: int
    alt: str
    colour: str


def picture(photo: Photo) -> Picture | None:
    """The photo's picture, or nothing while no rendition is there."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rendition in sorted(photo.renditions, key=lambda one: one["width"]):
        found.setdefault(rendition["format"], []).append(rendition)
    if not found:
        return None
    sources = [(MEDIA_TYPES[name], _srcset(photo, found[name])) for name in FORMATS if name in found]
    plain = found.get(FORMATS[-1]) or next(iter(found.values()))
    address = _address(photo, plain[-1])
    return Picture(sources, address, photo.width, photo.height, str(photo.alt), photo.colour)


def pictures(photos: Iterable[Photo]) -> list[Picture]:
    """Those of the photos that can be shown."""
    return [shown for photo in photos if (shown := picture(photo))]


def thumbnail(photo: Photo) -> str | None:
    """The address of the photo's smallest WebP, or nothing while it is being made."""
    small = [one for one in photo.renditions if one["format"] == FORMATS[-1]]
    return _address(photo, min(small, key=lambda one: one["width"])) if small else None


def _srcset(photo: Photo, renditions: list[dict[str, Any]]) -> str:
    return ", ".join(f"{_address(photo, one)} {one['width']}w" for one in renditions)


def _address(photo: Photo, rendition: dict[str, Any]) -> str:
    """Where the rendition is served; what it shows never changes, but it may be taken down."""
    return reverse("photo_file", args=[photo.uuid, rendition["width"], rendition["format"]])
