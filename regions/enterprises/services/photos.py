"""Albums of things that have photos, and their photos: added, described, put in order, moved, removed.

Two people may be at them at once: a photo's version counts what is said of it, its album's version the order.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accelerator.base.common import erasures
from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import ANY_VERSION, EditConflict, assign, lock_version, save_next_version
from accelerator.base.common.wakeup import notify_worker
from regions.enterprises.images import CleanPicture
from regions.enterprises.models import Album, Enterprise, Photo
from regions.enterprises.services.photo_files import file_name, remove_files, store

PHOTOS_MAX = 40  # in an album
CENTRE = (50, 50)
PHOTO_REMOVED = "enterprises.photo_removed"


class TooManyPhotos(Refusal):
    """The album holds as many photos as it may."""

    def __init__(self) -> None:
        super().__init__(_("There are already %(n)s photos. Remove one to make room.") % {"n": PHOTOS_MAX})


class OrderChanged(Refusal):
    """The photos do not stand as this person saw them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The photos have changed since you opened the page. They are shown here as they are now: do it "
                "again if you still need to."
            )
        )


@atomic
def album_of(owner: Any) -> Album:
    """Return the album of an enterprise, a site, a tour, a route or a forum, which is made if there is none."""
    rows = type(owner)._base_manager
    locked = rows.select_for_update(no_key=True, of=("self",)).select_related("album").get(pk=owner.pk)
    if locked.album is None:
        locked.album = Album.objects.create(enterprise_id=tenant_of(locked))
        rows.filter(pk=locked.pk).update(album=locked.album)  # no version grows: it is not what people edit
    owner.album = locked.album
    return locked.album


def tenant_of(owner: Any) -> int | None:
    """Return the key of the enterprise to which the thing belongs; None for what organizers own."""
    return owner.pk if isinstance(owner, Enterprise) else getattr(owner, "enterprise_id", None)


def delete_album(*, owner: Any) -> None:
    """Remove the album of a thing that is about to be removed, with its photos and their files."""
    album = Album.objects.select_for_update().filter(pk=owner.album_id).first()
    if album is None:
        return
    for photo in album.photos.in_order():
        delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)
    album.delete()
    owner.album = None


def add_photo(
    *,
    album: Album,
    picture: CleanPicture,
    alt: I18nText,
    uploaded_by: Any,
    credit: I18nText | None = None,
    focus: tuple[int, int] = CENTRE,
    shows_way: bool = False,
) -> Photo:
    """Store a clean picture as the album's last photo, or as its sketch of the way; its renditions follow.

    Raises TooManyPhotos, MediaNotWritable when the disk takes nothing, or Gone with the album's owner.
    """
    photo = Photo(
        album=album,
        alt=alt,
        credit=credit,
        focus_x=focus[0],
        focus_y=focus[1],
        width=picture.width,
        height=picture.height,
        colour=picture.colour,
        shows_way=shows_way,
        uploaded_by=uploaded_by,
    )
    photo.file.name = store(file_name(photo, "webp"), picture.content)
    try:
        _append(photo)
    except Exception:
        remove_files([photo.file.name])
        raise
    return photo


@atomic
def _append(photo: Photo) -> None:
    _lock(photo.album_id)
    photo.position = _place_after(photo.album_id)
    if photo.shows_way:
        _take_over_way(photo.album_id)
    photo.save()
    notify_worker("enterprises.make_renditions", photo_id=photo.pk)


def _take_over_way(album_id: int) -> None:
    """Make the album's sketch, if it has one, a photo again: another one takes its part."""
    Photo.objects.filter(album=album_id, shows_way=True).update(shows_way=False, version=F("version") + 1)


def _place_after(album_id: int) -> int:
    """Behind all photos of the album, which is locked. Raises TooManyPhotos."""
    there = Photo.objects.filter(album=album_id)
    if there.count() >= PHOTOS_MAX:
        raise TooManyPhotos
    last = there.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@atomic
