"""Every change to seasons, called directly: every way out."""

from datetime import date
from typing import Any

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.transactions import Gone
from accelerator.base.common.versions import EditConflict
from accelerator.seasons.errors import StageOutsideSeason, YearTaken
from accelerator.seasons.models import Season, SeasonRegion, Stage
from accelerator.seasons.services import (
    delete_season,
    save_season,
    season_days,
    set_regions,
    set_stages,
)
from tests.factories.forum import ForumFactory
from tests.factories.regions import RegionFactory
from tests.factories.seasons import SeasonFactory, SeasonRegionFactory, StageFactory

pytestmark = pytest.mark.django_db
TITLE = I18nText(ru="Сезон", en="Season")


def values(year: int = 2027, **changes: object) -> dict[str, Any]:
    return {"year": year, "title": TITLE, **changes}


def stage(first: date, last: date) -> dict[str, Any]:
    return {"title": I18nText(ru="Финал"), "starts_date": first, "ends_date": last}


def test_season_is_made_and_changed():
    made = save_season(values=values(description=I18nText(ru="**Важно**")))
    assert (made.version, made.status) == (1, Season.Status.DRAFT)
    assert "<strong>" in made.description_html["ru"]

    forum = ForumFactory()
    save_season(season=made, expected_version=1, values=values(2026, closing_forum=forum))

    assert list(Season.objects.values_list("year", "version", "closing_forum")) == [(2026, 2, forum.pk)]


def test_year_has_one_season_whichever_is_saved():
    first, second = SeasonFactory(year=2026), SeasonFactory(year=2027)

    with pytest.raises(YearTaken):
        save_season(values=values(2026))
    with pytest.raises(YearTaken):
        save_season(season=second, expected_version=1, values=values(2026))
    assert save_season(season=first, expected_version=1, values=values(2026)).version == 2  # its own year


@pytest.mark.parametrize(
    "change",
    [
        lambda season, version: save_season(season=season, expected_version=version, values=values(season.year)),
        lambda season, version: set_stages(season=season, expected_version=version, stages=[]),
        lambda season, version: set_regions(season=season, expected_version=version, results=[]),
    ],
    ids=["save", "stages", "regions"],
)
def test_season_that_somebody_else_has_changed_is_left_alone(change):
    season = SeasonFactory(version=2)
    StageFactory(season=season)
    SeasonRegionFactory(season=season)

    for version in (1, 3, None):
        with pytest.raises(EditConflict):
            change(season, version)
    assert (Season.objects.get().version, Stage.objects.count(), SeasonRegion.objects.count()) == (2, 1, 1)
    assert change(season, 2).version == 3


def test_season_lasts_from_the_year_before_to_its_end():
    assert (season_days(2027).first, season_days(2027).last) == (date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 12, 31), date(2026, 2, 1)),
        (date(2027, 12, 1), date(2028, 1, 1)),
        (date(2028, 1, 1), date(2028, 2, 1)),
    ],
)
def test_stage_outside_its_season_is_refused(first: date, last: date):
    kept = StageFactory(season=SeasonFactory(year=2027))
    within = stage(date(2026, 1, 1), date(2027, 12, 31))

    with pytest.raises(StageOutsideSeason):
        set_stages(season=kept.season, expected_version=1, stages=[within, stage(first, last)])
    assert list(Stage.objects.all()) == [kept]
    assert set_stages(season=kept.season, expected_version=1, stages=[within]).version == 2


def test_season_moves_to_a_year_in_which_its_stages_lie_alone():
    season = StageFactory(season=SeasonFactory(year=2027)).season  # February and March 2027
    StageFactory(season=SeasonFactory(year=2030))

    with pytest.raises(StageOutsideSeason):
        save_season(season=season, expected_version=1, values=values(2026))
    assert save_season(season=season, expected_version=1, values=values(2028)).year == 2028


def test_stages_are_replaced_and_those_of_other_seasons_stay():
    season, other = SeasonFactory(year=2027), StageFactory(season__year=2030)
    StageFactory(season=season)
    wanted = [stage(date(2027, 1, 1), date(2027, 1, 2)), stage(date(2027, 2, 1), date(2027, 2, 2))]

    set_stages(season=season, expected_version=1, stages=wanted)

    assert [(one.starts_date, one.ends_date) for one in season.stages.in_order()] == [
        (one["starts_date"], one["ends_date"]) for one in wanted
    ]
    assert Stage.objects.filter(pk=other.pk).exists()


def test_regions_are_set_once_each_and_those_of_other_seasons_stay():
    kept = SeasonRegionFactory(note={"ru": "Было"})
    gone = SeasonRegionFactory(season=kept.season)
    other, another = SeasonRegionFactory(region=kept.region), SeasonRegionFactory()
    new = RegionFactory()

    set_regions(
        season=kept.season,
        expected_version=1,
        results=[
            {"region": new},
            {"region": kept.region, "result": "winner", "note": I18nText(ru="Стало")},
            {"region": new, "result": "shortlisted"},
        ],
    )

    found = {one.region: (one.result, one.note) for one in SeasonRegion.objects.filter(season=kept.season)}
    assert found == {new: ("shortlisted", {}), kept.region: ("winner", {"ru": "Стало"})}
    assert SeasonRegion.objects.filter(pk=kept.pk).exists()
    assert not SeasonRegion.objects.filter(pk=gone.pk).exists()
    assert SeasonRegion.objects.get(pk=other.pk).result == "participant"
    assert SeasonRegion.objects.filter(pk=another.pk).exists()


def test_season_goes_with_its_stages_and_results_alone():
    season, other = SeasonFactory(closing_forum=ForumFactory()), SeasonRegionFactory()
    StageFactory(season=season)
    entry = SeasonRegionFactory(season=season)

    delete_season(season=season)

    assert list(Season.objects.all()) == [other.season]
    assert not Stage.objects.exists()
    assert list(SeasonRegion.objects.all()) == [other]
    entry.region.refresh_from_db()
    season.closing_forum.refresh_from_db()
    with pytest.raises(Gone):
        delete_season(season=season)
