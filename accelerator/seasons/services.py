"""Every change to seasons."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from accelerator.base.common.dates import DayRange
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.seasons.errors import StageOutsideSeason, YearTaken
from accelerator.seasons.models import Season, SeasonRegion, Stage


def season_days(year: int) -> DayRange:
    """The days on which a season's stages may lie: in its year, or in the one before."""
    return DayRange(date(year - 1, 1, 1), date(year, 12, 31))


@atomic
def save_season(*, values: Mapping[str, Any], season: Season | None = None, expected_version: int = 0) -> Season:
    """Add a season or change one. Raises YearTaken, EditConflict, or StageOutsideSeason for another year."""
    row = lock_version(Season.objects.all(), season.pk, expected_version) if season else Season()
    if Season.objects.filter(year=values["year"]).exclude(pk=row.pk).exists():
        raise YearTaken
    if season:
        _check_stages(Stage.objects.filter(season=row).in_order(), values["year"])
    assign(row, values)
    row.set_derived()
    if season:
        save_next_version(row)
    else:
        row.save()
    return row


@atomic
def set_stages(*, season: Season, stages: Sequence[Mapping[str, Any]], expected_version: int) -> Season:
    """Replace the season's stages. Raises EditConflict or StageOutsideSeason."""
    row = lock_version(Season.objects.all(), season.pk, expected_version)
    new = [Stage(season=row) for _values in stages]
    for stage, values in zip(new, stages, strict=True):
        assign(stage, values)
    _check_stages(new, row.year)
    Stage.objects.filter(season=row).delete()
    for stage in new:
        stage.save()
    save_next_version(row)
    return row


def _check_stages(stages: Iterable[Stage], year: int) -> None:
    """Raise StageOutsideSeason for the first stage that does not lie within the season."""
    days = season_days(year)
    for stage in stages:
        if stage.starts_date not in days or stage.ends_date not in days:
            raise StageOutsideSeason(str(stage.title), days)


@atomic
def set_regions(*, season: Season, results: Sequence[Mapping[str, Any]], expected_version: int) -> Season:
    """Replace the season's regions and their results. Raises EditConflict."""
    row = lock_version(Season.objects.all(), season.pk, expected_version)
    wanted = {values["region"].pk: values for values in results}
    SeasonRegion.objects.filter(season=row).exclude(region__in=wanted).delete()
    known = {entry.region_id: entry for entry in SeasonRegion.objects.filter(season=row)}
    for region, values in wanted.items():
        entry = known.get(region) or SeasonRegion(season=row)
        assign(entry, values)
        entry.save()
    save_next_version(row)
    return row


@atomic
def delete_season(*, season: Season) -> None:
    """Remove a season with its stages and results; forums and regions stay."""
    Season.objects.select_for_update().get(pk=season.pk).delete()
