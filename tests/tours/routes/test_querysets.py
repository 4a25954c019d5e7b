"""Which routes a person may see or change: each verb called directly."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accelerator.base.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.factories.routes import RouteFactory, bookable_route, route_over
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.models import Slot
from tours.routes.models import Route

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown() -> Route:
    return bookable_route(stops=2, slots=0)


@pytest.fixture
def draft() -> Route:
    """Of an enterprise."""
    return RouteFactory(status="draft", enterprise=EnterpriseFactory(published=True))


def inactive(user: Any) -> Any:
    user.is_active = False
    user.save()
    return user


def test_public_sees_published_routes_whose_every_stop_is_public(shown: Route, draft: Route):
    tours = [TourFactory(published=True), TourFactory()]
    hidden = route_over(tours)
    member = MembershipFactory(enterprise=draft.enterprise, role="manager").user
    inactive(member)

    assert list(Route.objects.published()) == [shown]
    for reader in (AnonymousUser(), UserFactory(), member):
        assert list(Route.objects.visible_to(reader)) == [shown]
    tours[1].status = "published"
    tours[1].save()
    assert set(Route.objects.published()) == {shown, hidden}


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("guide", False), ("gate", False)])
def test_routes_of_an_enterprise_are_managed_by_who_manages_its_tours(shown: Route, draft: Route, role: str, may: bool):
    RouteFactory(status="draft", enterprise=EnterpriseFactory(published=True))
    member = MembershipFactory(enterprise=draft.enterprise, role=role).user

    assert list(Route.objects.managed_by(member)) == ([draft] if may else [])
    assert set(Route.objects.visible_to(member)) == ({shown, draft} if may else {shown})
    assert list(Route.objects.managed_by(inactive(member))) == []


def test_organizers_manage_every_route_and_strangers_none(shown: Route, draft: Route):
    organizer = UserFactory(organizer=True)

    assert set(Route.objects.managed_by(organizer)) == {shown, draft}
    assert set(Route.objects.visible_to(organizer)) == {shown, draft}
    for stranger in (AnonymousUser(), UserFactory(), inactive(organizer)):
        assert list(Route.objects.managed_by(stranger)) == []


def test_of_an_enterprise_and_through_one(shown: Route, draft: Route):
    stop = shown.stops.first()

    assert list(Route.objects.of(draft.enterprise)) == [draft]
    assert list(Route.objects.passing(stop.tour.enterprise)) == [shown]
    assert list(Route.objects.passing(draft.enterprise)) == []


def test_found_by_every_word_of_the_title_in_its_order():
    last, first = (RouteFactory(title={"ru": ru, "en": en}) for ru, en in [("Хлеб", "Iron"), ("Железо", "Bread")])

    assert list(Route.objects.by_title()) == [first, last]
    assert set(Route.objects.titled_like("  ")) == {first, last}
    assert list(Route.objects.titled_like("ХЛЕБ iron")) == [last]
    assert list(Route.objects.titled_like("хлеб bread")) == []
    assert list(Route.objects.titled_like("хлеб хлеб хлеб хлеб хлеб беб")) == [last]  # five words are read


def test_stops_come_in_their_order_with_all_that_is_read_of_them(django_assert_num_queries):
    tours = [TourFactory(published=True) for _ in range(3)]
    route = route_over(tours)
    route.stops.filter(tour=tours[0]).update(position=9)

    with django_assert_num_queries(2):
        [found] = Route.objects.with_stops()
        stops = list(found.stops.all())
        for stop in stops:
            assert str(stop.tour.enterprise.region), stop.tour.site
            assert stop.tour.requirements
    assert [stop.tour for stop in stops] == [tours[1], tours[2], tours[0]]
    assert found == route


def test_card_knows_the_free_slots_and_offered_prices_of_each_stop():
    first, second = TourFactory(published=True), TourFactory(published=True)
    VisitorCategoryFactory(tour=first, is_active=False)
    VisitorCategoryFactory(tour=first, price_kopecks=100, min_age=7, position=0)
    first.categories.filter(price_kopecks=50_000).update(position=1)
    later, sooner = SlotFactory(tour=first, days_ahead=9), SlotFactory(tour=first, days_ahead=8)
    SlotFactory(tour=first, days_ahead=8, seats_taken=15)
    SlotFactory(tour=first, days_ahead=8, status=Slot.Status.CLOSED)
    beyond = SlotFactory(tour=first, days_ahead=20)
    route = route_over([second, first], days=[1, 2])
    route_over([first, TourFactory(published=True)])
    now = clock.now()

    facts = Route.objects.with_card_facts(now, beyond.starts_at, slots=9).get(pk=route.pk).card_facts

    assert [(one["tour"], one["day"], one["minutes_before"]) for one in facts] == [
        (second.pk, 1, 0), (first.pk, 2, 60),
    ]  # fmt: skip
    assert facts[0]["slots"] == []
    assert [one[0] for one in facts[1]["slots"]] == [sooner.local_date.isoformat(), later.local_date.isoformat()]
    assert [one["price_kopecks"] for one in facts[1]["categories"]] == [100, 50_000]
    after = beyond.starts_at + timedelta(seconds=1)
    more = Route.objects.with_card_facts(now, after, slots=9).get(pk=route.pk).card_facts
    assert len(more[1]["slots"]) == 3
    fewer = Route.objects.with_card_facts(now, after, slots=2).get(pk=route.pk).card_facts
    assert fewer[1]["slots"] == facts[1]["slots"]
