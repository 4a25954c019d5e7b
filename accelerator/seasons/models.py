"""Seasons of the accelerator: their stages, the regions that take part, and their results."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.common.dates import Within, any_day
from accelerator.base.common.i18n import I18nText, I18nTextField
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.base.common.versions import Versioned
from accelerator.forum.models import Forum
from accelerator.seasons.querysets import SeasonQuerySet, SeasonRegionQuerySet, StageQuerySet
from regions.models import Region

FEW = 3  # so many regions are named, more are counted


class Season(Versioned):
    """One year's run of the accelerator, from the call for applications to the forum that closes it."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("season", "draft")
        PUBLISHED = "published", pgettext_lazy("season", "published")

    EDITABLE = ("year", "title", "summary", "description", "shortlist_name", "closing_forum", "source", "status")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2015), MaxValueValidator(2100)]
    )
    title = I18nTextField(_("title"), max_length=160)
    summary = I18nTextField(_("summary"), rows=2, max_length=300, blank=True)
    description = I18nTextField(_("description"), rows=8, max_length=8000, blank=True)
    description_html = I18nTextField(editable=False, blank=True)
    source = I18nTextField(_("source"), rows=2, max_length=500, blank=True)
    shortlist_name = I18nTextField(
        _("name of the shortlist"), max_length=40, blank=True, help_text=_("For example, “TOP-30”.")
    )
    closing_forum = models.ForeignKey(
        Forum, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("closing forum")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[SeasonQuerySet] = SeasonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(year__range=(2015, 2100)), name="seasons_season_year_sane")
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("seasons:season", args=[self.year])

    @property
    def stage_now(self) -> I18nText:
        """The title of the stage that runs on the day of `with_stage_on`."""
        return I18nText(self.stage_title or {})  # type: ignore[attr-defined]  # annotated

    @property
    def results(self) -> "list[ResultGroup]":
        """The regions by result; read by `with_results()`."""
        return _grouped(self.entries, self.shortlist_name)  # type: ignore[attr-defined]  # a prefetch

    def set_derived(self) -> None:
        """Render the stored HTML."""
        self.description_html = i18n_markdown_html(self.description)


class Stage(models.Model):
    """A part of a season with its first and last day."""

    EDITABLE = ("title", "starts_date", "ends_date", "description")

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="stages")
    title = I18nTextField(_("title"), max_length=120)
    description = I18nTextField(_("description"), rows=2, max_length=500, blank=True)
    starts_date = models.DateField(_("first day"), validators=[Within(any_day)])
    ends_date = models.DateField(_("last day"), validators=[Within(any_day)])

    objects: ClassVar[StageQuerySet] = StageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_date__gte=models.F("starts_date")),
                name="seasons_stage_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def is_on(self, day: date) -> bool:
        """Whether the stage runs that day."""
        return self.starts_date <= day <= self.ends_date


class SeasonRegion(models.Model):
    """A region in a season, and its result."""

    class Result(models.TextChoices):
        """From the least to the best; nouns, true while the season runs and when it is over."""

        APPLIED = "applied", pgettext_lazy("result", "application")
        PARTICIPANT = "participant", _("participant")
        SHORTLISTED = "shortlisted", _("shortlisted")
        WINNER = "winner", _("winner")

    EDITABLE = ("region", "result", "note")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, default=Result.PARTICIPANT)
    note = I18nTextField(_("note"), max_length=300, blank=True)

    objects: ClassVar[SeasonRegionQuerySet] = SeasonRegionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["season", "region"], name="seasons_seasonregion_once")]

    def __str__(self) -> str:
        return f"{self.region}: {self.result}"

    @property
    def result_words(self) -> I18nText | str:
        """«ТОП-30» where the season's shortlist has a name, else the name of the result."""
        return result_words(self.result, self.season.shortlist_name)


def is_best(result: str) -> bool:
    """Return whether the result is worth a mark."""
    return result in (SeasonRegion.Result.SHORTLISTED, SeasonRegion.Result.WINNER)


def result_words(result: str, shortlist_name: I18nText) -> I18nText | str:
    """`SeasonRegion.result_words` of a result, and of the name of the season's shortlist."""
    if result == SeasonRegion.Result.SHORTLISTED and shortlist_name:
        return shortlist_name
    return str(SeasonRegion.Result(result).label)


@dataclass(frozen=True)
class ResultGroup:
    """The regions of one result, under a heading that fits one region and many, in any tense."""

    heading: str
    entries: list[SeasonRegion]


def words_of_regions(heading: str, regions: Sequence[str]) -> str:
    """Return «ТОП-30: Калужская область», «Участники: 12 регионов»."""
    count = len(regions)
    named = ", ".join(regions) if count <= FEW else ngettext("{n} region", "{n} regions", count).format(n=count)
    return f"{heading}: {named}"


def result_heading(result: str, shortlist_name: I18nText) -> str:
    """Return what stands over the regions of a result."""
    headings = {
        "winner": gettext("Winners"),
        "shortlisted": str(shortlist_name) or gettext("Shortlist"),
        "participant": gettext("Participants"),
        "applied": gettext("Applications"),
    }
    return headings[result]


def _grouped(entries: Iterable[SeasonRegion], shortlist_name: I18nText) -> list[ResultGroup]:
    """Group entries that come in order of their result."""
    groups = groupby(entries, lambda entry: entry.result)
    return [ResultGroup(result_heading(result, shortlist_name), list(group)) for result, group in groups]
