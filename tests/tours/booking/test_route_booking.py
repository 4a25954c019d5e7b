"""A route booked as one in a browser: all stops or none."""

import re
import uuid
from datetime import time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.common import clock
from accelerator.common.templatetags.portal import local_date
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text
from tests.factories.routes import RouteFactory, bookable_route, route_over
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.models import Booking, Order
from tours.booking.views.route import DAYS_SHOWN
from tours.models import Slot, Tour
from tours.routes.days import age_bands, route_days, slots_by_stop
from tours.routes.models import Route

pytestmark = pytest.mark.django_db


def days_of(route: Route) -> list:
    stops = list(Route.objects.with_stops().get(pk=route.pk).stops.all())
    return route_days(stops, slots_by_stop(stops, 1, clock.now()))


def address(route: Route, day: object | None = None) -> str:
    return reverse("booking:route", args=[route.slug]) + (f"?date={day}" if day else "")


def choice(day: object, *, people: int = 1, **changes: str) -> dict[str, str]:
    stops = {f"stop{n}": str(stop.proposed.uuid) for n, stop in enumerate(day.stops)}
    return {"key": str(uuid.uuid4()), "band0": str(people), **stops, **changes}


def test_route_is_held_and_booked_as_one(client: Client):
    consent_text()
    route = bookable_route(3)
    [day] = days_of(route)
    assert client.get(address(route)).status_code == 200
    assert client.get(address(route, day.first_day)).status_code == 200

    held = client.post(address(route, day.first_day), choice(day, people=2))
    answer = client.post(held.url, {"name": "Мария", "email": "masha@example.org", "v1_name": "Пётр", "consent": "on"})

    order = Order.objects.get()
    assert answer.url == order.get_absolute_url()
    assert (order.route, order.party_size) == (route, 2)
    assert [(b.status, b.seats) for b in order.bookings.order_by("position")] == [("CONFIRMED", 2)] * 3
    page = client.get(answer.url).content.decode()
    assert all(str(stop.tour.title) in page for stop in route.stops.all())


def test_safety_facts_stand_before_days_and_prices(client):
    route = bookable_route(2, requirements__min_age=12, requirements__group_max=15)
    [day] = days_of(route)

    page = client.get(address(route, day.first_day)).content.decode()

    assert page.index("с\u00a012\u00a0лет") < page.index('class="disclosure"') < page.index("до\u00a015\u00a0человек")
    assert page.index("с\u00a012\u00a0лет") < page.index('id="days"') < page.index("1\u00a0000\u00a0₽")


