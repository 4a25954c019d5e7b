"""Share cards of forums, programmes and sessions."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accelerator.base.common.formats import days_until, local_date
from accelerator.base.common.sharing import Card, uuid_of
from accelerator.forum.models import Forum, Release
from accelerator.forum.pictures import forum_pictures
from accelerator.forum.programme.release import read_release
from accelerator.forum.programme.schema import Session
from accelerator.forum.queries import AnyForum
from regions.enterprises.pictures import Picture
from regions.enterprises.sharing import many_covers, shared_photo


def forum_card(forum: AnyForum, photos: Sequence[Picture] | None = None) -> Card:
    """The card of a forum's page; pass the photos where they have been read."""
    return Card("forum", str(forum.uuid), str(forum.shown.title), _when_and_where(forum), _pictures(forum, photos))


def programme_card(forum: AnyForum) -> Card:
    """The card of a released programme."""
    title = ": ".join((_("Programme"), str(forum.shown.title)))
    return Card("programme", str(forum.uuid), title, _when_and_where(forum), _pictures(forum))


def session_card(forum: AnyForum, session: Session) -> Card:
    """The card of a session: when it is and of which forum."""
    when = ", ".join(filter(None, (local_date(session.date), session.time_words)))
    key = f"{forum.uuid}.{session.uuid}"
    return Card("session", key, str(session.title), f"{when} · {forum.shown.title}", _pictures(forum))


def find_forum_card(key: str) -> Card | None:
    """The card of a forum that the public sees."""
    forum = _public(key)
    return forum_card(forum) if forum else None


def find_programme_card(key: str) -> Card | None:
    """The card of a programme that was released."""
    forum = _public(key)
    return programme_card(forum) if forum and Release.objects.last_of(forum) else None


def find_session_card(key: str) -> Card | None:
    """The card of a session of the last release; the key is the forum's UUID, a point and the session's."""
    forum_key, _point, uuid = key.partition(".")
    forum = _public(forum_key)
    release = Release.objects.last_of(forum) if forum else None
    if forum is None or release is None:
        return None
    session = read_release(release).find(uuid)
    return session_card(forum, session) if session else None


def _public(key: str) -> Forum | None:
    return Forum.objects.published().with_place().filter(uuid=uuid_of(key)).first()


def _when_and_where(forum: AnyForum) -> str:
    shown = forum.shown
    return " · ".join(filter(None, (days_until(shown.starts_date, shown.ends_date), str(shown.place.city))))


def _pictures(forum: AnyForum, photos: Sequence[Picture] | None = None) -> tuple[str, ...]:
    """The forum's first photo, or the enterprise that is the host, or several subjects."""
    if photos is None:
        photos = forum_pictures(forum)
    if photos:
        return (shared_photo(photos[0]),)
    return (forum.site.enterprise.drawn_cover.svg(),) if forum.site else many_covers(forum.slug)
