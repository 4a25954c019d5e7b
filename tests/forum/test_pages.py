"""What everybody sees: only what was released, quickly, in both languages."""

import gzip
import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accelerator.base.common.formats import NBSP
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.shelf import shelf
from accelerator.base.common.slugs import remember_slug
from accelerator.forum.models import Forum, Session
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.forums import update_forum
from accelerator.forum.services.releases import release_programme
from accelerator.forum.services.sessions import move_session, update_session
from tests.factories.accounts import UserFactory
from tests.factories.forum import (
    ForumFactory,
    ForumPersonFactory,
    HallFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.seasons import SeasonFactory
from tests.factories.tours import TourFactory
from tests.portal.markup import html_of

pytestmark = pytest.mark.django_db
KILOBYTE = 1024


def release(forum: Forum, **waivers: str):
    return release_programme(
        forum=forum, user=None, waivers=waivers, note=I18nText(), expected_draft=read_draft(forum).fingerprint
    )


def page(forum: Forum, name: str = "programme", *rest: object) -> str:
    return reverse(f"forum:{name}", args=[forum.slug, *rest])


def big_forum(sessions: int) -> Forum:
    """Sessions in ten halls over two days, each with two of forty people."""
    forum = ForumFactory()
    halls = [HallFactory(forum=forum) for _ in range(10)]
    tracks = [TrackFactory(forum=forum) for _ in range(5)]
    people = [PersonPostFactory().person for _ in range(40)]
    for number in range(sessions):
        slot, hall = divmod(number, 10)
        day, hour = divmod(slot, 10)
        SessionFactory(
            forum=forum, hall=halls[hall], track=tracks[number % 5], kind="presentation", minutes=45,
            date=forum.starts_date + timedelta(days=day), start_time=time(9 + hour),
            title={"ru": f"Как пустить гостей в цех № {number}", "en": f"Letting people into shop {number}"},
            abstract={"ru": "Подробности. " * 20, "en": "Details. " * 20},
            speakers=[people[number % 40], people[(number * 7 + 3) % 40]],
        )  # fmt: skip
    return forum


def waive_all(forum: Forum):
    """Publish whatever speaks against it."""
    return release(
        forum, **{one.key: "проверка" for one in find_conflicts(read_draft(forum, unplaced=True)) if one.blocking}
    )


# --- Who sees what ----------------------------------------------------------------------------------------------------


def test_draft_of_a_programme_is_never_visible(client):
    session = SessionFactory(start_time=time(10))
    forum = session.forum
    for address in (page(forum), page(forum, "session", session.uuid), page(forum, "calendar")):
        response = client.get(address)
        assert response.status_code in (200, 404)
        assert session.title["ru"] not in response.content.decode()
    release(forum)
    late = SessionFactory(forum=forum, hall=session.hall)
    update_session(
        session=session, expected_version=1, parts=[],
        values={"title": I18nText(ru="Тайное"), "kind": "break", "date": session.date, "minutes": 30},
    )  # fmt: skip
    client.force_login(UserFactory(organizer=True))
    text = client.get(page(forum)).content.decode()
    assert session.title["ru"] in text
    assert "Тайное" not in text
    assert late.title["ru"] not in text
    assert client.get(page(forum, "session", late.uuid)).status_code == 404


def rewritten(forum: Forum, **changes) -> Forum:
    """The forum with another title, place and other days, as its organizers saved them."""
    values = {
        "title": I18nText(ru="Переименованный", en="Renamed"),
        "starts_date": date(2027, 5, 11),
        "ends_date": date(2027, 5, 12),
        "place_name": I18nText(ru="Новый цех", en="New shop"),
        "city": I18nText(ru="Тула", en="Tula"),
        "status": forum.status,
    }
    return update_forum(forum=forum, expected_version=forum.version, slug=forum.slug, values=values)


# The month with the space before it: three letters alone may stand in a page's random tokens.
NEW = ("Переименованный", "Renamed", "Новый цех", "New shop", "Тула", "Tula", "мая", f"{NBSP}May", "2027-05", "202705")


def listed(context) -> tuple[list[int], list[int]]:
    """The keys of coming forums and of past ones."""
    coming, past = ([forum.pk for forum, _picture in context[name]] for name in ("coming", "past"))
    return coming, past


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_title_days_and_place_wait_for_the_next_release(client, prefix):
    session = SessionFactory(kind="plenary", start_time=time(10), speakers=[PersonFactory()])
    forum = session.forum
    SeasonFactory(closing_forum=forum, year=2027)
    silent = [reverse("portal:home"), page(forum, "calendar")]  # in April the home page names no forum of the past
    addresses = [
        *silent, forum.get_absolute_url(), page(forum), page(forum, "session", session.uuid),
        reverse("forum:catalogue"), reverse("seasons:season", args=[2027]),
    ]  # fmt: skip
    language = prefix.strip("/") or "ru"
    with time_machine.travel(datetime(2027, 4, 20, tzinfo=UTC), tick=False):
        release(forum)
        old = forum.title[language]
        forum = rewritten(forum)
        pages = {address: client.get(prefix + address).content.decode() for address in addresses}
        shown = {address: re.sub(r"<search.*?</search>", "", text, flags=re.DOTALL) for address, text in pages.items()}
        shelf.clear()  # a kept page has no context
        context = client.get(reverse("forum:catalogue")).context
    for address, text in shown.items():
        assert [word for word in NEW if word in text] == [], address
        assert old in text or address in silent, address
    assert listed(context) == ([], [forum.pk])  # by the released days it was in April
    release(forum)
    text = client.get(prefix + addresses[2]).content.decode()
    expected = {
        "ru": {"Переименованный", "Новый цех", "Тула", "мая"},
        "en": {"Renamed", "New shop", "Tula", f"{NBSP}May"},
    }
    assert expected[language] <= {word for word in NEW if word in text}


def test_calendar_is_offered_until_the_last_day(client):
    session = SessionFactory(start_time=time(10))
    forum = session.forum
    release(forum)
    pages = (forum.get_absolute_url(), page(forum), page(forum, "session", session.uuid))

    offered = []
    for days in (0, 1):
        with time_machine.travel(datetime.combine(forum.ends_date + timedelta(days=days), time(12), UTC), tick=False):
            offered.append([".ics" in client.get(address).content.decode() for address in pages])

    assert offered == [[True] * 3, [False] * 3]


def test_forum_without_a_release_is_announced_as_it_is_now(client):
    forum = rewritten(ForumFactory())
    for address in (forum.get_absolute_url(), page(forum), reverse("forum:catalogue")):
        text = client.get(address).content.decode()
        assert "Переименованный" in text
        assert "Тула" in text


@pytest.mark.parametrize("name", ["programme", "calendar"])
def test_draft_forum_is_there_for_organizers_alone(client, name):
    session = SessionFactory(forum__status="draft")
    release(session.forum)
    assert client.get(page(session.forum, name)).status_code == 404
    assert client.get(session.forum.get_absolute_url()).status_code == 404
    client.force_login(UserFactory())
    assert client.get(page(session.forum, name)).status_code == 404
    client.force_login(UserFactory(organizer=True))
    assert client.get(page(session.forum, name)).status_code == 200
    assert client.get(session.forum.get_absolute_url()).status_code == 200


def test_old_address_leads_to_the_new_one(client):
    session = SessionFactory(forum__slug="new")
    release(session.forum)
    remember_slug(session.forum, "old")
    for old in ("/forums/old/", "/forums/old/programme/", "/forums/old/programme.ics",
                f"/forums/old/programme/{session.uuid}/", f"/forums/old/programme/{session.uuid}.ics"):  # fmt: skip
        for address in (old, f"/en{old}?track=people&track=%D1%86%D0%B5%D1%85"):
            response = client.get(address)
            assert (response.status_code, response.url) == (301, address.replace("old", "new"))


def test_forums_are_coming_or_past(client):
    now = date(2027, 4, 6)
    past = ForumFactory(starts_date=now - timedelta(days=9))
    coming = ForumFactory(starts_date=now - timedelta(days=1))
    ForumFactory(status="draft", starts_date=now)
    with time_machine.travel(datetime(2027, 4, 6, 9, tzinfo=UTC), tick=False):
        context = client.get(reverse("forum:catalogue")).context
    assert listed(context) == ([coming.pk], [past.pk])


def test_no_forums_say_what_to_do_instead(client):
    response = client.get("/en" + reverse("forum:catalogue"))
    assert "No forums are announced at the moment" in response.content.decode()


def test_programme_without_a_release_says_so(client):
    forum = ForumFactory()
    assert "ещё не опубликована" in client.get(page(forum)).content.decode()
    assert "The programme is not published yet" in client.get("/en" + page(forum)).content.decode()
    assert client.get(page(forum, "calendar")).status_code == 404


# --- What a programme shows -------------------------------------------------------------------------------------------


def test_programme_shows_the_release_in_both_languages(client):
    person = PersonFactory()
    session = SessionFactory(kind="plenary", start_time=time(10), minutes=90, speakers=[person])
    release(session.forum)
    for prefix, language in (("", "ru"), ("/en", "en")):
        text = client.get(prefix + page(session.forum)).content.decode()
        for words in (session.title[language], person.name[language], session.hall.name[language], "10:00–11:30"):
            assert words in text


def test_sessions_without_a_clock_time_are_a_list_in_order(client):
    first = SessionFactory(position=1)
    SessionFactory(forum=first.forum, hall=first.hall, position=2)
    release(first.forum)
    text = client.get(page(first.forum)).content.decode()
    assert text.count('<ol class="prog-order">') == 1
    assert "<table" not in text


def test_cancelled_session_stays_in_words(client):
    session = SessionFactory(start_time=time(10), status="cancelled", kind="presentation")
    release(session.forum)
    assert "cancelled" in client.get("/en" + page(session.forum)).content.decode()


def test_very_long_words_and_empty_parts_are_shown(client):
    session = SessionFactory(
        title={"ru": "Рентгеноэлектрокардиографического" * 5}, hall=None, minutes=None, kind="presentation"
    )  # fmt: skip
    release(session.forum)
    assert client.get(page(session.forum)).status_code == 200
    assert client.get("/en" + page(session.forum, "session", session.uuid)).status_code == 200


def test_track_is_a_filter_with_an_address(client):
    track = TrackFactory()
    inside = SessionFactory(forum=track.forum, track=track, start_time=time(9))
    outside = SessionFactory(forum=track.forum, hall=inside.hall, start_time=time(12))
    release(track.forum)
    text = client.get(page(track.forum), {"track": track.slug}).content.decode()
    assert inside.title["ru"] in text
    assert outside.title["ru"] not in text
    assert client.get(page(track.forum), {"track": "no-such"}).status_code == 404


def test_only_tracks_in_which_something_stands_are_offered(client):
    used = TrackFactory(name={"ru": "Еда", "en": "Food"})
    TrackFactory(forum=used.forum, name={"ru": "Металл", "en": "Metal"})
    session = SessionFactory(forum=used.forum, track=used, start_time=time(9))
    release(used.forum)
    text = html_of(client.get(page(used.forum)))
    assert re.findall(r"</i>([^<]+)</a>", text) == ["Еда"]
    Session.objects.filter(pk=session.pk).update(track=None)
    release(used.forum)
    assert "programme__tracks" not in client.get(page(used.forum)).content.decode()


def test_day_in_one_hall_is_one_list_though_its_sessions_overlap(client):
    first = SessionFactory(start_time=time(10))
    for at in (time(10, 45), time(11, 30)):  # each overlaps the one before, the third not the first
        SessionFactory(forum=first.forum, hall=first.hall, start_time=at)
    waive_all(first.forum)
    text = client.get(page(first.forum)).content.decode()
    assert "prog__beside" not in text
    assert re.findall(r"<time>(\d\d:\d\d)", text) == ["10:00", "10:45", "11:30"]


def test_sessions_are_counted_alike_for_organizers_and_for_the_public(client):
    session = SessionFactory(kind="plenary", start_time=time(9))
    rest = {"forum": session.forum, "hall": session.hall}
    SessionFactory(kind="presentation", start_time=time(11), **rest)
    SessionFactory(kind="break", start_time=time(10), **rest)
    SessionFactory(kind="presentation", start_time=time(12), status="cancelled", **rest)
    organizer = Client()
    organizer.force_login(UserFactory(organizer=True))
    desk = [page(session.forum, name) for name in ("organizer_publish", "organizer_releases")]
    asked = organizer.get(desk[0]).content.decode()
    release(session.forum)
    public = client.get(session.forum.get_absolute_url()).context["figures"]
    assert (2, "секции") in public
    assert "увидят читатели: 2 секции" in asked.replace(NBSP, " ")
    assert "· 2 секции" in html_of(organizer.get(desk[1])).replace(NBSP, " ")
    table = organizer.get(reverse("forum:organizer")).content.decode()
    assert re.search(r'data-label="Секции">(\d+)<', table)[1] == "2"


def test_now_and_next_are_marked_by_the_forums_clock(client):
    first = SessionFactory(start_time=time(10), forum__timezone="Asia/Yekaterinburg")
    second = SessionFactory(forum=first.forum, hall=first.hall, start_time=time(11))
    SessionFactory(forum=first.forum, hall=first.hall, start_time=time(12))
    release(first.forum)
    with time_machine.travel(datetime(2027, 4, 6, 5, 30, tzinfo=UTC), tick=False):  # 10:30 in Yekaterinburg
        context = client.get(page(first.forum)).context
    assert (context["running"], context["coming"]) == ({str(first.uuid)}, {str(second.uuid)})
    with time_machine.travel(datetime(2027, 4, 6, 20, tzinfo=UTC), tick=False):
        context = client.get(page(first.forum)).context
    assert (context["running"], context["coming"]) == (frozenset(), frozenset())


def test_session_page_tells_people_tour_and_what_is_beside(client):
    post, tour = PersonPostFactory(), TourFactory(published=True)
    session = SessionFactory(kind="tour", tour=tour, hall=None, start_time=time(10), speakers=[post.person])
    other = SessionFactory(forum=session.forum, kind="plenary", start_time=time(10, 30), speakers=[PersonFactory()])
    release(session.forum)
    text = client.get(page(session.forum, "session", session.uuid)).content.decode()
    for words in (post.title["ru"], post.organisation.name["ru"], tour.get_absolute_url(), other.title["ru"]):
        assert words in text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', text)[1])
    event = next(thing for thing in data["@graph"] if thing["@type"] == "Event")
    assert (event["name"], event["startDate"]) == (session.title["ru"], "2027-04-06T10:00:00+03:00")


def test_script_in_a_title_stays_text(client):
    session = SessionFactory(title={"ru": "</script><script>alert(1)</script>"}, kind="presentation")
    release(session.forum)
    for address in (page(session.forum), page(session.forum, "session", session.uuid)):
        assert "<script>alert" not in client.get(address).content.decode()


def test_forum_page_tells_when_where_and_who(client):
    session = SessionFactory(kind="plenary", speakers=[PersonFactory()])
    guest = ForumPersonFactory(forum=session.forum, note={"ru": "Гость форума", "en": "Guest"})
    release(session.forum)
    text = client.get(session.forum.get_absolute_url()).content.decode()
    city, name = session.forum.place.city["ru"], guest.person.name["ru"]
    for words in ("6–7\u00a0апреля\u00a02027", city, session.title["ru"], name, "Гость форума"):
        assert words in text
    assert '<time datetime="2027-04-06">вт, 6\u00a0апреля' in text


# --- Calendars --------------------------------------------------------------------------------------------------------


def test_calendar_keeps_uids_and_counts_releases(client):
    timed = SessionFactory(start_time=time(10), minutes=90, forum__timezone="Asia/Yekaterinburg")
    untimed = SessionFactory(forum=timed.forum, hall=timed.hall, date=date(2027, 4, 7))
    cancelled = SessionFactory(forum=timed.forum, hall=timed.hall, start_time=time(15), status="cancelled")
    release(timed.forum)
    move_session(session=untimed, expected_version=1, date=date(2027, 4, 6), hall=None, start_time=None)
    release(timed.forum)
    response = client.get(page(timed.forum, "calendar"))
    calendar = Calendar.from_ical(response.content)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert response.headers["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    assert set(events) == {str(timed.uuid), str(untimed.uuid), str(cancelled.uuid)}
    event = events[str(timed.uuid)]
    assert (event["dtstart"].dt.isoformat(), event["dtend"].dt.isoformat()) == (
        "2027-04-06T10:00:00+05:00", "2027-04-06T11:30:00+05:00",
    )  # fmt: skip
    assert event["dtstart"].params["TZID"] == "Asia/Yekaterinburg"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Yekaterinburg"]
    assert {int(one["sequence"]) for one in events.values()} == {2}
    assert events[str(untimed.uuid)]["dtstart"].dt == date(2027, 4, 6)
    assert str(events[str(cancelled.uuid)]["status"]) == "CANCELLED"


def test_calendar_of_a_session_in_the_repeated_hour_ends_after_it_begins(client):
    session = SessionFactory(
        date=date(2027, 10, 31), start_time=time(2, 30), minutes=60, forum__timezone="Europe/Berlin",
        forum__starts_date=date(2027, 10, 31),
    )  # fmt: skip
    release(session.forum)
    [event] = Calendar.from_ical(client.get(page(session.forum, "calendar")).content).walk("VEVENT")
    assert event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC) == timedelta(minutes=60)
    assert str(event["organizer"]) == "mailto:post@example.org"


def test_calendar_of_one_session(client):
    session = SessionFactory(start_time=time(10))
    SessionFactory(forum=session.forum, hall=session.hall)
    release(session.forum)
    content = client.get("/en" + page(session.forum, "session_calendar", session.uuid)).content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == session.title["en"]
    assert client.get(page(session.forum, "session_calendar", ForumFactory().uuid)).status_code == 404


def test_calendar_tells_the_abstract_and_where_a_tour_begins(client):
    tour = TourFactory(published=True, site__address={"ru": "ул. Литейщиков, 4"}, site__city={"ru": "Калуга"})
    session = SessionFactory(
        kind="tour", tour=tour, hall=None, start_time=time(10), speakers=[PersonFactory()],
        abstract={"ru": "Первый *абзац* & <итог>\n\nВторой"},
    )  # fmt: skip
    release(session.forum)
    [event] = Calendar.from_ical(client.get(page(session.forum, "calendar")).content).walk("VEVENT")
    assert str(event["location"]) == f"{tour.enterprise}, ул. Литейщиков, 4, Калуга"
    description = str(event["description"])
    assert description.startswith("Первый абзац & ")
    assert "<p>" not in description
    assert "Второй" in description
    assert session.roles.get().person.name["ru"] in description


# --- Weight and haste -------------------------------------------------------------------------------------------------


def test_programme_of_two_hundred_sessions_is_light(client):
    forum = big_forum(200)
    waive_all(forum)
    content = client.get(page(forum)).content
    assert content.count(b"<article") == 200
    assert len(gzip.compress(content, 6)) <= 30 * KILOBYTE


@pytest.mark.parametrize("sessions", [1, 20])
def test_programme_asks_the_same_few_questions_however_long_it_is(client, django_assert_num_queries, sessions):
    forum = big_forum(sessions)
    waive_all(forum)
    session = Session.objects.first()
    for address, queries in ((page(forum), 3), (page(forum, "session", session.uuid), 2), (page(forum, "calendar"), 1)):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_unchanged_page_is_304_until_a_release(client, django_assert_num_queries):
    session = SessionFactory(start_time=time(10))
    release(session.forum)
    address = page(session.forum)
    tag = client.get(address).headers["ETag"]
    with django_assert_num_queries(1):
        again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/en" + address).headers["ETag"] != tag
    move_session(session=session, expected_version=1, date=session.date, hall=None, start_time=time(12))
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    release(session.forum)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_pages_of_a_signed_in_person_are_never_anothers(client):
    session = SessionFactory()
    release(session.forum)
    tag = client.get(page(session.forum)).headers["ETag"]
    reader = Client()
    reader.force_login(UserFactory())
    response = reader.get(page(session.forum), headers={"if-none-match": tag})
    assert response.status_code == 200
    assert "ETag" not in response.headers


@pytest.mark.parametrize("name", ["catalogue", "programme", "calendar"])
def test_pages_take_no_posts(client, name):
    session = SessionFactory()
    release(session.forum)
    address = reverse("forum:catalogue") if name == "catalogue" else page(session.forum, name)
    assert client.post(address).status_code == 405


def test_programme_is_described_with_inner_quotation_marks(client):
    forum = SessionFactory(forum__title={"ru": "«Всё в цехе»"}).forum
    release(forum)
    assert "Программа форума «„Всё в цехе“»" in client.get(page(forum)).content.decode()
