"""Reads of routes."""

from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accelerator.base.accounts.permissions import is_organizer
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_TOURS
from tours.models import Slot, Tour, VisitorCategory

MOST_WORDS = 5


class _JSONList(models.Func):
    function = "JSONB_BUILD_ARRAY"
    output_field = models.JSONField()


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


class RouteQuerySet(models.QuerySet):
    """Reads of routes."""

    def published(self) -> Self:
        """Routes that the public sees: published ones, every stop of which is public too."""
        return self.filter(status=self.model.Status.PUBLISHED).exclude(models.Exists(self._hidden_stops()))

    def managed_by(self, user: Any) -> Self:
        """All routes for an organizer; for a manager those of the enterprise."""
        if is_organizer(user):
            return self.all()
        if not user.is_active:  # nor is a stranger
            return self.none()
        own = Enterprise.objects.filter(memberships__user=user, memberships__role__in=MANAGE_TOURS)
        return self.filter(enterprise__in=own.values("pk"))

    def visible_to(self, user: Any) -> Self:
        """Public routes, and those that the user manages."""
        public = models.Q(pk__in=self.model.objects.published().values("pk"))
        return self.filter(public | models.Q(pk__in=self.model.objects.managed_by(user).values("pk")))

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def with_stops(self) -> Self:
        """The stops in order, each with its tour, where it is and what it requires."""
        stop = self.model.stops.rel.related_model
        stops = stop.objects.select_related(
            "tour__enterprise__region", "tour__enterprise__subject", "tour__subject", "tour__site", "tour__requirements"
        ).order_by("position")
        return self.select_related("region", "enterprise").prefetch_related(models.Prefetch("stops", queryset=stops))

    def by_title(self) -> Self:
        return self.order_by("title__ru", "pk")

    def titled_like(self, words: str) -> Self:
        """Routes whose title has all of these words, in any language; all routes for none."""
        routes = self
        for word in words.split()[:MOST_WORDS]:
            in_title = (models.Q((f"title__{code}__icontains", word)) for code, _name in settings.LANGUAGES)
            routes = routes.filter(reduce(or_, in_title))
        return routes

    def passing(self, enterprise: Any) -> Self:
        """Routes with a stop at this enterprise."""
        return self.filter(
            pk__in=self.model.stops.rel.related_model.objects.filter(tour__enterprise=enterprise).values("route")
        )

    def with_card_facts(self, now: Any, until: Any, *, slots: int) -> Self:
        """Add `card_facts`: of each stop in order its day, the way to it, what and where it is, what its cover is drawn
        from, its prices, the first `slots` free slots until then, and when the next hold of its tour ends; all in the
        routes' own query.
        """
        stop = self.model.stops.rel.related_model
        free = Slot.objects.filter(tour=OuterRef("tour"), starts_at__lt=until).with_places_for(1, now).by_start()
        offered = VisitorCategory.objects.filter(tour=OuterRef("tour"), is_active=True).order_by("position", "pk")
        bookings = Slot.bookings.rel.related_model.objects.holding(now).filter(slot__tour=OuterRef("tour"))
        facts = JSONObject(
            tour="tour",
            hold_ends=Subquery(bookings.order_by("hold_expires_at").values("hold_expires_at")[:1]),
            day="day",
            minutes_before="minutes_before",
            title="tour__title",
            city="tour__site__city",
            album="tour__album",
            cover=JSONObject(
                motif=Coalesce("tour__subject__motif", "tour__enterprise__subject__motif"),
                accent="tour__enterprise__industry",
                variant="tour__cover_variant",
                house="tour__enterprise__uuid",
                seed="tour__uuid",
            ),
            slots=ArraySubquery(free.values(said=_JSONList("local_date", "starts_at", "ends_at", "closes_at"))[:slots]),
            categories=ArraySubquery(offered.values(said=JSONObject(**_same("min_age", "max_age", "price_kopecks")))),
        )
        stops = stop.objects.filter(route=OuterRef("pk")).order_by("position").values(said=facts)
        return self.annotate(card_facts=ArraySubquery(stops))

    def _hidden_stops(self) -> models.QuerySet:
        stop = self.model.stops.rel.related_model
        public = Tour.objects.published().filter(pk=OuterRef("tour"))
        return stop.objects.filter(~models.Exists(public), route=OuterRef("pk"))