def edit_photo(
    *,
    photo: Photo,
    values: Mapping[str, Any],
    expected_version: int,
    to: Album | None = None,
    place: int | None = None,
    expected_order: int = 0,
) -> Photo:
    """Change what is said of the photo; then move it to another album of the tenant, or to another place in its own.

    All of it or nothing. Raises EditConflict, also for a place when the order is no longer the expected one;
    TooManyPhotos; Gone; or LookupError for an album of another tenant, which no page offers.
    """
    albums = _lock(photo.album_id, *([to.pk] if to else []))
    row = lock_version(Photo.objects.all(), photo.pk, expected_version)
    album = albums[photo.album_id]
    moves = to is not None and to.pk != album.pk
    if row.album_id != album.pk or (place is not None and not moves and album.version != expected_order):
        raise EditConflict(row)
    if values.get("shows_way") and not row.shows_way:
        _take_over_way(album.pk)
    assign(row, values)
    if to is not None and moves:
        _move(row, album, albums[to.pk])
    elif place is not None:
        _place(album, row, place)
    save_next_version(row)
    return row


def _move(photo: Photo, album: Album, to: Album) -> None:
    if album.enterprise_id != to.enterprise_id:
        raise LookupError("the album belongs to another tenant")
    photo.album, photo.position = to, _place_after(to.pk)
    photo.shows_way = False  # the way leads to where it was
    save_next_version(album)


def last_credit(album_id: int | None) -> I18nText:
    """Return what the latest photo of the album says of its author: the next one is likely to be the same's."""
    latest = Photo.objects.filter(album=album_id).order_by("-pk").values_list("credit", flat=True)
    return I18nText(latest.first() or {})


@atomic
def place_photo(*, photo: Photo, place: int, expected_order: int) -> None:
    """Make the photo the album's `place`-th, from 1; a number past either end means that end. Raises OrderChanged."""
    _place(_lock_order(photo, expected_order), photo, place)


@atomic
def shift_photo(*, photo: Photo, by: int, expected_order: int) -> None:
    """Move the photo some places towards the end, or the beginning when `by` is negative. Raises OrderChanged."""
    album = _lock_order(photo, expected_order)
    order = list(album.photos.in_order().values_list("pk", flat=True))
    _place(album, photo, order.index(photo.pk) + 1 + by)


def _lock_order(photo: Photo, expected_order: int) -> Album:
    album = _lock(photo.album_id)[photo.album_id]
    if album.version != expected_order:
        raise OrderChanged
    return album


def _place(album: Album, photo: Photo, place: int) -> None:
    photos = list(album.photos.in_order().exclude(pk=photo.pk))
    photos.insert(min(max(place - 1, 0), len(photos)), photo)
    for position, one in enumerate(photos):
        one.position = position
    Photo.objects.bulk_update(photos, ["position"])
    save_next_version(album)


@atomic
def delete_photo(*, photo: Photo, expected_version: int, expected_order: int) -> None:
    """Remove the photo, and its files after the commit; nothing happens if it is gone already.

    Raises OrderChanged if it is not the version that was seen, or its album not the expected order.
    """
    albums = Album.objects.select_for_update(no_key=True).in_bulk([photo.album_id])
    locked = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if locked is None:
        return
    album = albums.get(locked.album_id)
    if expected_version not in (ANY_VERSION, locked.version):
        raise OrderChanged
    if expected_order not in (ANY_VERSION, album.version if album else None):
        raise OrderChanged
    names = [locked.file.name, *(one["file"] for one in locked.renditions)]
    locked.delete()
    if album is not None:
        save_next_version(album)
    erasures.record(PHOTO_REMOVED, [photo.uuid])
    transaction.on_commit(partial(remove_files, names), robust=True)


def delete_photo_again(uuid: UUID, _at: datetime) -> bool:
    """Remove a photo that a restore has brought back; whether it was there."""
    photo = Photo.objects.filter(uuid=uuid).first()
    if photo is not None:
        delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)
    return photo is not None


def _lock(*albums: int) -> dict[int, Album]:
    """Keep everybody else from changing which photos stand in these albums, and in which order."""
    rows = Album.objects.select_for_update(no_key=True).filter(pk__in=albums).order_by("pk")
    locked = {album.pk: album for album in rows}
    if missing := set(albums) - locked.keys():
        raise Album.DoesNotExist(f"gone: {missing}")
    return locked
