"""Sessions of a draft, called directly: every way out."""

from datetime import time, timedelta

import pytest

from accelerator.base.common.versions import EditConflict
from accelerator.forum.errors import ForumArchived, PlaceGone
from accelerator.forum.models import Forum, Person, Role, Session
from accelerator.forum.services.people import Part
from accelerator.forum.services.sessions import create_session, delete_session, move_session, update_session
from tests.factories.forum import ForumFactory, HallFactory, PersonFactory, SessionFactory, TrackFactory
from tests.factories.tours import TourFactory
from tests.forum.drafts import DAY, values

pytestmark = pytest.mark.django_db
NEXT_DAY = DAY + timedelta(days=1)


def move(session: Session, **changes: object) -> Session:
    to = {"date": session.date, "hall": session.hall, "start_time": session.start_time, **changes}
    return move_session(session=session, expected_version=session.version, **to)


def test_session_that_moves_to_another_day_comes_last_there():
    forum = ForumFactory()
    moved = SessionFactory(forum=forum, position=1)
    for position in (1, 2):
        SessionFactory(forum=forum, date=NEXT_DAY, position=position)
    SessionFactory(date=NEXT_DAY, position=9)

    assert move(moved, date=NEXT_DAY).position == 3


def test_session_that_moves_within_its_day_keeps_its_position():
    forum = ForumFactory()
    moved = SessionFactory(forum=forum, position=1, minutes=30)
    SessionFactory(forum=forum, position=2)

    changed = move(moved, start_time=time(15))

    assert (changed.position, changed.start_time, changed.version) == (1, time(15), 2)


def test_session_that_is_taken_off_its_day_loses_its_hour_and_keeps_its_position():
    session = SessionFactory(start_time=time(10), position=4)

    changed = Session.objects.get(pk=move(session, date=None, start_time=time(10)).pk)

    assert (changed.date, changed.start_time, changed.position) == (None, None, 4)


@pytest.mark.parametrize("change", ["create", "update", "move", "delete"])
def test_session_of_an_archived_forum_is_closed(change: str):
    session = SessionFactory(forum__status=Forum.Status.ARCHIVED)

    with pytest.raises(ForumArchived):
        apply(change, session)
    assert list(Session.objects.values_list("pk", "version")) == [(session.pk, 1)]


@pytest.mark.parametrize("change", ["update", "move", "delete"])
def test_session_that_somebody_else_has_changed_is_left_alone(change: str):
    session = SessionFactory(version=2)

    with pytest.raises(EditConflict):
        apply(change, session, version=1)
    assert list(Session.objects.values_list("pk", "version")) == [(session.pk, 2)]


def apply(change: str, session: Session, version: int = 1) -> object:
    if change == "create":
        return create_session(forum=session.forum, values=values())
    if change == "update":
        return update_session(session=session, expected_version=version, values=values(), parts=())
    if change == "move":
        return move_session(session=session, expected_version=version, date=None, hall=None, start_time=None)
    return delete_session(session=session, expected_version=version)


@pytest.mark.parametrize(
    ("change", "gone"),
    [("create", "date"), ("create", "hall"), ("create", "track"),
     ("update", "date"), ("update", "hall"), ("update", "track"),
     ("move", "date"), ("move", "hall")],
)  # fmt: skip
def test_place_of_another_forum_or_of_none_is_refused(change: str, gone: str):
    session = SessionFactory()
    elsewhere = ForumFactory(starts_date=DAY + timedelta(days=9))
    place = {
        "date": {"date": elsewhere.starts_date},
        "hall": {"hall": HallFactory(forum=elsewhere)},
        "track": {"track": TrackFactory(forum=elsewhere)},
    }[gone]
    with pytest.raises(PlaceGone):
        if change == "create":
            create_session(forum=session.forum, values=values(**place))
        elif change == "update":
            update_session(session=session, expected_version=1, values=values(**place), parts=())
        else:
            move(session, **place)
    assert list(Session.objects.values_list("pk", "date", "version")) == [(session.pk, DAY, 1)]


def test_session_that_is_deleted_is_gone():
    session = SessionFactory()

    delete_session(session=session, expected_version=1)

    assert not Session.objects.exists()


def test_new_session_comes_last_on_its_day_or_where_it_is_put():
    forum = ForumFactory()
    SessionFactory(forum=forum, position=3)
    SessionFactory(forum=forum, date=NEXT_DAY, position=7)

    assert create_session(forum=forum, values=values()).position == 4
    assert create_session(forum=forum, values=values(position=2)).position == 2
    assert create_session(forum=ForumFactory(), values=values(date=None)).position == 1


@pytest.mark.parametrize(("date", "position"), [(DAY, 1), (NEXT_DAY, 6)])
def test_changed_session_keeps_its_position_on_its_day_only(date: object, position: int):
    forum = ForumFactory()
    session = SessionFactory(forum=forum, position=1)
    SessionFactory(forum=forum, position=3)
    SessionFactory(forum=forum, date=NEXT_DAY, position=5)

    changed = update_session(session=session, expected_version=1, values=values(date=date), parts=())

    assert (changed.position, changed.version) == (position, 2)


def test_tour_stays_only_with_a_session_that_is_one():
    tour = TourFactory()
    forum = ForumFactory()

    kept = create_session(forum=forum, values=values(kind=Session.Kind.TOUR, tour=tour))
    dropped = create_session(forum=forum, values=values(kind=Session.Kind.BREAK, tour=tour))

    assert (kept.tour, dropped.tour) == (tour, None)


def test_people_of_a_session_stand_in_order_once_each_role_and_names_become_people():
    forum, person = ForumFactory(), PersonFactory()
    parts = [
        Part(None, Role.MODERATOR, name="Пётр Иванов"),
        Part(person),
        Part(person),
        Part(person, Role.MODERATOR),
        Part(None, name="Пётр Иванов"),
    ]

    session = create_session(forum=forum, values=values(hall=HallFactory(forum=forum)), parts=parts)

    added = Person.objects.exclude(pk=person.pk).get()
    rows = session.roles.order_by("position").values_list("person", "role", "position")
    assert list(rows) == [
        (added.pk, Role.MODERATOR, 0),
        (person.pk, Role.SPEAKER, 1),
        (person.pk, Role.MODERATOR, 2),
        (added.pk, Role.SPEAKER, 3),
    ]


def test_people_of_a_changed_session_are_replaced():
    gone, stays, comes = PersonFactory(), PersonFactory(), PersonFactory()
    session = SessionFactory(speakers=[gone, stays])

    update_session(session=session, expected_version=1, values=values(), parts=[Part(comes), Part(stays)])

    assert list(session.roles.order_by("position").values_list("person", flat=True)) == [comes.pk, stays.pk]
