"""Which forums a person may see, and in which order: each verb called directly."""

from datetime import time, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accelerator.forum.errors import ForumArchived
from accelerator.forum.models import Forum, Person, Release, Session, SessionRole
from tests.factories.accounts import UserFactory
from tests.factories.forum import ForumFactory, PersonFactory, SessionFactory
from tests.forum.drafts import DAY, release

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def test_draft_is_the_organizers_alone():
    forums = {status: ForumFactory(status=status) for status in Forum.Status.values}
    public = {forums["published"], forums["archived"]}
    organizer = UserFactory(organizer=True)

    assert set(Forum.objects.published()) == public
    for reader in (AnonymousUser(), UserFactory(), UserFactory(organizer=True, is_active=False)):
        assert set(Forum.objects.visible_to(reader)) == public
        assert not Forum.objects.managed_by(reader).exists()
    assert set(Forum.objects.visible_to(organizer)) == set(Forum.objects.managed_by(organizer)) == set(forums.values())


def test_forum_is_coming_until_its_last_day_is_over_by_the_days_that_were_released():
    later = ForumFactory(starts_date=DAY + ONE)
    sooner = ForumFactory(starts_date=DAY)
    moved = SessionFactory(forum__starts_date=DAY - 9 * ONE).forum
    release(moved)
    Forum.objects.filter(pk=moved.pk).update(starts_date=DAY + 30 * ONE, ends_date=DAY + 31 * ONE)

    assert list(Forum.objects.coming(DAY + ONE)) == [sooner, later]
    assert list(Forum.objects.past(DAY + ONE)) == [moved]
    assert list(Forum.objects.coming(DAY + 2 * ONE)) == [later]
    assert list(Forum.objects.past(DAY + 2 * ONE)) == [sooner, moved]
    assert Forum.objects.coming(DAY - 8 * ONE).first() == moved


def test_counts_of_a_forum_are_its_own():
    session = SessionFactory(kind=Session.Kind.DISCUSSION)
    forum = session.forum
    SessionFactory(forum=forum, kind=Session.Kind.BREAK)
    SessionFactory(forum=forum, kind=Session.Kind.DISCUSSION, status=Session.Status.CANCELLED)
    release(SessionFactory(kind=Session.Kind.DISCUSSION).forum)
    release(forum)
    SessionFactory(forum=forum, kind=Session.Kind.DISCUSSION)
    release(forum)

    found = Forum.objects.with_place().with_release_count().with_release_number().get(pk=forum.pk)

    assert (found.release_count, found.session_count, found.release_number) == (2, 2, 2)
    assert found.released["uuid"] == str(forum.uuid)


def test_last_release_is_each_forums_own_and_public_with_it():
    forum = SessionFactory().forum
    hidden = SessionFactory(forum__status=Forum.Status.DRAFT).forum
    release(forum)
    SessionFactory(forum=forum)
    last = release(forum)
    release(hidden)

    assert Release.objects.last_of(forum) == last
    assert Release.objects.last_of(ForumFactory()) is None
    assert list(Release.objects.public()) == [last]


def test_people_are_found_by_every_word_of_their_name():
    anna = PersonFactory(name={"ru": "Анна Ёлкина", "en": "Anna Yolkina"}, sort_name="елкина анна")
    PersonFactory(name={"ru": "Анна Петрова", "en": "Anna Petrova"}, sort_name="петрова анна")

    assert list(Person.objects.named_like("ёлкина анна")) == [anna]
    assert list(Person.objects.named_like("YOLK")) == [anna]
    assert Person.objects.named_like(" ").count() == 2


def test_sessions_stand_by_day_hour_and_place():
    forum = ForumFactory()
    unplaced = SessionFactory(forum=forum, date=None, hall=None, position=0)
    untimed = [SessionFactory(forum=forum, position=position) for position in (2, 1)]
    timed = [SessionFactory(forum=forum, start_time=time(hour), position=9) for hour in (15, 10)]
    next_day = SessionFactory(forum=forum, date=DAY + ONE, start_time=time(9))

    assert list(Session.objects.in_order()) == [timed[1], timed[0], untimed[1], untimed[0], next_day, unplaced]


@pytest.mark.parametrize("status", Forum.Status.values)
def test_programme_is_open_until_its_forum_is_archived(status: str):
    forum = ForumFactory(status=status)

    if status == Forum.Status.ARCHIVED:
        with pytest.raises(ForumArchived):
            Forum.objects.locked_unarchived(forum.pk)
    else:
        assert Forum.objects.locked_unarchived(forum.pk) == forum


def test_roles_elsewhere_are_these_peoples_in_timed_sessions_of_these_days():
    here, person = ForumFactory(), PersonFactory()
    rows = [
        SessionFactory(**{"start_time": time(12), "speakers": [person], **changes}).roles.get()
        for changes in (
            {"date": DAY + ONE, "forum__starts_date": DAY},
            {"forum__starts_date": DAY},
            {"forum__starts_date": DAY - ONE},
            {"forum__starts_date": DAY + 2 * ONE},
            {"start_time": None},
            {"speakers": [PersonFactory()]},
            {"forum": here},
            {"forum__status": Forum.Status.ARCHIVED},
            {"status": Session.Status.CANCELLED},
        )
    ]

    found = SessionRole.objects.elsewhere(str(here.uuid), people=[str(person.uuid)], first=DAY, last=DAY + ONE)

    assert list(found) == [rows[1], rows[0]]
