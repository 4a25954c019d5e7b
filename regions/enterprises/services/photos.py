"""Photos of an album: taken in, described, put in order, moved to another album, removed."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accelerator.common import erasures
from accelerator.common.bells import ring
from accelerator.common.errors import Refusal
from accelerator.common.i18n import I18nText
from accelerator.common.transactions import atomic
from regions.enterprises.images import CleanPicture
from regions.enterprises.models import Album, Photo
from regions.enterprises.services.photo_files import file_name, remove_files, store

PHOTOS_MAX = 40  # in an album
CENTRE = (50, 50)
PHOTO_REMOVED = "enterprises.photo_removed"


class TooManyPhotos(Refusal):
    """The album holds as many photos as it may."""

    def __init__(self) -> None:
        super().__init__(_("There are already %(n)s photos. Remove one to make room.") % {"n": PHOTOS_MAX})


def add_photo(
    *,
    album: Album,
    picture: CleanPicture,
    alt: I18nText,
    uploaded_by: Any,
    credit: I18nText | None = None,
    focus: tuple[int, int] = CENTRE,
) -> Photo:
    """Store a clean picture as the album's last photo; its renditions follow.

    Raises TooManyPhotos, or MediaNotWritable when the disk takes nothing.
    """
    photo = Photo(
        album=album,
        alt=alt,
        credit=credit or I18nText(),
        focus_x=focus[0],
        focus_y=focus[1],
        width=picture.width,
        height=picture.height,
        colour=picture.colour,
        uploaded_by=uploaded_by,
    )
    photo.file.name = store(file_name(photo, "webp"), picture.content)
    try:
        with transaction.atomic():
            _lock(album.pk)
            if album.photos.count() >= PHOTOS_MAX:
                raise TooManyPhotos
            last = album.photos.aggregate(last=Max("position"))["last"]
            photo.position = 0 if last is None else last + 1
            photo.save()
            ring("enterprises.make_renditions", photo_id=photo.pk)
    except Exception:
        remove_files([photo.file.name])
        raise
    return photo


def describe_photo(
    *, photo: Photo, alt: I18nText, credit: I18nText | None = None, focus: tuple[int, int] | None = None
) -> None:
    """Say anew what the photo shows; and whose it is and what must stay in sight, where these are given."""
    photo.alt = alt
    changed = ["alt"]
    if credit is not None:
        photo.credit = credit
        changed.append("credit")
    if focus is not None:
        photo.focus_x, photo.focus_y = focus
        changed += ["focus_x", "focus_y"]
    photo.save(update_fields=changed)


def last_credit(album_id: int | None) -> I18nText:
    """Return what the latest photo of the album says of its author: the next one is likely to be the same's."""
    latest = Photo.objects.filter(album=album_id).order_by("-pk").values_list("credit", flat=True)
    return I18nText(latest.first() or {})


@atomic
def place_photo(*, photo: Photo, place: int) -> None:
    """Make the photo the album's `place`-th, from 1; a number past either end means that end."""
    _lock(photo.album_id)
    photos = list(Photo.objects.filter(album=photo.album_id).exclude(pk=photo.pk).in_order())
    index = min(max(place - 1, 0), len(photos))
    photos.insert(index, photo)
    for position, one in enumerate(photos):
        one.position = position
    Photo.objects.bulk_update(photos, ["position"])


def shift_photo(*, photo: Photo, by: int) -> None:
    """Move the photo some places towards the end, or towards the beginning when `by` is negative."""
    with transaction.atomic():
        _lock(photo.album_id)
        order = list(Photo.objects.filter(album=photo.album_id).in_order().values_list("pk", flat=True))
        place_photo(photo=photo, place=order.index(photo.pk) + 1 + by)


@atomic
def move_photo(*, photo: Photo, to: Album) -> None:
    """Make the photo the last of another album of the same tenant.

    Raises TooManyPhotos, or LookupError for an album of another tenant, which no page offers.
    """
    _lock(*sorted({photo.album_id, to.pk}))
    albums = Album.objects.in_bulk([photo.album_id, to.pk])
    if albums[photo.album_id].enterprise_id != albums[to.pk].enterprise_id:
        raise LookupError("the album belongs to another tenant")
    if photo.album_id == to.pk:
        return
    if to.photos.count() >= PHOTOS_MAX:
        raise TooManyPhotos
    last = to.photos.aggregate(last=Max("position"))["last"]
    photo.album, photo.position = to, 0 if last is None else last + 1
    photo.shows_way = False  # the way leads to where it was
    photo.save(update_fields=["album", "position", "shows_way"])


@atomic
def show_way(*, photo: Photo, shown: bool) -> None:
    """Make the photo its album's sketch of the way to the gate, in place of the one that was; or a photo again."""
    _lock(photo.album_id)
    if shown:
        Photo.objects.filter(album=photo.album_id, shows_way=True).update(shows_way=False)
    photo.shows_way = shown
    photo.save(update_fields=["shows_way"])


@atomic
def delete_photo(*, photo: Photo) -> None:
    """Remove the photo; its files go once that is certain."""
    locked = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if locked is None:
        return
    names = [locked.file.name, *(one["file"] for one in locked.renditions)]
    locked.delete()
    erasures.record(PHOTO_REMOVED, [photo.uuid])
    transaction.on_commit(partial(remove_files, names), robust=True)


def delete_photo_again(uuid: UUID, _at: datetime) -> bool:
    """Remove a photo that a restore has brought back; whether it was there."""
    photo = Photo.objects.filter(uuid=uuid).first()
    if photo is not None:
        delete_photo(photo=photo)
    return photo is not None


def _lock(*albums: int) -> None:
    """Keep everybody else from changing which photos stand in these albums, and in which order."""
    list(Album.objects.select_for_update(no_key=True).filter(pk__in=albums).order_by("pk"))
