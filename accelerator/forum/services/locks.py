"""A forum's row is locked before whatever changes its programme, so that a release sees one state of it."""

from accelerator.forum.errors import ForumArchived
from accelerator.forum.models import Forum


def open_forum(forum: Forum) -> Forum:
    """The forum's row, locked; an archived forum's programme is closed."""
    locked = Forum.objects.locked(forum.pk)
    if locked.is_archived:
        raise ForumArchived
    return locked
