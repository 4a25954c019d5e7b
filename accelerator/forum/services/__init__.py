"""Every change to forums, their people and programmes."""

from accelerator.forum.services.forums import (
    announce_forum,
    create_forum,
    delete_forum,
    title_day,
    update_forum,
)
from accelerator.forum.services.halls import (
    delete_hall,
    delete_track,
    save_hall,
    save_track,
)
from accelerator.forum.services.people import (
    ForumPart,
    delete_organisation,
    delete_person,
    save_organisation,
    save_person,
    set_forum_people,
)
from accelerator.forum.services.releases import release_programme
from accelerator.forum.services.sessions import (
    Part,
    create_session,
    delete_session,
    move_session,
    update_session,
)

__all__ = [
    "ForumPart",
    "Part",
    "announce_forum",
    "create_forum",
    "create_session",
    "delete_forum",
    "delete_hall",
    "delete_organisation",
    "delete_person",
    "delete_session",
    "delete_track",
    "move_session",
    "release_programme",
    "save_hall",
    "save_organisation",
    "save_person",
    "save_track",
    "set_forum_people",
    "title_day",
    "update_forum",
    "update_session",
]