def test_slots_say_from_when_to_when_and_what_is_left(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route = route_over([first, second], days=[1, 2])
    SlotFactory(tour=first, days_ahead=5, at=time(10))
    following = SlotFactory(tour=second, days_ahead=6, at=time(9, 30), capacity=3)
    [day] = days_of(route)

    page = unescape(client.get(address(route, day.first_day)).content.decode()).replace("\u00a0", " ")

    assert "9:30–10:30, осталось 3 места" in page
    assert f"{local_date(following.local_date)}</p>".replace("\u00a0", " ") in page


def test_days_can_be_turned_to_the_last_slot_there_is(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route = route_over([first, second])
    days = [*range(2, 20), 150]
    for day in days:
        SlotFactory(tour=first, days_ahead=day, at=time(10))
        SlotFactory(tour=second, days_ahead=day, at=time(13))
    seen, following = [], address(route)

    for _turn in days:
        page = unescape(client.get(following).content.decode())
        seen += re.findall(r'class="chip" href="[^"]*date=(\d{4}-\d\d-\d\d)', page)
        later = re.search(r'href="(\?from=[^"#]+)[^"]*" rel="next"', page)
        if not later:
            break
        following = address(route) + later[1]

    assert seen == [str(slot.local_date) for slot in Slot.objects.filter(tour=first).order_by("starts_at")]
    assert 'rel="prev"' in page
    shown = seen[DAYS_SHOWN]
    assert 'aria-current="true"' in client.get(address(route, shown)).content.decode()


def test_route_whose_last_stop_fills_up_meanwhile_holds_nothing(client):
    route = bookable_route(3, capacity=2)
    [day] = days_of(route)
    confirmed_order(day.stops[2].proposed, people=1)

    answer = client.post(address(route, day.first_day), choice(day, people=2))

    assert answer.status_code == 422
    assert str(day.stops[2].stop.tour.title) in answer.content.decode()
    assert Order.objects.count() == 1
    assert [slot.seats_taken for slot in Slot.objects.order_by("starts_at")] == [0, 0, 1]


def test_slots_too_close_together_are_refused_with_both_stops_named(client):
    route = bookable_route(2)
    stops = list(route.stops.order_by("position"))
    early = SlotFactory(
        tour=stops[1].tour, days_ahead=7, at=time(10, 30)
    )  # the first ends at 10, the way takes an hour
    [day] = days_of(route)

    answer = client.post(address(route, day.first_day), choice(day, stop1=str(early.uuid)))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "слишком рано" in page
    assert all(str(stop.tour.title) in page for stop in stops)
    assert not Order.objects.exists()


def test_draft_without_stops_offers_no_day(client):
    route = RouteFactory(status=Route.Status.DRAFT)
    client.force_login(UserFactory(organizer=True))

    answer = client.get(address(route))

    assert answer.status_code == 200
    assert answer.context["shown"].days == []


def test_slot_that_fits_with_nothing_at_the_other_stops_cannot_be_chosen(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route = route_over([first, second], minutes=90)
    early, late = (SlotFactory(tour=first, days_ahead=5, at=time(hour)) for hour in (10, 13))
    too_early, good = (SlotFactory(tour=second, days_ahead=5, at=time(hour)) for hour in (11, 14))
    [day] = days_of(route)

    page = client.get(address(route, day.first_day)).content.decode()

    off = set(re.findall(r'value="([0-9a-f-]{36})"[^>]* disabled', page))
    assert off == {str(late.uuid), str(too_early.uuid)}
    assert [stop.fitting for stop in day.stops] == [[early], [good]]


def test_only_days_on_which_every_stop_can_be_reached_are_offered():
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route = route_over([first, second], minutes=90)
    SlotFactory(tour=first, days_ahead=5, at=time(10))
    SlotFactory(tour=second, days_ahead=5, at=time(12))  # half an hour short
    SlotFactory(tour=first, days_ahead=6, at=time(10))
    good = SlotFactory(tour=second, days_ahead=6, at=time(12, 30))
    SlotFactory(tour=first, days_ahead=8, at=time(10))
    full = SlotFactory(tour=second, days_ahead=8, at=time(15), capacity=1)
    confirmed_order(full)

    assert [day.stops[1].proposed for day in days_of(route)] == [good]


def test_route_of_two_days_takes_the_second_stop_on_the_second_day():
    first, second = (TourFactory(published=True) for _ in range(2))
    route = route_over([first, second], days=[1, 2])
    start = SlotFactory(tour=first, days_ahead=5)
    SlotFactory(tour=second, days_ahead=5, at=time(18))
    following = SlotFactory(tour=second, days_ahead=6)

    [day] = days_of(route)

    assert (day.first_day, day.stops[1].proposed) == (start.local_date, following)
    assert following.local_date == start.local_date + timedelta(days=1)


def test_another_tours_slot_cannot_be_slipped_in(client):
    route = bookable_route(2)
    [day] = days_of(route)

    answer = client.post(address(route, day.first_day), choice(day, stop1=str(SlotFactory().uuid)))

    assert answer.status_code == 422
    assert not Order.objects.exists()


@pytest.mark.parametrize("day", ["", "2020-01-01", "nonsense"])
def test_post_for_a_day_that_does_not_fit_offers_the_others(client, day):
    route = bookable_route(2)

    assert client.post(address(route, day), {}).status_code == 422
    assert client.get(address(route, day)).status_code == 200


def test_ages_are_asked_in_bands_that_pay_alike_everywhere():
    def tour(*bounds: tuple[int | None, int | None, int]) -> Tour:
        made = TourFactory(published=True, category=None)
        for low, high, price in bounds:
            VisitorCategoryFactory(tour=made, min_age=low, max_age=high, price_kopecks=price)
        return made

    tours = [tour((18, None, 600), (6, 17, 300)), tour((None, 13, 0), (14, None, 500))]

    bands = age_bands([list(made.categories.order_by("position")) for made in tours])

    assert [(band.low, band.high, band.price_kopecks) for band in bands] == [
        (6, 13, 300), (14, 17, 800), (18, None, 1100),
    ]  # fmt: skip


def test_cancelling_one_stop_keeps_the_others(client):
    consent_text()
    route = bookable_route(3)
    [day] = days_of(route)
    held = client.post(address(route, day.first_day), choice(day))
    client.post(held.url, {"name": "Мария", "email": "masha@example.org", "consent": "on"})
    order = Order.objects.get()
    last = order.bookings.get(position=2)

    client.post(reverse("booking:cancel", args=[order.token]), {"leg": [str(last.uuid)]})

    states = [booking.status for booking in order.bookings.order_by("position")]
    assert states == [Booking.Status.CONFIRMED, Booking.Status.CONFIRMED, Booking.Status.CANCELLED]
