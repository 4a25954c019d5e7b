"""Which seasons a person may see, and in which order: each verb called directly."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accelerator.seasons.models import Season, SeasonRegion, Stage
from tests.factories.accounts import UserFactory
from tests.factories.forum import ForumFactory
from tests.factories.regions import RegionFactory
from tests.factories.seasons import SeasonFactory, SeasonRegionFactory, StageFactory

pytestmark = pytest.mark.django_db


def test_draft_is_the_organizers_alone():
    public, draft = SeasonFactory(), SeasonFactory(status=Season.Status.DRAFT)
    organizer = UserFactory(organizer=True)

    assert list(Season.objects.published()) == [public]
    for reader in (AnonymousUser(), UserFactory(), UserFactory(organizer=True, is_active=False)):
        assert list(Season.objects.visible_to(reader)) == [public]
        assert not Season.objects.managed_by(reader).exists()
    assert set(Season.objects.visible_to(organizer)) == set(Season.objects.managed_by(organizer)) == {public, draft}


def test_seasons_that_a_forum_closes_come_with_their_results():
    season = SeasonFactory(closing_forum=ForumFactory())
    SeasonFactory(closing_forum=ForumFactory())
    entry = SeasonRegionFactory(season=season)
    SeasonRegionFactory()

    [found] = Season.objects.closed_by(season.closing_forum)

    assert (found, found.entries) == (season, [entry])


def test_regions_of_a_season_are_counted_and_seasons_come_latest_first():
    old, new = SeasonFactory(year=2024), SeasonFactory(year=2026)
    for _number in range(2):
        SeasonRegionFactory(season=old)

    found = Season.objects.with_region_count().latest_first()

    assert [(one, one.region_count) for one in found] == [(new, 0), (old, 2)]


def test_region_hears_of_published_seasons_the_latest_first():
    region = RegionFactory()
    old, new = (SeasonRegionFactory(region=region, season__year=year) for year in (2022, 2024))
    SeasonRegionFactory(region=region, season__year=2025, season__status=Season.Status.DRAFT)
    SeasonRegionFactory(season=new.season)

    assert list(SeasonRegion.objects.of_region(region)) == [new, old]


def test_best_results_come_first_each_by_the_name_of_the_region():
    names = {name: RegionFactory(name={"ru": name}) for name in ("Ярославль", "Алтай", "Ёлкино")}
    season = SeasonFactory()
    for result in SeasonRegion.Result.values:
        for region in names.values():
            SeasonRegionFactory(season=SeasonFactory(), region=region, result=result)
    best = [SeasonRegionFactory(season=season, region=region, result="winner") for region in names.values()]

    found = SeasonRegion.objects.by_result()

    assert [one.result for one in found] == sorted(
        (one.result for one in found), key=SeasonRegion.Result.values[::-1].index
    )
    assert [str(one.region) for one in found.filter(season=season)] == ["Алтай", "Ёлкино", "Ярославль"]
    assert set(found.filter(season=season)) == set(best)


def test_stages_come_in_the_order_of_their_days():
    season = SeasonFactory(year=2027)
    late, early = (StageFactory(season=season, starts_date=date(2027, month, 1)) for month in (3, 2))

    assert list(Stage.objects.in_order()) == [early, late]


def test_season_says_which_of_its_own_stages_runs_on_a_day():
    season, other = SeasonFactory(year=2026), SeasonFactory(year=2027)
    first = StageFactory(season=season, starts_date=date(2026, 2, 1), ends_date=date(2026, 3, 1))
    second = StageFactory(season=season, starts_date=date(2026, 3, 2), ends_date=date(2026, 4, 1))
    StageFactory(season=other, starts_date=date(2026, 1, 1), ends_date=date(2026, 12, 31))

    def stage(day: date) -> tuple[str | None, date | None]:
        found = Season.objects.with_stage_on(day).get(pk=season.pk)
        return found.stage_title and found.stage_title["ru"], found.stage_ends

    assert stage(date(2026, 1, 31)) == stage(date(2026, 4, 2)) == (None, None)
    assert stage(date(2026, 2, 1)) == stage(date(2026, 3, 1)) == (first.title["ru"], first.ends_date)
    assert stage(date(2026, 3, 2)) == stage(date(2026, 4, 1)) == (second.title["ru"], second.ends_date)
