"""Writes of routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal
from accelerator.base.common.slugs import free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import ANY_VERSION, assign_fields, lock_version, save_next_version
from regions.enterprises.models import Enterprise
from regions.enterprises.services.albums import delete_album
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


@atomic
def save_route(
    *,
    route: Route | None,
    enterprise: Enterprise | None,
    values: Mapping[str, Any],
    stops: Sequence[StopValues],
    shown: bool | None = None,
    expected_version: int = ANY_VERSION,
) -> Route:
    """Make or change a route, put its stops in this order, and with `shown` publish it or make it a draft; or nothing.

    What was booked stays booked. Raises EditConflict, and Refusal for a tour that stands in it twice, for days that run
    backwards or past the route's length, for more than MOST_STOPS stops, for a published route that would have fewer
    than two, and for one that is to be published over a tour that is not.
    """
    saved = lock_version(Route.objects.all(), route.pk, expected_version) if route else Route(enterprise=enterprise)
    status = saved.status if shown is None else Route.Status.PUBLISHED if shown else Route.Status.DRAFT
    _check_stops(stops, values["days"], published=status == Route.Status.PUBLISHED)
    if shown:
        _check_public(stops)
    changed = assign_fields(saved, (*FIELDS, "status"), {**values, "status": status})
    saved.set_derived()
    if not route:
        saved.slug = free_slug(Route, saved.title.in_language("ru"))
        saved.save()
    moved = _set_stops(saved, stops)
    if route and (changed or moved):
        save_next_version(saved)
    return saved


def _set_stops(route: Route, stops: Sequence[StopValues]) -> bool:
    """Replace the route's stops by these, if they are others; return whether they are."""
    wanted = [(stop.tour.pk, stop.day, stop.minutes_before if n else 0) for n, stop in enumerate(stops)]
    if wanted == list(route.stops.order_by("position").values_list("tour", "day", "minutes_before")):
        return False
    route.stops.all().delete()
    RouteStop.objects.bulk_create(
        RouteStop(route=route, tour_id=tour, position=position, day=day, minutes_before=minutes)
        for position, (tour, day, minutes) in enumerate(wanted)
    )
    return True


def delete_route(*, route: Route) -> None:
    """Remove a draft with its stops. Raises Refusal for a published route, and for one that was ever booked."""
    try:
        with transaction.atomic():
            locked = Route.objects.select_for_update().get(pk=route.pk)
            if refusal := why_kept(locked):
                raise refusal
            delete_album(owner=locked)
            locked.delete()
    except IntegrityError as error:  # an order has come to name it: the database finds that at the commit
        raise _booked() from error


def why_kept(route: Route) -> Refusal | None:
    """What speaks against deleting the route, if anything does: visitors see it, or orders name it."""
    if route.status == Route.Status.PUBLISHED:
        return Refusal(_("Visitors see this route. Hide it from them first, then delete it."))
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([route])  # what protects it belongs to the rooms above
    except ProtectedError:
        return _booked()
    return None


def _booked() -> Refusal:
    return Refusal(
        _("The route has been booked, and orders keep naming it: it cannot be deleted. As a draft nobody sees it.")
    )


def _check_public(stops: Sequence[StopValues]) -> None:
    tours = [stop.tour for stop in stops]
    public = set(Tour.objects.published().filter(pk__in=[tour.pk for tour in tours]).values_list("pk", flat=True))
    for tour in tours:
        if tour.pk not in public:
            raise Refusal(_("“%(tour)s” is not published yet.") % {"tour": tour})


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
