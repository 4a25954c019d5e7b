"""Writes of routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.common.errors import Refusal
from accelerator.common.slugs import free_slug, remember_slug
from regions.enterprises.models import Enterprise
from tours.models import Tour
from tours.routes.models import Route, RouteStop

FIELDS = ("title", "theme", "description", "region", "days")
MOST_STOPS = 12


@dataclass(frozen=True)
class StopValues:
    """A stop as it shall be."""

    tour: Tour
    day: int
    minutes_before: int


@transaction.atomic
def save_route(
    *, route: Route | None, enterprise: Enterprise | None, values: Mapping[str, Any], stops: Sequence[StopValues]
) -> Route:
    """Make or change a route and put its stops in this order.

    Raises Refusal for a tour that stands in it twice, for days that run backwards or past the route's length, for more
    than MOST_STOPS stops, and for a published route that would be left with fewer than two.
    """
    saved = Route.objects.select_for_update().get(pk=route.pk) if route else Route(enterprise=enterprise)
    _check_stops(stops, values["days"], published=saved.status == Route.Status.PUBLISHED)
    for name in FIELDS:
        setattr(saved, name, values[name])
    former = saved.slug
    if not saved.slug:
        saved.slug = free_slug(Route, saved.title.in_language("ru"))
    elif values.get("slug") and values["slug"] != former:
        if Route.objects.filter(slug=values["slug"]).exists():
            raise Refusal(_("Another route has this address."))
        saved.slug = values["slug"]
    saved.render_texts()
    saved.save()
    if former and former != saved.slug:
        remember_slug(saved, former)
    saved.stops.all().delete()
    RouteStop.objects.bulk_create(
        RouteStop(
            route=saved, tour=stop.tour, position=position, day=stop.day,
            minutes_before=stop.minutes_before if position else 0,
        )
        for position, stop in enumerate(stops)
    )  # fmt: skip
    return saved


@transaction.atomic
def publish_route(*, route: Route) -> Route:
    """Show the route to everybody. Raises Refusal with fewer than two stops, or with a stop that is not public."""
    locked = Route.objects.select_for_update().get(pk=route.pk)
    stops = list(locked.stops.select_related("tour"))
    _check_stops([StopValues(s.tour, s.day, s.minutes_before) for s in stops], locked.days, published=True)
    public = set(Tour.objects.published().filter(pk__in=[stop.tour_id for stop in stops]).values_list("pk", flat=True))
    for stop in stops:
        if stop.tour_id not in public:
            raise Refusal(_("“%(tour)s” is not published yet.") % {"tour": stop.tour})
    locked.status = Route.Status.PUBLISHED
    locked.save(update_fields=["status"])
    return locked


def withdraw_route(*, route: Route) -> Route:
    """Make it a draft again; what was booked stays booked."""
    route.status = Route.Status.DRAFT
    route.save(update_fields=["status"])
    return route


def _check_stops(stops: Sequence[StopValues], days: int, *, published: bool) -> None:
    if len(stops) > MOST_STOPS:
        raise Refusal(_("A route has at most %(most)d stops.") % {"most": MOST_STOPS})
    if published and len(stops) < 2:
        raise Refusal(_("A route needs at least two stops."))
    if len({stop.tour.pk for stop in stops}) < len(stops):
        raise Refusal(_("A tour can stand in a route only once."))
    earlier = 1
    for stop in stops:
        if stop.day < earlier:
            raise Refusal(_("“%(tour)s” is on an earlier day than the stop before it.") % {"tour": stop.tour})
        if stop.day > days:
            raise Refusal(_("“%(tour)s” is on a day that the route does not have.") % {"tour": stop.tour})
        earlier = stop.day
