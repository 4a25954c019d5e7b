"""Albums of things that have photos: made once they are wanted, and removed with the thing."""

from typing import Any

from accelerator.base.common.transactions import atomic
from regions.enterprises.models import Album, Enterprise
from regions.enterprises.services.photos import delete_photo


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
        delete_photo(photo=photo)
    album.delete()
    owner.album = None
