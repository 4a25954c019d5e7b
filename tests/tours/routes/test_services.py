"""Every way out of the services of routes, called directly."""

from typing import Any

import pytest

from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import ANY_VERSION
from tests.factories.booking import leg, request
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory
from tests.factories.routes import RouteFactory, bookable_route, route_over, stop_at
from tests.factories.tours import TourFactory
from tours.booking.services.holds import hold_seats
from tours.models import Slot
from tours.routes.models import Route, RouteStop
from tours.routes.services import MOST_STOPS, delete_route, refusal_to_delete, save_route

pytestmark = pytest.mark.django_db


def values(**changes: Any) -> dict[str, Any]:
    return {
        "title": I18nText({"ru": "Чугун и хлеб"}), "theme": I18nText({"ru": "Металл"}),
        "description": I18nText({"ru": "**Домна**"}), "region": None, "days": 2, **changes,
    }  # fmt: skip


def stops_over(count: int, *, public: bool = True) -> list[RouteStop]:
    return [stop_at(TourFactory(published=public), 1, 10 * n + 5) for n in range(count)]


def save(stops: list[RouteStop], route: Route | None = None, **changes: Any) -> Route:
    publish = changes.pop("publish", None)
    enterprise = changes.pop("enterprise", None)
    return save_route(
        route=route, enterprise=enterprise, values=values(**changes), stops=stops, publish=publish,
        expected_version=ANY_VERSION,
    )  # fmt: skip


def test_new_route_is_a_draft_with_its_stops_in_order():
    stops, enterprise, region = stops_over(3), EnterpriseFactory(), RegionFactory()

    first = save(stops, enterprise=enterprise, region=region)
    second = save([])

    found = Route.objects.get(pk=first.pk)
    assert (found.status, found.enterprise, found.region, found.days) == ("draft", enterprise, region, 2)
    assert (first.slug, second.slug) == ("chugun-i-hleb", "chugun-i-hleb-2")
    assert "<strong>Домна</strong>" in found.description_html["ru"]
    rows = found.stops.order_by("position").values_list("tour", "position", "day", "minutes_before")
    assert list(rows) == [
        (stops[0].tour.pk, 0, 1, 0), (stops[1].tour.pk, 1, 1, 15), (stops[2].tour.pk, 2, 1, 25),
    ]  # fmt: skip


def test_changed_route_keeps_its_address_and_gets_other_stops():
    route = bookable_route(stops=2)
    former = [stop.tour for stop in route.stops.order_by("position")]
    other = bookable_route(stops=2)

    save([stop_at(former[1], 1, 5), stop_at(former[0], 2, 30)], route)

    changed = Route.objects.get(pk=route.pk)
    assert (changed.slug, changed.status, changed.title) == (route.slug, "published", {"ru": "Чугун и хлеб"})
    assert list(changed.stops.order_by("position").values_list("tour", "day", "minutes_before")) == [
        (former[1].pk, 1, 0), (former[0].pk, 2, 30),
    ]  # fmt: skip
    assert other.stops.count() == 2


def test_route_is_published_and_hidden_and_else_stays_as_it_is():
    stops = stops_over(2)
    route = save(stops)

    assert save(stops, route, publish=True).status == "published"
    assert save(stops, route).status == "published"
    assert save(stops, route, publish=False).status == "draft"
    assert Route.objects.get(pk=route.pk).status == "draft"


def test_route_has_at_most_so_many_stops():
    stops = stops_over(MOST_STOPS + 1)

    with pytest.raises(Refusal, match=str(MOST_STOPS)):
        save(stops)
    assert not Route.objects.exists()
    assert save(stops[:-1]).stops.count() == MOST_STOPS


def test_stops_that_make_no_sense_are_refused_in_drafts_too():
    one, two = (stop.tour for stop in stops_over(2))
    senseless = {
        "once": [stop_at(one, 1, 0), stop_at(one, 1, 5)],
        "earlier": [stop_at(one, 2, 0), stop_at(two, 1, 5)],
        "before the first day": [stop_at(one, 0, 0), stop_at(two, 1, 5)],
        "past the end": [stop_at(one, 1, 0), stop_at(two, 3, 5)],
    }
    for why, stops in senseless.items():
        with pytest.raises(Refusal) as refused:
            save(stops)
        assert str(refused.value), why
    assert not Route.objects.exists()
    assert save([stop_at(one, 2, 0), stop_at(two, 2, 5)]).stops.count() == 2


def test_published_route_needs_two_stops_and_a_draft_none():
    stops = stops_over(2)
    route = save(stops, publish=True)

    for step in (
        lambda: save(stops[:1], route),
        lambda: save([], route, publish=True),
        lambda: save(stops[:1], publish=True),
    ):
        with pytest.raises(Refusal, match="дв"):
            step()
    assert route.stops.count() == 2
    assert save(stops[:1], route, publish=False).stops.count() == 1


def test_hidden_tour_is_no_stop_of_a_route_that_is_to_be_published():
    stops = [*stops_over(1), *stops_over(1, public=False)]
    route = save(stops)

    with pytest.raises(Refusal, match=str(stops[1].tour.title)):
        save(stops, route, publish=True)
    assert Route.objects.get(pk=route.pk).status == "draft"


def test_published_route_can_be_changed_over_a_tour_that_was_hidden_since():
    stops = stops_over(2)
    route = save(stops, publish=True)
    stops[0].tour.status = "draft"
    stops[0].tour.save()

    assert save(stops, route, days=3).days == 3


def test_only_a_draft_that_nobody_booked_is_deleted():
    draft = route_over([stop.tour for stop in stops_over(2)], status="draft")
    shown = RouteFactory()
    booked = bookable_route(stops=2)
    legs = [
        leg(Slot.objects.get(tour=stop.tour), minutes_before=stop.minutes_before)
        for stop in booked.stops.order_by("position")
    ]
    hold_seats(legs=legs, request=request(route=booked))
    Route.objects.filter(pk=booked.pk).update(status="draft")
    booked.refresh_from_db()

    for route in (shown, booked):
        assert refusal_to_delete(route) is not None
        with pytest.raises(Refusal, match=str(refusal_to_delete(route))):
            delete_route(route=route)
    assert str(refusal_to_delete(shown)) != str(refusal_to_delete(booked))
    assert refusal_to_delete(draft) is None
    delete_route(route=draft)

    assert set(Route.objects.all()) == {shown, booked}
    assert not RouteStop.objects.filter(route=draft.pk).exists()
