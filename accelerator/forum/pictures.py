"""Pictures of a forum: its own photos, or else those of its site and host."""

from collections.abc import Sequence

from accelerator.forum.queries import AnyForum
from regions.enterprises.pictures import Picture, covers, enterprise_covers, gallery


def forum_pictures(forum: AnyForum) -> list[Picture]:
    """The pictures of a forum that was read `with_place`: its own, its site's and its host's; at most two queries."""
    photos = gallery(_albums(forum))
    if photos or forum.site is None:
        return photos
    return list(enterprise_covers([forum.site.enterprise_id]).values())


def forum_covers(forums: Sequence[AnyForum]) -> dict[int, Picture]:
    """The first picture of each forum, by the forum's key; at most two queries."""
    albums = {forum.pk: _albums(forum) for forum in forums}
    own = covers(album for ids in albums.values() for album in ids)
    hosts = enterprise_covers({forum.site.enterprise_id for forum in forums if forum.site})
    shown = {
        forum.pk: next((own[album] for album in albums[forum.pk] if album in own), None)
        or (hosts.get(forum.site.enterprise_id) if forum.site else None)
        for forum in forums
    }
    return {forum: picture for forum, picture in shown.items() if picture}


def _albums(forum: AnyForum) -> list[int | None]:
    """Its own, its site's and its host's."""
    site = forum.site
    return [forum.album_id, *((site.album_id, site.enterprise.album_id) if site else ())]
