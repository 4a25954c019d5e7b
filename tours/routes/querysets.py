"""Reads of routes."""

from typing import Any, Self

from django.db import models

from accelerator.accounts.permissions import is_organizer
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_TOURS


class RouteQuerySet(models.QuerySet):
    """Which routes somebody may see or change."""

    def published(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED)

    def managed_by(self, user: Any) -> Self:
        """An organizer's are all; a manager's are those of the enterprise."""
        if is_organizer(user):
            return self.all()
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = Enterprise.objects.filter(memberships__user=user, memberships__role__in=MANAGE_TOURS)
        return self.filter(enterprise__in=own.values("pk"))

    def visible_to(self, user: Any) -> Self:
        published = models.Q(status=self.model.Status.PUBLISHED)
        return self.filter(published | models.Q(pk__in=self.managed_by(user).values("pk")))

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
