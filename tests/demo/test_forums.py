"""The demo's forums and seasons: loaded once, and the real one exactly as it was reported."""

import json
from datetime import date, timedelta

import pytest

from accelerator.demo.load_forum import CONTENT, forum_opens, load_forums, load_seasons
from accelerator.forum.models import Forum, Person, Release
from accelerator.seasons.models import Season, SeasonRegion
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def tours():
    sessions = json.loads((CONTENT / "forum_2027.json").read_text(encoding="utf-8"))["sessions"]
    return [TourFactory(slug=row["tour"], published=True) for row in sessions if row["tour"]]


def test_forums_are_loaded_once(tours):
    first = load_forums(TODAY)
    people = Person.objects.count()
    assert load_forums(TODAY) == first
    assert (Forum.objects.count(), Release.objects.count(), Person.objects.count()) == (2, 2, people)


def test_forum_of_2022_has_days_and_order_and_no_clock(tours):
    load_forums(TODAY)
    forum = Forum.objects.get(slug="forum-2022")
    snapshot = Release.objects.get(forum=forum).snapshot
    assert (forum.status, forum.starts_date, forum.ends_date) == ("archived", date(2022, 4, 6), date(2022, 4, 7))
    assert forum.place.city["ru"] == "Калуга"
    assert {row["start"] for row in snapshot["sessions"]} == {None}
    assert [row["date"] for row in snapshot["sessions"]] == ["2022-04-06"] * 3 + ["2022-04-07"] * 3
    named = {person["name"]["ru"] for row in snapshot["sessions"] for person in row["people"]}
    assert named == {"Михаил Куснирович"}
    assert {person["name"]["ru"] for person in snapshot["people"]} == {
        "Владислав Шапша", "Светлана Чупшева", "Алексей Беспрозванных", "Елена Мухтиярова", "Гедиминас Таранда",
        "Алексей Немов", "Михаил Куснирович",
    }  # fmt: skip


def test_coming_forum_is_released_without_a_conflict(tours):
    load_forums(TODAY)
    release = Release.objects.get(forum__slug="forum-2027")
    assert release.waivers == []
    assert sum(session["kind"] != "break" for session in release.snapshot["sessions"]) >= 30
    assert (release.forum.starts_date, release.forum.ends_date) == (date(2027, 1, 14), date(2027, 1, 15))


def test_coming_forum_opens_on_a_thursday_that_is_no_holiday():
    for today in (date(2026, 9, 1) + timedelta(days=n) for n in range(400)):
        opens = forum_opens(today)
        assert opens.weekday() == 3
        assert timedelta(days=42) <= opens - today <= timedelta(days=62)
        assert (opens.month, opens.day) not in {(1, 1), (1, 7), (5, 1), (5, 9)}


def test_coming_forum_and_its_season_are_of_the_year_in_which_it_meets(tours):
    today = date(2027, 8, 2)
    load_forums(today)
    load_seasons(today)
    season = Season.objects.get(year=2027)
    assert (str(season.title), season.closing_forum.slug) == ("Сезон 2026/27", "forum-2027")
    assert "2026/27" in season.closing_forum.description["ru"]
    last = season.stages.in_order().last()
    assert (last.starts_date, last.ends_date) == (season.closing_forum.starts_date, season.closing_forum.ends_date)
    later = date(2027, 12, 1)
    Season.objects.filter(year=2027).delete()
    assert load_forums(later)[1].slug == "forum-2028"
    assert str(load_seasons(later)[1].title) == "Сезон 2027/28"


def test_seasons_are_loaded_once_with_their_forums_and_results(tours):
    kaluga = RegionFactory(slug="klu")
    load_forums(TODAY)
    assert load_seasons(TODAY) == load_seasons(TODAY)
    season = Season.objects.get(year=2022)
    assert season.closing_forum.slug == "forum-2022"
    latest, old = SeasonRegion.objects.of_region(kaluga)
    assert (str(old.result_words), latest.season.year) == ("ТОП-30", 2027)
