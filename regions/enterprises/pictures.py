"""A photo as a page shows it: addresses of its renditions, the best format first, with sizes known beforehand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, QuerySet, TextField
from django.urls import reverse

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import Prepared, prepared
from regions.enterprises.image_child import SMALL_WIDTH
from regions.enterprises.models import Photo, focus_classes

FORMATS = ("avif", "webp")  # as browsers should choose; the last is also what an <img> alone shows
MEDIA_TYPES = {name: f"image/{name}" for name in FORMATS}


@dataclass(frozen=True, slots=True)
class Picture:
    """What `enterprises/_photo.jinja` prints."""

    sources: tuple[tuple[str, str], ...]  # (media type, srcset)
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
        sources = tuple((media_type, _up_to(SMALL_WIDTH, srcset)) for media_type, srcset in self.sources)
        return replace(self, sources=sources, address=sources[-1][1].rsplit(", ", 1)[-1].split(" ")[0])


class PhotoRow(NamedTuple):
    """The columns of a photo that make its picture, and whose it is: an album's, an enterprise's or a region's key."""

    whose: int
    uuid: UUID
    renditions: list[dict[str, Any]]
    width: int
    height: int
    alt: I18nText
    colour: str
    credit: I18nText
    focus_x: int
    focus_y: int

    @property
    def focus(self) -> str:
        """As `Photo.focus`."""
        return focus_classes(self.focus_x, self.focus_y)


def picture(photo: Photo | PhotoRow) -> Picture | None:
    """The photo's picture, or nothing while no rendition is there."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rendition in sorted(photo.renditions, key=lambda one: one["width"]):
        found.setdefault(rendition["format"], []).append(rendition)
    if not found:
        return None
    sources = tuple((MEDIA_TYPES[name], _srcset(photo.uuid, found[name])) for name in FORMATS if name in found)
    plain = found.get(FORMATS[-1]) or next(iter(found.values()))
    return Picture(
        sources, _address(photo.uuid, plain[-1]), photo.width, photo.height, str(photo.alt), photo.colour,
        str(photo.credit), photo.focus, photo.uuid,
    )  # fmt: skip


def _up_to(width: int, srcset: str) -> str:
    """The candidates of the srcset that are no wider, or its narrowest where all are."""
    candidates = srcset.split(", ")
    fitting = [one for one in candidates if int(one.rsplit(" ", 1)[1].removesuffix("w")) <= width]
    return ", ".join(fitting or candidates[:1])


def pictures(photos: Iterable[Photo | PhotoRow]) -> list[Picture]:
    """Those of the photos that can be shown."""
    return [shown for photo in photos if (shown := picture(photo))]


def covers(albums: Iterable[int | None]) -> dict[int | None, Picture]:
    """The cover of each of these albums that has one, by the album's key: one query, or none for no album."""
    return _by_whose(_covers_of, albums)


def sketches(albums: Iterable[int | None]) -> dict[int | None, Picture]:
    """The sketch of the way to the gate in each of these albums that has one: one query, or none for no album."""
    return _by_whose(_sketches_of, albums)


def gallery(albums: Iterable[int | None]) -> list[Picture]:
    """All pictures of these albums, those of the first album first: one query, or none for no album."""
    return pictures(_read(_gallery_of, albums))


def enterprise_covers(enterprises: Iterable[int]) -> dict[int, Picture]:
    """The cover of each of these enterprises: its own first photo, or else a site's or a tour's. One query."""
    return _by_whose(_covers_of_enterprises, enterprises)


def some_covers(seed: str, limit: int) -> list[Picture]:
    """Return so many covers of what the public sees, always the same for the same seed. One query."""
    return pictures(_some_covers(limit, seed=seed))


def region_covers(regions: Iterable[int]) -> dict[int, Picture]:
    """The picture of each of these regions: that of one of its enterprises. One query, or none for no region."""
    return _by_whose(_covers_of_regions, regions)


_OF_MANY = prepared(PhotoRow, ids=ArrayField(BigIntegerField()))


@_OF_MANY
def _covers_of(the: Any) -> QuerySet:
    return Photo.objects.covers_of(the.ids).annotate(whose=F("album"))


@_OF_MANY
def _sketches_of(the: Any) -> QuerySet:
    return Photo.objects.sketches_of(the.ids).annotate(whose=F("album"))


@_OF_MANY
def _gallery_of(the: Any) -> QuerySet:
    return Photo.objects.gallery_of(the.ids).annotate(whose=F("album"))


@_OF_MANY
def _covers_of_enterprises(the: Any) -> QuerySet:
    return Photo.objects.covers_of_enterprises(the.ids)


@_OF_MANY
def _covers_of_regions(the: Any) -> QuerySet:
    return Photo.objects.covers_of_regions(the.ids)


@prepared(PhotoRow, seed=TextField())
def _some_covers(the: Any, limit: int) -> QuerySet:
    return Photo.objects.some_covers(the.seed).annotate(whose=F("album"))[:limit]


def _read(photos: Prepared[PhotoRow], ids: Iterable[int | None]) -> list[PhotoRow]:
    known = [one for one in dict.fromkeys(ids) if one is not None]
    return photos(ids=known) if known else []


def _by_whose(photos: Prepared[PhotoRow], ids: Iterable[int | None]) -> dict[Any, Picture]:
    return {photo.whose: shown for photo in _read(photos, ids) if (shown := picture(photo))}


def thumbnail(photo: Photo, *, at_least: int = 0) -> str | None:
    """The address of the photo's smallest WebP of this width or more, or else its largest; nothing until it is made."""
    found = sorted((one for one in photo.renditions if one["format"] == FORMATS[-1]), key=lambda one: one["width"])
    wide = [one for one in found if one["width"] >= at_least] or found[-1:]
    return _address(photo.uuid, wide[0]) if wide else None


def _srcset(photo: UUID, renditions: list[dict[str, Any]]) -> str:
    return ", ".join(f"{_address(photo, one)} {one['width']}w" for one in renditions)


def _address(photo: UUID, rendition: dict[str, Any]) -> str:
    """Where the rendition is served; what it shows never changes, but it may be taken down."""
    return _addresses() % (photo, rendition["width"], rendition["format"])


@cache
def _addresses() -> str:
    """The address of every rendition: a page has hundreds of them."""
    some = UUID(int=0)
    return reverse("photo_file", args=[some, 0, "ending"]).replace(f"{some}/0.ending", "%s/%s.%s")
