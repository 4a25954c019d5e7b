"""Reads of routes."""

from typing import Any, Self

from django.db import models

from accelerator.accounts.permissions import is_organizer
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_TOURS
from tours.models import Tour


class RouteQuerySet(models.QuerySet):
    """Which routes somebody may see or change."""

    def published(self) -> Self:
        """Routes that the public sees: published ones, every stop of which is public too."""
        return self.filter(status=self.model.Status.PUBLISHED).exclude(pk__in=self._with_hidden_stops())

    def managed_by(self, user: Any) -> Self:
        """An organizer's are all; a manager's are those of the enterprise."""
        if is_organizer(user):
            return self.all()
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = Enterprise.objects.filter(memberships__user=user, memberships__role__in=MANAGE_TOURS)
        return self.filter(enterprise__in=own.values("pk"))

    def visible_to(self, user: Any) -> Self:
        """What is public, and drafts of one's own."""
        public = models.Q(pk__in=self.model.objects.published().values("pk"))
        return self.filter(public | models.Q(pk__in=self.model.objects.managed_by(user).values("pk")))

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def with_stops(self) -> Self:
        """The stops in order, each with its tour, where it is and what it requires."""
        stop = self.model.stops.rel.related_model
        stops = stop.objects.select_related("tour__enterprise", "tour__site", "tour__requirements").order_by("position")
        return self.select_related("region", "enterprise").prefetch_related(models.Prefetch("stops", queryset=stops))

    def by_title(self) -> Self:
        return self.order_by("title__ru", "pk")

    def passing(self, enterprise: Enterprise) -> Self:
        """Routes with a stop at this enterprise."""
        return self.filter(
            pk__in=self.model.stops.rel.related_model.objects.filter(tour__enterprise=enterprise).values("route")
        )

    def with_stop_counts(self) -> Self:
        """Adds `stop_count`."""
        return self.annotate(stop_count=models.Count("stops"))

    def _with_hidden_stops(self) -> models.QuerySet:
        stop = self.model.stops.rel.related_model
        return stop.objects.exclude(tour__in=Tour.objects.published().values("pk")).values("route")
