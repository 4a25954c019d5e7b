"""The regions of a season as they are shown: together with those that achieved the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common.i18n import I18nText

if TYPE_CHECKING:
    from accelerator.seasons.models import SeasonRegion

FEW = 3  # so many regions are rather named than counted


@dataclass(frozen=True)
class ResultGroup:
    """Regions of one result, under a heading that fits one region and many, in whatever tense the season stands."""

    heading: str
    entries: list["SeasonRegion"]

    @property
    def is_best(self) -> bool:
        return self.entries[0].is_best

    @property
    def words(self) -> str:
        """«ТОП-30: Калужская область», «Участники: 12 регионов»."""
        count = len(self.entries)
        if count <= FEW:
            told = ", ".join(str(entry.region) for entry in self.entries)
        else:
            told = ngettext("{n} region", "{n} regions", count).format(n=count)
        return f"{self.heading}: {told}"


def grouped(entries: Iterable["SeasonRegion"], shortlist_name: I18nText) -> list[ResultGroup]:
    """Entries that come ordered by their result, in groups."""
    headings = {
        "winner": _("Winners"),
        "shortlisted": str(shortlist_name) or _("Shortlist"),
        "participant": _("Participants"),
        "applied": _("Applications"),
    }
    groups = groupby(entries, lambda entry: entry.result)
    return [ResultGroup(headings[result], list(group)) for result, group in groups]
