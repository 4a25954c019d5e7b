"""What another organizer removed between the form and the service is said in words, not by an error of the commit."""

from datetime import date, time

import pytest

from accelerator.forum.errors import PlaceGone
from accelerator.forum.models import Session
from accelerator.forum.services.sessions import create_session, move_session, update_session
from tests.factories.forum import ForumFactory, HallFactory, SessionFactory, TrackFactory
from tests.forum.drafts import DAY, values

pytestmark = pytest.mark.django_db

OTHER_DAY = date(2031, 1, 1)


def removed(row):
    type(row).objects.filter(pk=row.pk).delete()
    return row


@pytest.fixture
def forum():
    return ForumFactory(starts_date=DAY, ends_date=DAY)


@pytest.fixture
def places(forum):
    return {
        "day": {"date": OTHER_DAY},
        "hall": {"hall": removed(HallFactory(forum=forum))},
        "hall of another forum": {"hall": HallFactory()},
        "track": {"track": removed(TrackFactory(forum=forum))},
        "track of another forum": {"track": TrackFactory()},
    }


GONE = ["day", "hall", "hall of another forum", "track", "track of another forum"]


@pytest.mark.parametrize("what", GONE)
def test_a_new_session_in_a_place_that_is_gone(forum, places, what):
    with pytest.raises(PlaceGone):
        create_session(forum=forum, values=values(**places[what]))
    assert not Session.objects.filter(forum=forum).exists()


@pytest.mark.parametrize("what", GONE)
def test_a_session_changed_into_a_place_that_is_gone(forum, places, what):
    session = SessionFactory(forum=forum, date=DAY)
    with pytest.raises(PlaceGone):
        update_session(session=session, expected_version=session.version, values=values(**places[what]), parts=())


@pytest.mark.parametrize("what", ["day", "hall", "hall of another forum"])
def test_a_session_moved_to_a_place_that_is_gone(forum, places, what):
    session = SessionFactory(forum=forum, date=DAY)
    place = {"date": DAY, "hall": None, "start_time": time(10), **places[what]}
    with pytest.raises(PlaceGone):
        move_session(session=session, expected_version=session.version, **place)
