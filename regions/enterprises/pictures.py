"""A photo as a page shows it: addresses of its renditions, the best format first, with sizes known beforehand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from regions.enterprises.image_child import SMALL_WIDTH
from regions.enterprises.models import Photo

FORMATS = ("avif", "webp")  # as browsers should choose; the last is also what an <img> alone shows
MEDIA_TYPES = {name: f"image/{name}" for name in FORMATS}


@dataclass(frozen=True)
class Picture:
    """What `enterprises/_photo.jinja` prints."""

    sources: list[tuple[str, str]]  # (media type, srcset)
    address: str
    width: int
    height: int
    alt: str
    colour: str
    credit: str = ""
    focus: str = ""  # CSS classes that keep the point of interest in sight where the picture is cropped
    photo: UUID | None = None  # which photo it is of

    @property
    def small(self) -> "Picture":
        """The picture for a place no wider than half of SMALL_WIDTH: without the widths that none would fetch there."""
        sources = [(media_type, _up_to(SMALL_WIDTH, srcset)) for media_type, srcset in self.sources]
        return replace(self, sources=sources, address=sources[-1][1].rsplit(", ", 1)[-1].split(" ")[0])


def picture(photo: Photo) -> Picture | None:
    """The photo's picture, or nothing while no rendition is there."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rendition in sorted(photo.renditions, key=lambda one: one["width"]):
        found.setdefault(rendition["format"], []).append(rendition)
    if not found:
        return None
    sources = [(MEDIA_TYPES[name], _srcset(photo, found[name])) for name in FORMATS if name in found]
    plain = found.get(FORMATS[-1]) or next(iter(found.values()))
    return Picture(
        sources, _address(photo, plain[-1]), photo.width, photo.height, str(photo.alt), photo.colour,
        str(photo.credit), photo.focus, photo.uuid,
    )  # fmt: skip


def _up_to(width: int, srcset: str) -> str:
    """The candidates of the srcset that are no wider, or its narrowest where all are."""
    candidates = srcset.split(", ")
    fitting = [one for one in candidates if int(one.rsplit(" ", 1)[1].removesuffix("w")) <= width]
    return ", ".join(fitting or candidates[:1])


def pictures(photos: Iterable[Photo]) -> list[Picture]:
    """Those of the photos that can be shown."""
    return [shown for photo in photos if (shown := picture(photo))]


def covers(albums: Iterable[int | None]) -> dict[int | None, Picture]:
    """The cover of each of these albums that has one, by the album's key: one query, or none for no album."""
    return _by("album_id", Photo.objects.covers_of(albums))


def sketches(albums: Iterable[int | None]) -> dict[int | None, Picture]:
    """The sketch of the way to the gate in each of these albums that has one: one query, or none for no album."""
    return _by("album_id", Photo.objects.sketches_of(albums))


def gallery(albums: Iterable[int | None]) -> list[Picture]:
    """All pictures of these albums, those of the first album first: one query, or none for no album."""
    return pictures(Photo.objects.gallery_of(albums))


def enterprise_covers(enterprises: Iterable[int]) -> dict[int, Picture]:
    """The cover of each of these enterprises: its own first photo, or else a site's or a tour's. One query."""
    return _by("tenant", Photo.objects.covers_of_enterprises(enterprises))


def region_covers(regions: Iterable[int]) -> dict[int, Picture]:
    """The picture of each of these regions: that of one of its enterprises. One query, or none for no region."""
    return _by("tenant", Photo.objects.covers_of_regions(regions))


def _by(key: str, photos: Iterable[Photo]) -> dict[Any, Picture]:
    return {getattr(photo, key): shown for photo in photos if (shown := picture(photo))}


def thumbnail(photo: Photo, *, at_least: int = 0) -> str | None:
    """The address of the photo's smallest WebP of this width or more, or else its largest; nothing until it is made."""
    found = sorted((one for one in photo.renditions if one["format"] == FORMATS[-1]), key=lambda one: one["width"])
    wide = [one for one in found if one["width"] >= at_least] or found[-1:]
    return _address(photo, wide[0]) if wide else None


def _srcset(photo: Photo, renditions: list[dict[str, Any]]) -> str:
    return ", ".join(f"{_address(photo, one)} {one['width']}w" for one in renditions)


def _address(photo: Photo, rendition: dict[str, Any]) -> str:
    """Where the rendition is served; what it shows never changes, but it may be taken down."""
    return reverse("photo_file", args=[photo.uuid, rendition["width"], rendition["format"]])
