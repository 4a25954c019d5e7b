"""Conflicts, waivers, numbering, locking: what stands in a release's way, and what it holds."""

from datetime import time, timedelta
from functools import partial

import pytest
from django.utils import translation

from accelerator.base.common.i18n import I18nText
from accelerator.forum.errors import ConflictsNotWaived, DraftChanged, NothingChanged, NothingToRelease
from accelerator.forum.models import Forum, Release, Session
from accelerator.forum.programme.compare import compare
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.programme.schema import VERSION
from accelerator.forum.services.people import Part
from accelerator.forum.services.sessions import create_session, delete_session, move_session, update_session
from tests.factories.accounts import UserFactory
from tests.factories.forum import (
    ForumFactory,
    HallFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.tours import TourFactory
from tests.forum.drafts import DAY, release, values
from tests.together import at_once

pytestmark = pytest.mark.django_db


def texts(forum: Forum) -> list[str]:
    with translation.override("en"):
        return [str(conflict.text) for conflict in find_conflicts(read_draft(forum, unplaced=True))]


# --- Conflicts --------------------------------------------------------------------------------------------------------


def at(hour: int, minute: int = 0, **more):
    return SessionFactory(
        start_time=time(hour, minute), title={"ru": f"С{hour}{minute}", "en": f"S{hour}{minute}"}, **more
    )


def test_hall_taken_twice():
    hall = HallFactory()
    at(10, hall=hall, forum=hall.forum)
    at(10, 30, hall=hall, forum=hall.forum)
    at(11, 30, hall=hall, forum=hall.forum)
    assert texts(hall.forum) == [f"{hall.name['en']}: “S100” and “S1030” overlap by 30\u00a0min."]


def test_person_in_two_places():
    person = PersonFactory()
    first = at(10, speakers=[person])
    at(10, 15, forum=first.forum, speakers=[person])
    assert texts(first.forum) == [
        f"{person.name['en']} is in two places at once for 45\u00a0min: “S100” and “S1015”."
    ]  # fmt: skip


def test_cancelled_session_is_in_nobodys_way():
    person = PersonFactory()
    first = at(10, speakers=[person])
    at(10, forum=first.forum, hall=first.hall, speakers=[person], status=Session.Status.CANCELLED)
    assert texts(first.forum) == []


def test_same_hall_on_another_day_is_free():
    first = at(10)
    at(10, forum=first.forum, hall=first.hall, date=DAY + timedelta(1))
    assert texts(first.forum) == []


@pytest.mark.parametrize(
    ("changes", "blocking", "words"),
    [
        ({"start_time": time(23, 30)}, True, "ends after midnight, outside its day"),
        ({"kind": "tour"}, True, "is a tour, but no tour from the portal is chosen"),
        ({"date": None}, False, "is not on any day yet and will not be published"),
        ({"status": "tentative"}, False, "is still to be confirmed"),
        ({"kind": "presentation"}, False, "has no speaker or moderator"),
        ({"title": {"ru": "Только по-русски"}}, False, "has no translated title (English)"),
    ],
)
def test_each_thing_that_is_wrong_with_a_session(changes, blocking, words):
    session = SessionFactory(**changes)
    with translation.override("en"):
        [conflict] = find_conflicts(read_draft(session.forum, unplaced=True))
        assert words in conflict.text
    assert conflict.blocking is blocking


def test_session_without_a_hall_is_a_conflict():
    session = SessionFactory(kind="plenary", start_time=time(10), hall=None, speakers=[PersonFactory()])
    assert texts(session.forum) == [f"“{session.title['en']}” has no hall."]


# --- Releases ---------------------------------------------------------------------------------------------------------


def test_release_holds_everything_in_both_languages():
    post = PersonPostFactory()
    tour = TourFactory()
    forum = ForumFactory()
    hall, track = HallFactory(forum=forum), TrackFactory(forum=forum)
    SessionFactory(
        forum=forum, hall=hall, track=track, kind="tour", tour=tour, start_time=time(10), speakers=[post.person],
        abstract={"ru": "**Важно**", "en": "**Important**"},
    )  # fmt: skip
    user = UserFactory(organizer=True)
    made = release(forum, user=user)
    [session] = made.snapshot["sessions"]
    assert (made.number, made.schema_version, made.author.user) == (1, VERSION, user)
    assert session["abstract_html"]["en"].strip() == "<p><strong>Important</strong></p>"
    assert (session["hall"], session["track"], session["start"]) == (str(hall.uuid), track.slug, "10:00")
    assert session["tour"] == {
        "slug": tour.slug, "title": tour.title, "enterprise": tour.enterprise.name,
        "address": tour.site.address, "city": tour.site.city,
    }  # fmt: skip
    assert session["people"][0]["organisation"] == post.organisation.name
    assert made.snapshot["halls"][0]["name"] == hall.name


def test_session_without_a_day_stays_in_the_draft():
    waiting = SessionFactory(date=None)
    SessionFactory(forum=waiting.forum)
    assert [row["uuid"] for row in release(waiting.forum).snapshot["sessions"]] != [str(waiting.uuid)]


def test_person_at_another_forum_at_the_same_moment_blocks_a_release():
    person = PersonFactory(name={"ru": "Анна Петрова", "en": "Anna Petrova"})
    here = at(10, speakers=[person])
    there = at(
        12, speakers=[person], forum=ForumFactory(timezone="Asia/Yekaterinburg", title={"en": "Ural"}), minutes=30
    )  # 10:00 to 10:30 in Moscow
    [clash] = [text for text in texts(here.forum) if "another forum" in text]
    assert clash.startswith("Anna Petrova is at another forum for 30")
    assert "Ural" in clash
    with pytest.raises(ConflictsNotWaived):
        release(here.forum)
    [conflict] = [one for one in find_conflicts(read_draft(here.forum, unplaced=True)) if one.blocking]
    made = release(here.forum, {conflict.key: "По видеосвязи"})
    assert set(made.waivers[0]["text"]) == {"ru", "en"}
    move_session(session=there, expected_version=1, date=there.date, hall=there.hall, start_time=time(14))
    assert not [text for text in texts(here.forum) if "another forum" in text]


def test_release_of_nothing_is_refused():
    with pytest.raises(NothingToRelease):
        release(SessionFactory(date=None).forum)


def test_release_is_refused_until_each_conflict_has_a_reason():
    hall = HallFactory()
    for _ in range(2):
        at(10, hall=hall, forum=hall.forum)
    [conflict] = find_conflicts(read_draft(hall.forum, unplaced=True))
    with pytest.raises(ConflictsNotWaived):
        release(hall.forum)
    with pytest.raises(ConflictsNotWaived):
        release(hall.forum, {conflict.key: "   "})
    made = release(hall.forum, {conflict.key: "Зал делится ширмой", "another": "no such conflict"})
    [waiver] = made.waivers
    assert (waiver["key"], waiver["reason"]) == (conflict.key, "Зал делится ширмой")
    assert set(waiver["text"]) == {"ru", "en"}
    assert waiver["text"]["ru"] != waiver["text"]["en"]


def test_release_publishes_only_what_was_looked_at():
    session = SessionFactory()
    looked_at = read_draft(session.forum).fingerprint
    update_session(session=session, expected_version=1, values=values(), parts=[])
    with pytest.raises(DraftChanged):
        release(session.forum, expected_draft=looked_at)
    assert not Release.objects.exists()


def test_second_release_needs_a_change_and_counts_on():
    session = SessionFactory()
    release(session.forum)
    with pytest.raises(NothingChanged):
        release(session.forum)
    update_session(session=session, expected_version=1, values=values(), parts=[])
    assert release(session.forum).number == 2


def test_two_organizers_publishing_at_once_make_one_release(transactional_db):
    forum = SessionFactory().forum
    users = [UserFactory(organizer=True) for _ in range(2)]
    looked_at = read_draft(forum).fingerprint

    ended = at_once(
        [partial(release, forum, user=user, expected_draft=looked_at) for user in users], expected=NothingChanged
    )

    assert {type(outcome) for outcome in ended} == {Release, NothingChanged}
    assert list(Release.objects.values_list("number", flat=True)) == [1]


def test_changes_between_releases_are_listed_field_by_field():
    session = SessionFactory(start_time=time(10), title={"ru": "Было", "en": "Was"})
    gone = SessionFactory(forum=session.forum, hall=session.hall)
    before = read_draft(session.forum)
    hall, person = HallFactory(forum=session.forum), PersonFactory()
    update_session(
        session=session, expected_version=1, parts=[Part(person)],
        values=values(title=I18nText(ru="Стало", en="Is"), hall=hall, start_time=time(11), status="cancelled"),
    )  # fmt: skip
    delete_session(session=gone, expected_version=1)
    added = create_session(forum=session.forum, values=values())
    with translation.override("en"):
        changes = compare(before, read_draft(session.forum))
        by_session = {change.session.uuid: change for change in changes}
        changed = {field.name: (field.before, field.after) for field in by_session[str(session.uuid)].fields}
    assert by_session[str(added.uuid)].kind == "added"
    assert by_session[str(gone.uuid)].kind == "removed"
    assert changed["time"] == (
        "Tue, 6\u00a0April\u00a02027, 10:00–11:00",
        "Tue, 6\u00a0April\u00a02027, 11:00–12:00",
    )
    assert changed["hall"] == (session.hall.name["en"], hall.name["en"])
    assert changed["title"] == ("Было / Was", "Стало / Is")
    assert changed["people"] == ("no one", person.name["en"])
    assert changed["status"] == ("confirmed", "cancelled")


def test_same_programme_has_no_changes():
    programme = read_draft(SessionFactory(start_time=time(9)).forum)
    assert compare(programme, programme) == []
