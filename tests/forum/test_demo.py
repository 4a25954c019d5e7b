"""The demo's forums and seasons: loaded once, and the real one exactly as it was reported."""

import json
from datetime import date

import pytest

from accelerator.forum.models import Forum, Person, Release
from accelerator.portal.demo.load_forum import CONTENT, load_forums, load_seasons
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
    assert len(release.snapshot["sessions"]) >= 30
    assert release.forum.starts_date == date(2027, 1, 7)


def test_seasons_are_loaded_once_with_their_forums_and_results(tours):
    kaluga = RegionFactory(slug="klu")
    load_forums(TODAY)
    assert load_seasons(TODAY) == load_seasons(TODAY)
    season = Season.objects.get(year=2022)
    assert season.closing_forum.slug == "forum-2022"
    latest, old = SeasonRegion.objects.of_region(kaluga)
    assert (str(old.result_words), latest.season.year) == ("ТОП-30", 2027)
