"""Routes over several enterprises."""

from collections.abc import Sequence
from datetime import time
from typing import Any

import factory

from tests.factories.tours import SlotFactory, TourFactory
from tours.models import Tour
from tours.routes.models import Route, RouteStop


class RouteFactory(factory.django.DjangoModelFactory):
    """A published route without stops; see `route_over`."""

    class Meta:
        model = Route

    slug = factory.Sequence(lambda n: f"marshrut-{n}")
    title = factory.Sequence(lambda n: {"ru": f"Маршрут {n}", "en": f"Route {n}"})
    theme = factory.LazyFunction(lambda: {"ru": "Металл", "en": "Metal"})
    status = Route.Status.PUBLISHED


def stop_at(tour: Tour, day: int, minutes_before: int) -> RouteStop:
    """A stop that is not saved, as the service takes it."""
    return RouteStop(tour=tour, day=day, minutes_before=minutes_before)


def route_over(tours: Sequence[Tour], *, minutes: int = 60, days: Sequence[int] = (), **fields: Any) -> Route:
    """A published route with these tours as stops."""
    stop_days = days or [1] * len(tours)
    route = RouteFactory(days=max(stop_days), **fields)
    RouteStop.objects.bulk_create(
        RouteStop(route=route, tour=tour, position=n, day=stop_days[n], minutes_before=minutes if n else 0)
        for n, tour in enumerate(tours)
    )
    return route


def bookable_route(stops: int = 3, *, days_ahead: int = 7, capacity: int = 5, **fields: Any) -> Route:
    """A route of one day whose stops of an hour each start two hours apart on one day."""
    tours = [TourFactory(published=True, duration_minutes=60, capacity=capacity, **fields) for _ in range(stops)]
    for number, tour in enumerate(tours):
        SlotFactory(tour=tour, days_ahead=days_ahead, at=time(9 + 2 * number))
    return route_over(tours)
