"""Reads of seasons and of the regions in them."""

from datetime import date
from typing import Any, Self

from django.db import models

from accelerator.base.accounts.permissions import is_organizer


class SeasonQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED)

    def managed_by(self, user: Any) -> Self:
        """All seasons for an organizer, none for others."""
        return self if is_organizer(user) else self.none()

    def visible_to(self, user: Any) -> Self:
        """What is published; an organizer sees drafts too."""
        return self.all() if is_organizer(user) else self.published()

    def closed_by(self, forum: Any) -> Self:
        """The seasons that this forum closes, with their results."""
        return self.filter(closing_forum=forum).with_results()

    def with_results(self) -> Self:
        """With the regions, the best results first."""
        entries = self.model.regions.rel.related_model.objects.by_result()
        return self.prefetch_related(models.Prefetch("regions", queryset=entries, to_attr="entries"))

    def with_stage_on(self, day: date) -> Self:
        """Adds `stage_title` and `stage_ends`: the stage that runs that day, None for none."""
        stages = self.model.stages.rel.related_model.objects.filter(
            season=models.OuterRef("pk"), starts_date__lte=day, ends_date__gte=day
        ).in_order()
        return self.annotate(
            stage_title=models.Subquery(stages.values("title")[:1]),
            stage_ends=models.Subquery(stages.values("ends_date")[:1]),
        )

    def with_region_count(self) -> Self:
        """Adds `region_count`."""
        return self.annotate(region_count=models.Count("regions"))

    def latest_first(self) -> Self:
        return self.order_by("-year", "pk")


class SeasonRegionQuerySet(models.QuerySet):
    def of_region(self, region: Any) -> Self:
        """A region's results in published seasons, the latest first."""
        rows = self.filter(region=region, season__status="published")
        return rows.select_related("season__closing_forum").order_by("-season__year", "pk")

    def by_result(self) -> Self:
        """The best results first, then by the region's name."""
        best = [models.When(result=result, then=place) for place, result in enumerate(self.model.Result.values[::-1])]
        return self.select_related("region").order_by(
            models.Case(*best, default=len(best), output_field=models.IntegerField()), "region__sort_name", "pk"
        )


class StageQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        return self.order_by("starts_date", "pk")
