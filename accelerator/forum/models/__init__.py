"""What a forum is made of: its days and halls, its people, its sessions and the releases of its programme."""

from accelerator.forum.models.forums import Colour, Day, Forum, Hall, Place, ShownForum, Track
from accelerator.forum.models.people import Organisation, Person, PersonPost
from accelerator.forum.models.programme import (
    ForumPerson,
    Release,
    ReleaseAuthor,
    Role,
    Session,
    SessionLanguage,
    SessionRole,
)

__all__ = [
    "Colour",
    "Day",
    "Forum",
    "ForumPerson",
    "Hall",
    "Organisation",
    "Person",
    "PersonPost",
    "Place",
    "Release",
    "ReleaseAuthor",
    "Role",
    "Session",
    "SessionLanguage",
    "SessionRole",
    "ShownForum",
    "Track",
]
