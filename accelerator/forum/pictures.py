"""What a forum looks like: its own photos, or else those of the place that it meets at."""

from collections.abc import Sequence

from accelerator.forum.models import Forum
from regions.enterprises.pictures import Picture, covers, enterprise_covers, gallery


def forum_pictures(forum: Forum) -> list[Picture]:
    """The pictures of a forum that was read `with_place`: its own, its site's and its host's; at most two queries."""
    found = gallery(_albums(forum))
    if found or forum.site is None:
        return found
    return list(enterprise_covers([forum.site.enterprise_id]).values())


def forum_covers(forums: Sequence[Forum]) -> dict[int, Picture]:
    """The first of each of these forums' pictures, by the forum's key; at most two queries however many there are."""
    albums = {forum.pk: _albums(forum) for forum in forums}
    own = covers(album for found in albums.values() for album in found)
    hosts = enterprise_covers({forum.site.enterprise_id for forum in forums if forum.site})
    shown = {
        forum.pk: next((own[album] for album in albums[forum.pk] if album in own), None)
        or (hosts.get(forum.site.enterprise_id) if forum.site else None)
        for forum in forums
    }
    return {forum: picture for forum, picture in shown.items() if picture}


def _albums(forum: Forum) -> list[int | None]:
    """Its own, its site's and its host's."""
    site = forum.site
    return [forum.album_id, *((site.album_id, site.enterprise.album_id) if site else ())]
