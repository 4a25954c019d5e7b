"""What the public list of seasons reads: plain rows, by prepared statements."""

from itertools import groupby
from typing import Any, NamedTuple

from accelerator.base.common.addresses import address
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from accelerator.seasons.models import Season, SeasonRegion, is_best, result_heading, words_of_regions
from accelerator.seasons.querysets import SeasonQuerySet, SeasonRegionQuerySet


class _SeasonRow(NamedTuple):
    pk: int
    year: int
    title: I18nText
    summary: I18nText
    shortlist_name: I18nText
    status: str


class _ResultRow(NamedTuple):
    season_id: int
    result: str
    region__name: I18nText


class SeasonItem(NamedTuple):
    """A season as `seasons/_list.jinja` prints it, in the reader's language."""

    address: str
    year: int
    title: str
    summary: str
    results: list[tuple[str, bool]]  # in words, and whether worth a mark
    is_draft: bool


@prepared(_SeasonRow)
def _seasons(_the: Any, drafts: bool) -> SeasonQuerySet:
    return _shown(drafts=drafts).latest_first()


@prepared(_ResultRow)
def _results(_the: Any, drafts: bool) -> SeasonRegionQuerySet:
    return SeasonRegion.objects.filter(season__in=_shown(drafts=drafts).values("pk")).by_result()


def _shown(*, drafts: bool) -> SeasonQuerySet:
    return Season.objects.all() if drafts else Season.objects.published()


def listed_seasons(*, drafts: bool) -> list[SeasonItem]:
    """Return every season, the latest first, with its results; two queries, the second if there are any."""
    seasons = _seasons(drafts)
    results: dict[int, list[_ResultRow]] = {season.pk: [] for season in seasons}
    for row in _results(drafts) if seasons else []:
        results[row.season_id].append(row)
    return [
        SeasonItem(
            address=address("seasons:season", season.year),
            year=season.year,
            title=str(season.title),
            summary=str(season.summary),
            results=[
                (
                    words_of_regions(
                        result_heading(result, season.shortlist_name), [str(row.region__name) for row in rows]
                    ),
                    is_best(result),
                )
                for result, rows in _by_result(results[season.pk])
            ],
            is_draft=season.status == Season.Status.DRAFT,
        )
        for season in seasons
    ]


def _by_result(rows: list[_ResultRow]) -> list[tuple[str, list[_ResultRow]]]:
    return [(result, list(group)) for result, group in groupby(rows, lambda row: row.result)]
