"""What a shared link shows of a forum, of its programme and of a session."""

from django.utils.translation import gettext as _

from accelerator.common.sharing import Card, uuid_of
from accelerator.common.templatetags.portal import days_until, local_date
from accelerator.forum.models import Forum, Release
from accelerator.forum.programme import Talk, read_programme
from regions.enterprises.pictures import covers
from regions.enterprises.sharing import many_covers, shared_photo


def forum_card(forum: Forum) -> Card:
    """The card of a forum's page."""
    return Card("forum", str(forum.uuid), str(forum.shown.title), _when_and_where(forum), _pictures(forum))


def programme_card(forum: Forum) -> Card:
    """The card of a released programme."""
    title = ": ".join((_("Programme"), str(forum.shown.title)))
    return Card("programme", str(forum.uuid), title, _when_and_where(forum), _pictures(forum))


def session_card(forum: Forum, talk: Talk) -> Card:
    """The card of a session: when it is and of which forum."""
    when = ", ".join(filter(None, (local_date(talk.date), talk.time_words)))
    key = f"{forum.uuid}.{talk.uuid}"
    return Card("session", key, str(talk.title), f"{when} · {forum.shown.title}", _pictures(forum))


def find_forum_card(key: str) -> Card | None:
    """The card of a forum that the public sees."""
    forum = _public(key)
    return forum_card(forum) if forum else None


def find_programme_card(key: str) -> Card | None:
    """The card of a programme that was released."""
    forum = _public(key)
    return programme_card(forum) if forum and Release.objects.last_of(forum) else None


def find_session_card(key: str) -> Card | None:
    """The card of a session of the last release; the key is the forum's UUID, a point and its own."""
    forum_key, _point, uuid = key.partition(".")
    forum = _public(forum_key)
    release = Release.objects.last_of(forum) if forum else None
    if forum is None or release is None:
        return None
    talk = next((talk for talk in read_programme(release.snapshot).talks if talk.uuid == uuid), None)
    return session_card(forum, talk) if talk else None


def _public(key: str) -> Forum | None:
    return Forum.objects.published().with_place().filter(uuid=uuid_of(key)).first()


def _when_and_where(forum: Forum) -> str:
    shown = forum.shown
    return " · ".join(filter(None, (days_until(shown.starts_date, shown.ends_date), str(shown.place.city))))


def _pictures(forum: Forum) -> tuple[str, ...]:
    """The forum's own photo, or its site's, or its host's; else the host's drawn cover, or several subjects."""
    site = forum.site
    albums = [forum.album_id, *((site.album_id, site.enterprise.album_id) if site else ())]
    photos = covers(albums)
    if found := next((photos[album] for album in albums if album in photos), None):
        return (shared_photo(found),)
    return (site.enterprise.drawn_cover.svg(),) if site else many_covers(forum.slug)
