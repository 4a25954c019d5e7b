"""Writes of routes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal
from accelerator.base.common.slugs import free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign_fields, lock_version, save_next_version
from accelerator.base.search.services import index
from regions.enterprises.models import Enterprise
from regions.enterprises.services.photos import delete_album
from tours.models import Tour
from tours.routes.models import Route, RouteStop

MOST_STOPS = 12


@atomic
def save_route(
    *,
    route: Route | None,
    enterprise: Enterprise | None,
    values: Mapping[str, Any],
    stops: Sequence[RouteStop],
    publish: bool | None = None,
    expected_version: int,
) -> Route:
    """Create or change a route with these stops in this order; with `publish` publish it or take it back into draft.

    Bookings stay. Raises EditConflict, and Refusal for a tour that is in it twice, for days that run backwards or past
    the route's length, for more than MOST_STOPS stops, for a published route that would have fewer than two, and for
    publishing one over a tour that is not public.
    """
    saved = lock_version(Route.objects.all(), route.pk, expected_version) if route else Route(enterprise=enterprise)
    status = saved.status if publish is None else Route.Status.PUBLISHED if publish else Route.Status.DRAFT
    _check_stops(stops, values["days"], published=status == Route.Status.PUBLISHED)
    if publish:
        _check_public(stops)
    changed = assign_fields(saved, (*Route.EDITABLE, "status"), {**values, "status": status})
    saved.set_derived()
    if not route:
        saved.slug = free_slug(Route.objects.all(), saved.title)
        saved.save()
    moved = _set_stops(saved, stops)
    if route and (changed or moved):
        save_next_version(saved)
    index("route", [saved.pk])
    return saved


def _set_stops(route: Route, stops: Sequence[RouteStop]) -> bool:
    """Replace the route's stops if these differ; return whether they do."""
    for position, stop in enumerate(stops):
        stop.route, stop.position = route, position
        stop.minutes_before = stop.minutes_before if position else 0
    given = [(stop.tour_id, stop.day, stop.minutes_before) for stop in stops]
    if given == list(route.stops.order_by("position").values_list("tour", "day", "minutes_before")):
        return False
    route.stops.all().delete()
    RouteStop.objects.bulk_create(stops)
    return True


def delete_route(*, route: Route) -> None:
    """Remove a draft with its stops. Raises Refusal for a published route, and for one that was ever booked."""
    try:
        with transaction.atomic():
            locked = Route.objects.select_for_update().get(pk=route.pk)
            if refusal := refusal_to_delete(locked):
                raise refusal
            delete_album(owner=locked)
            pk = locked.pk
            locked.delete()
            index("route", [pk])
    except IntegrityError as error:  # an order has come to name it: the database finds that at the commit
        raise _booked() from error


def refusal_to_delete(route: Route) -> Refusal | None:
    """Return why the route cannot be deleted, if it cannot: visitors see it, or orders name it."""
    if route.status == Route.Status.PUBLISHED:
        return Refusal(_("Visitors can see this route. Hide it from them first, then delete it."))
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([route])  # what protects it belongs to the apps above
    except ProtectedError:
        return _booked()
    return None


def _booked() -> Refusal:
    return Refusal(
        _(
            "The route has been booked and orders refer to it, so it cannot be deleted. While it is a "
            "draft, visitors cannot see it."
        )
    )


def _check_public(stops: Sequence[RouteStop]) -> None:
    public = Tour.objects.published().in_bulk([stop.tour_id for stop in stops])
    for stop in stops:
        if stop.tour_id not in public:
            raise Refusal(_("“%(tour)s” is not published yet.") % {"tour": stop.tour})


def _check_stops(stops: Sequence[RouteStop], days: int, *, published: bool) -> None:
    if len(stops) > MOST_STOPS:
        raise Refusal(_("A route has at most %(most)d stops.") % {"most": MOST_STOPS})
    if published and len(stops) < 2:
        raise Refusal(_("A route needs at least two stops."))
    if len({stop.tour_id for stop in stops}) < len(stops):
        raise Refusal(_("A tour can be in a route only once."))
    earlier = 1
    for stop in stops:
        if stop.day < earlier:
            raise Refusal(_("“%(tour)s” is on an earlier day than the stop before it.") % {"tour": stop.tour})
        if stop.day > days:
            raise Refusal(_("“%(tour)s” is on a day that the route does not have.") % {"tour": stop.tour})
        earlier = stop.day
