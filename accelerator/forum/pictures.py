"""What a forum looks like: its own photos, or else those of the place that it meets at."""

from accelerator.forum.models import Forum
from regions.enterprises.pictures import Picture, enterprise_covers, gallery


def forum_pictures(forum: Forum) -> list[Picture]:
    """The pictures of a forum that was read `with_place`: its own, its site's and its host's; at most two queries."""
    site = forum.site
    if site is None:
        return gallery([forum.album_id])
    found = gallery([forum.album_id, site.album_id, site.enterprise.album_id])
    return found or list(enterprise_covers([site.enterprise_id]).values())
