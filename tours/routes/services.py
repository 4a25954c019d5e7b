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
) -> Route:
    """Make or change a route, put its stops in this order, and with `shown` publish it or make it a draft; or nothing.

    What was booked stays booked. Raises Refusal for a tour that stands in it twice, for days that run backwards or past
    the route's length, for more than MOST_STOPS stops, for a published route that would have fewer than two, and for
    one that is to be published over a tour that is not.
    """
    saved = Route.objects.select_for_update().get(pk=route.pk) if route else Route(enterprise=enterprise)
    if shown is not None:
        saved.status = Route.Status.PUBLISHED if shown else Route.Status.DRAFT
    _check_stops(stops, values["days"], published=saved.status == Route.Status.PUBLISHED)
    if shown:
        _check_public(stops)
    for name in FIELDS:
        setattr(saved, name, values[name])
    if not saved.slug:
        saved.slug = free_slug(Route, saved.title.in_language("ru"))
    saved.render_texts()
    saved.save()
    saved.stops.all().delete()
    RouteStop.objects.bulk_create(
        RouteStop(
            route=saved, tour=stop.tour, position=position, day=stop.day,
            minutes_before=stop.minutes_before if position else 0,
        )
        for position, stop in enumerate(stops)
    )  # fmt: skip
    return saved


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
