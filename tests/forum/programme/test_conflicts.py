"""Conflicts that no page shows by itself: people at two forums at once, and what each kind of session needs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accelerator.forum.models import Forum, Session
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from tests.factories.forum import ForumFactory, HallFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 4, 6)
WEST, EAST = "Europe/Kaliningrad", "Asia/Kamchatka"


def elsewhere(forum: Forum) -> list[str]:
    return [str(one.text) for one in find_conflicts(read_draft(forum)) if one.key.startswith("elsewhere:")]


@pytest.mark.parametrize("away", [WEST, EAST])
def test_person_at_two_forums_is_found_over_a_midnight_between_their_zones(away: str):
    here = EAST if away == WEST else WEST
    moment = datetime.combine(DAY, time(23), tzinfo=ZoneInfo(WEST))
    person = PersonFactory()
    for zone in (here, away):
        local = moment.astimezone(ZoneInfo(zone))
        forum = ForumFactory(timezone=zone, starts_date=local.date())
        SessionFactory(forum=forum, start_time=local.time(), minutes=30, speakers=[person])
    forums = {forum.timezone: forum for forum in Forum.objects.all()}
    assert forums[here].starts_date != forums[away].starts_date

    assert len(elsewhere(forums[here])) == 1
    assert len(elsewhere(forums[away])) == 1


@pytest.mark.parametrize(
    ("after_minutes", "is_conflict"), [(-61, False), (-60, False), (-59, True), (0, True), (59, True), (60, False)]
)
def test_person_at_two_forums_one_after_the_other_is_in_nobodys_way(after_minutes: int, is_conflict: bool):
    person = PersonFactory()
    one = SessionFactory(start_time=time(12), minutes=60, speakers=[person])
    start = (datetime.combine(DAY, time(12)) + timedelta(minutes=after_minutes)).time()
    SessionFactory(start_time=start, minutes=60, speakers=[person])

    assert bool(elsewhere(one.forum)) is is_conflict


@pytest.mark.parametrize(
    "changes",
    [
        {"forum__status": Forum.Status.ARCHIVED},
        {"status": Session.Status.CANCELLED},
        {"start_time": None},
        {"speakers": []},
    ],
)
def test_what_does_not_take_place_elsewhere_is_in_nobodys_way(changes: dict):
    person = PersonFactory()
    one = SessionFactory(start_time=time(12), speakers=[person])
    SessionFactory(**{"start_time": time(12), "speakers": [person], **changes})

    assert elsewhere(one.forum) == []


def test_two_people_of_one_session_elsewhere_are_named_once_each():
    people = [PersonFactory(), PersonFactory()]
    one = SessionFactory(start_time=time(12), speakers=people)
    SessionFactory(start_time=time(12, 30), speakers=people)

    found = elsewhere(one.forum)
    assert len(found) == 2
    assert all("30" in text for text in found)


def test_person_elsewhere_is_named_for_their_own_sessions_alone():
    person = PersonFactory()
    one = SessionFactory(start_time=time(12), speakers=[person])
    SessionFactory(forum=one.forum, start_time=time(12), speakers=[PersonFactory()])
    SessionFactory(start_time=time(12), speakers=[person])

    [text] = elsewhere(one.forum)
    assert f"“{one.title['en']}”" in text or f"«{one.title['ru']}»" in text


def test_person_elsewhere_is_found_on_every_day_of_the_forum():
    person, last = PersonFactory(), DAY + timedelta(days=4)
    forum = ForumFactory(starts_date=DAY, ends_date=last)
    for day in (DAY, last):
        SessionFactory(forum=forum, date=day, start_time=time(12), speakers=[person])
        SessionFactory(forum__starts_date=day, start_time=time(12), speakers=[person])

    assert len(elsewhere(forum)) == 2


def test_what_blocks_a_release_comes_first():
    forum = ForumFactory()
    SessionFactory(forum=forum, start_time=time(12), title={"ru": "Без перевода"})
    SessionFactory(forum=forum, hall=HallFactory(forum=forum), start_time=time(23, 30), minutes=60)

    assert [one.blocking for one in find_conflicts(read_draft(forum))] == [True, False]


def test_sessions_without_a_hall_are_in_nobodys_way():
    forum = ForumFactory()
    for _number in range(2):
        SessionFactory(forum=forum, hall=None, start_time=time(12))

    assert find_conflicts(read_draft(forum)) == []


def keys(forum: Forum) -> list[str]:
    """The kinds of what stands in the way of a release, but for sessions that leave their day."""
    found = (one.key.partition(":")[0] for one in find_conflicts(read_draft(forum, unplaced=True)) if one.blocking)
    return sorted(kind for kind in found if kind != "day")


@pytest.mark.parametrize(
    ("starts", "minutes", "met"),
    [
        (time(23), 180, ["hall", "person"]),  # until 02:00
        (time(23), 91, ["hall", "person"]),  # until 00:31
        (time(23), 90, []),  # until 00:30, when the next begins
        (time(12), 60, []),
    ],
)
def test_a_night_goes_on_after_midnight(starts: time, minutes: int, met: list[str]):
    hall, person = HallFactory(), PersonFactory()
    night = {"hall": hall, "forum": hall.forum, "speakers": [person]}
    SessionFactory(start_time=starts, minutes=minutes, **night)
    SessionFactory(date=hall.forum.starts_date + timedelta(days=1), start_time=time(0, 30), minutes=60, **night)
    assert keys(hall.forum) == met


def test_the_hour_that_clocks_repeat_lasts_twice_as_long():
    """What ends at the second 02:30 of 31 October 2027 in Berlin meets what begins at the first 02:00."""
    forum = ForumFactory(timezone="Europe/Berlin", starts_date=date(2027, 10, 31), ends_date=date(2027, 10, 31))
    hall = HallFactory(forum=forum)
    SessionFactory(forum=forum, hall=hall, start_time=time(1, 30), minutes=120)  # until 02:30, the second one
    SessionFactory(forum=forum, hall=hall, start_time=time(2), minutes=15)  # the first one
    SessionFactory(forum=forum, hall=hall, start_time=time(3), minutes=15)
    assert keys(forum) == ["hall"]


def test_hall_is_missed_once_there_is_a_time():
    session = SessionFactory(kind=Session.Kind.DISCUSSION, start_time=None, hall=None, speakers=[PersonFactory()])

    assert find_conflicts(read_draft(session.forum)) == []


@pytest.mark.parametrize("kind", Session.Kind.values)
def test_halls_and_people_are_missed_where_somebody_speaks(kind: str):
    session = SessionFactory(kind=kind, start_time=time(10), hall=None)

    missing = {one.key.split(":")[0] for one in find_conflicts(read_draft(session.forum))} - {"tour", "untranslated"}

    assert missing == (set() if kind in ("tour", "break") else {"hall-missing", "people-missing"})
