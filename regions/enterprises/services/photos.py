"""Photos of an enterprise: taken in, described, put in order, removed."""

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
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.services.photo_files import file_name, remove_files, store

PHOTOS_MAX = 40
PHOTO_REMOVED = "enterprises.photo_removed"


class TooManyPhotos(Refusal):
    """The enterprise shows as many photos as it may."""

    def __init__(self) -> None:
        super().__init__(_("There are already %(n)s photos. Remove one to make room.") % {"n": PHOTOS_MAX})


def add_photo(*, enterprise: Enterprise, picture: CleanPicture, alt: I18nText, uploaded_by: Any) -> Photo:
    """Store a clean picture as the enterprise's last photo; its renditions follow.

    Raises TooManyPhotos, or MediaNotWritable when the disk takes nothing.
    """
    photo = Photo(
        enterprise=enterprise, alt=alt, width=picture.width, height=picture.height, colour=picture.colour,
        uploaded_by=uploaded_by,
    )  # fmt: skip
    photo.file.name = store(file_name(photo, "webp"), picture.content)
    try:
        with transaction.atomic():
            Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
            if enterprise.photos.count() >= PHOTOS_MAX:
                raise TooManyPhotos
            last = enterprise.photos.aggregate(last=Max("position"))["last"]
            photo.position = 0 if last is None else last + 1
            photo.save()
            ring("enterprises.make_renditions", photo_id=photo.pk)
    except Exception:
        remove_files([photo.file.name])
        raise
    return photo


def describe_photo(*, photo: Photo, alt: I18nText) -> None:
    """Say anew what the photo shows."""
    photo.alt = alt
    photo.save(update_fields=["alt"])


@atomic
def place_photo(*, photo: Photo, place: int) -> None:
    """Make the photo the enterprise's `place`-th, from 1; a number past either end means that end."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=photo.enterprise_id)
    photos = list(Photo.objects.filter(enterprise=photo.enterprise_id).exclude(pk=photo.pk).in_order())
    index = min(max(place - 1, 0), len(photos))
    photos.insert(index, photo)
    for position, one in enumerate(photos):
        one.position = position
    Photo.objects.bulk_update(photos, ["position"])


def shift_photo(*, photo: Photo, by: int) -> None:
    """Move the photo some places towards the end, or towards the beginning when `by` is negative."""
    with transaction.atomic():
        Enterprise.objects.select_for_update(no_key=True).get(pk=photo.enterprise_id)
        order = list(Photo.objects.filter(enterprise=photo.enterprise_id).in_order().values_list("pk", flat=True))
        place_photo(photo=photo, place=order.index(photo.pk) + 1 + by)


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
