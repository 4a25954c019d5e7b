"""What organizers' changes do to forums, sessions, halls and people, and what they may not do."""

from datetime import time, timedelta

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import SlugTaken, find_moved
from accelerator.base.common.versions import EditConflict
from accelerator.forum.errors import (
    DaysInUse,
    ForumArchived,
    ForumReleased,
    OrganisationInUse,
    PersonInUse,
)
from accelerator.forum.models import Day, Forum, Hall, Organisation, Person, Session
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.forums import create_forum, delete_forum, update_forum
from accelerator.forum.services.halls import delete_hall, save_hall, save_track
from accelerator.forum.services.people import Part, delete_organisation, delete_person, save_person
from accelerator.forum.services.sessions import create_session, delete_session, move_session, update_session
from tests.factories.forum import (
    ForumFactory,
    ForumPersonFactory,
    HallFactory,
    OrganisationFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
)
from tests.factories.tours import TourFactory
from tests.forum.drafts import DAY, release, values

pytestmark = pytest.mark.django_db


# --- Forums -----------------------------------------------------------------------------------------------------------


def test_new_forum_has_its_days_and_an_address():
    forum = create_forum(
        values={
            "title": I18nText(ru="Открытый цех", en="Open Floor"),
            "starts_date": DAY,
            "ends_date": DAY + timedelta(2),
        }
    )
    assert forum.slug == "open-floor"
    assert list(forum.days.order_by("date").values_list("date", flat=True)) == [
        DAY,
        DAY + timedelta(1),
        DAY + timedelta(2),
    ]


def test_forum_that_moves_as_a_whole_takes_its_sessions_along():
    session = SessionFactory(start_time=time(10))
    forum = session.forum
    changed = update_forum(
        forum=forum, expected_version=1, slug=forum.slug,
        values={"title": forum.title, "starts_date": DAY + timedelta(1), "ends_date": DAY + timedelta(2)},
    )  # fmt: skip
    session.refresh_from_db()
    assert (session.date, session.version, changed.version) == (DAY + timedelta(1), 2, 2)
    assert set(Day.objects.filter(forum=forum).values_list("date", flat=True)) == {
        DAY + timedelta(1),
        DAY + timedelta(2),
    }


def test_forum_is_not_shortened_under_its_sessions():
    session = SessionFactory(date=DAY + timedelta(1))
    with pytest.raises(DaysInUse):
        update_forum(
            forum=session.forum, expected_version=1, slug=session.forum.slug,
            values={"title": session.forum.title, "starts_date": DAY, "ends_date": DAY},
        )  # fmt: skip
    assert Day.objects.filter(forum=session.forum).count() == 2


def test_new_address_of_a_forum_leaves_the_old_one_leading_to_it():
    forum = ForumFactory(slug="old")
    update_forum(
        forum=forum, expected_version=1, slug="new",
        values={"title": forum.title, "starts_date": forum.starts_date, "ends_date": forum.ends_date},
    )  # fmt: skip
    assert find_moved(Forum, "old") == forum.uuid
    with pytest.raises(SlugTaken):
        create_forum(values={"title": forum.title, "starts_date": DAY, "ends_date": DAY}, slug="old")


def test_forum_edited_by_two_is_not_overwritten():
    forum = ForumFactory()
    same = {"title": I18nText(ru="Первый"), "starts_date": forum.starts_date, "ends_date": forum.ends_date}
    update_forum(forum=forum, expected_version=1, slug=forum.slug, values=same)
    with pytest.raises(EditConflict) as refusal:
        update_forum(forum=forum, expected_version=1, slug=forum.slug, values=same)
    assert refusal.value.current.title == {"ru": "Первый"}


def test_forum_with_a_release_is_not_deleted():
    forum = SessionFactory().forum
    release(forum)
    with pytest.raises(ForumReleased):
        delete_forum(forum=forum)
    delete_forum(forum=SessionFactory(speakers=[PersonFactory()]).forum)
    assert list(Forum.objects.all()) == [forum]


# --- The draft --------------------------------------------------------------------------------------------------------


def test_session_is_added_last_with_its_people_in_order():
    forum = SessionFactory(position=4).forum
    one, two = PersonFactory(), PersonFactory()
    parts = [Part(two, "moderator"), Part(one), Part(two, "moderator")]
    session = create_session(forum=forum, values=values(), parts=parts)
    assert session.position == 5
    assert [(part.person, part.role) for part in session.roles.order_by("position")] == [
        (two, "moderator"),
        (one, "speaker"),
    ]


