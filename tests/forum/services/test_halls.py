"""Halls and tracks, called directly: every way out."""

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.transactions import Gone
from accelerator.base.common.versions import EditConflict
from accelerator.forum.errors import ForumArchived
from accelerator.forum.models import Forum, Hall, Session, Track
from accelerator.forum.services.halls import delete_hall, delete_track, save_hall, save_track
from tests.factories.forum import ForumFactory, HallFactory, SessionFactory, TrackFactory

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize(
    ("kind", "factory", "save", "delete"),
    [
        ("hall", HallFactory, save_hall, delete_hall),
        ("track", TrackFactory, save_track, delete_track),
    ],
    ids=["hall", "track"],
)  # fmt: skip
NAME = I18nText(ru="Люди", en="People")


@KINDS
def test_row_comes_last_and_keeps_its_place(kind, factory, save, delete):
    forum = ForumFactory()
    factory(position=9)
    first = save(forum=forum, values={"name": NAME})
    second = save(forum=forum, values={"name": NAME})
    assert [row.position for row in (first, second)] == [1, 2]

    changed = save(forum=forum, **{kind: first}, expected_version=1, values={"name": I18nText(ru="Иное")})

    assert (changed.position, changed.version, changed.name) == (1, 2, {"ru": "Иное"})


@KINDS
def test_row_that_somebody_else_has_changed_or_of_another_forum_is_left_alone(kind, factory, save, delete):
    row = factory(version=2)

    with pytest.raises(EditConflict):
        save(forum=row.forum, **{kind: row}, expected_version=1, values={"name": NAME})
    with pytest.raises(Gone):
        save(forum=ForumFactory(), **{kind: row}, expected_version=2, values={"name": NAME})
    session = SessionFactory(**{"forum": row.forum, "hall": None, kind: row})
    delete(forum=ForumFactory(), **{kind: row})
    assert type(row).objects.filter(pk=row.pk).exists()
    assert getattr(Session.objects.get(), kind) == row
    assert Session.objects.get().version == session.version


@KINDS
def test_archived_forum_is_closed(kind, factory, save, delete):
    row = factory(forum__status=Forum.Status.ARCHIVED)

    with pytest.raises(ForumArchived):
        save(forum=row.forum, values={"name": NAME})
    with pytest.raises(ForumArchived):
        delete(forum=row.forum, **{kind: row})
    assert list(type(row).objects.all()) == [row]


def test_hall_that_goes_leaves_its_sessions_and_those_of_others():
    session, other = SessionFactory(), SessionFactory()
    kept = SessionFactory(forum=session.forum)

    delete_hall(forum=session.forum, hall=session.hall)

    rows = {row.pk: (row.hall_id, row.version) for row in Session.objects.all()}
    assert rows == {session.pk: (None, 2), other.pk: (other.hall_id, 1), kept.pk: (kept.hall_id, 1)}
    assert not Hall.objects.filter(pk=session.hall_id).exists()


def test_track_that_goes_leaves_its_sessions():
    track = TrackFactory()
    kept = TrackFactory(forum=track.forum)
    session = SessionFactory(forum=track.forum, track=track)

    delete_track(forum=track.forum, track=track)

    assert Session.objects.get(pk=session.pk).track is None
    assert list(Track.objects.all()) == [kept]


def test_tracks_have_addresses_of_their_own_within_a_forum():
    forum = ForumFactory()

    slugs = [save_track(forum=forum, values={"name": NAME}).slug for _number in range(3)]

    assert slugs == ["people", "people-2", "people-3"]
    assert save_track(forum=ForumFactory(), values={"name": NAME}).slug == "people"
    assert save_track(forum=forum, values={"name": I18nText(ru="Цех")}).slug == "tseh"
    assert save_track(forum=forum, values={"name": I18nText(ru="!")}).slug == "track"