def test_session_edited_by_two_is_not_overwritten():
    session = SessionFactory()
    update_session(session=session, expected_version=1, values=values(title=I18nText(ru="Первый")), parts=[])
    with pytest.raises(EditConflict) as refusal:
        update_session(session=session, expected_version=1, values=values(), parts=[])
    assert refusal.value.current.title == {"ru": "Первый"}


def test_session_moves_and_goes_back_to_wait():
    session = SessionFactory(start_time=time(10))
    hall = HallFactory(forum=session.forum)
    moved = move_session(
        session=session, expected_version=1, date=DAY + timedelta(1), hall=hall, start_time=time(12, 30)
    )
    assert (moved.date, moved.hall, moved.start_time, moved.version) == (DAY + timedelta(1), hall, time(12, 30), 2)
    back = move_session(session=moved, expected_version=2, date=None, hall=None, start_time=time(9))
    assert (back.date, back.hall, back.start_time) == (None, None, None)


def test_tour_is_forgotten_when_a_session_becomes_something_else():
    session = SessionFactory(kind="tour", tour=TourFactory())
    changed = update_session(
        session=session, expected_version=1, values=values(kind="discussion", tour=session.tour), parts=[]
    )
    assert changed.tour is None


def test_hall_that_goes_leaves_its_sessions():
    session = SessionFactory()
    delete_hall(forum=session.forum, hall=session.hall)
    session.refresh_from_db()
    assert (session.hall, session.version) == (None, 2)
    assert not Hall.objects.exists()


def test_halls_are_added_last_and_edited_once():
    forum = ForumFactory()
    first, second = (save_hall(forum=forum, values={"name": I18nText(ru=name)}) for name in "АБ")
    assert first.position < second.position
    save_hall(forum=forum, hall=first, expected_version=1, values={"name": I18nText(ru="В")})
    with pytest.raises(EditConflict):
        save_hall(forum=forum, hall=first, expected_version=1, values={"name": I18nText(ru="Г")})


def test_tracks_of_one_name_have_two_addresses():
    forum = ForumFactory()
    name = I18nText(ru="Люди", en="People")
    slugs = [save_track(forum=forum, values={"name": name}).slug for _ in range(2)]
    assert slugs == ["people", "people-2"]


def test_archived_forum_is_closed():
    session = SessionFactory()
    Forum.objects.update(status=Forum.Status.ARCHIVED)
    forum = Forum.objects.get()
    for change in (
        lambda: create_session(forum=forum, values=values()),
        lambda: delete_session(session=session, expected_version=1),
        lambda: save_hall(forum=forum, values={"name": I18nText(ru="Х")}),
        lambda: delete_hall(forum=forum, hall=session.hall),
        lambda: release(forum),
    ):
        with pytest.raises(ForumArchived):
            change()
    assert Session.objects.count() == 1


# --- People -----------------------------------------------------------------------------------------------------------


def test_person_is_shown_with_the_post_held_on_the_day():
    old, new = OrganisationFactory(), OrganisationFactory()
    person = save_person(
        values={"name": I18nText(ru="Анна Иванова")},
        posts=[
            {"title": I18nText(ru="инженер"), "organisation": old, "until": DAY},
            {"title": I18nText(ru="директор"), "organisation": new, "since": DAY + timedelta(1)},
        ],
    )
    forum = ForumFactory()
    for offset in (0, 1):
        SessionFactory(forum=forum, date=DAY + timedelta(offset), speakers=[person])
    shown = [session.people[0] for session in read_draft(forum).sessions]
    assert [(str(one.post), one.organisation) for one in shown] == [("инженер", old.name), ("директор", new.name)]
    assert person.sort_name == "иванова анна"
    SessionFactory(forum=forum, date=None, hall=None, speakers=[person])
    [unplaced] = [session for session in read_draft(forum, unplaced=True).sessions if session.date is None]
    assert unplaced.people[0].organisation == old.name  # that of the forum's first day


def test_person_named_in_a_programme_is_kept():
    session = SessionFactory(speakers=[PersonFactory()])
    with pytest.raises(PersonInUse):
        delete_person(person=session.roles.get().person)
    with pytest.raises(PersonInUse):
        delete_person(person=ForumPersonFactory().person)
    delete_person(person=PersonPostFactory().person)
    assert Person.objects.count() == 2


def test_organisation_with_people_is_kept():
    with pytest.raises(OrganisationInUse):
        delete_organisation(organisation=PersonPostFactory().organisation)
    delete_organisation(organisation=OrganisationFactory())
    assert Organisation.objects.count() == 1


def test_people_of_a_forum_are_read_with_their_notes():
    part = ForumPersonFactory(note={"ru": "только первый день"})
    ForumPersonFactory(forum=part.forum, position=1)

    assert [person.note for person in read_draft(part.forum).people] == [part.note, {}]
