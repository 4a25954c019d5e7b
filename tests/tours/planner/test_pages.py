"""The planner's pages: chosen tours, the best plan, what stands in its way, and the booking of all of it."""

from datetime import time
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory, TourFactory, local_day
from tours.booking.models import Booking, Order
from tours.models import Slot, Tour
from tours.planner.asked import COOKIE, MOST_STOPS

pytestmark = pytest.mark.django_db

DAY = 7


def tour_at(*hours: int, days_ahead: int = DAY, **fields) -> Tour:
    tour = TourFactory(published=True, duration_minutes=60, **fields)
    for hour in hours:
        SlotFactory(tour=tour, days_ahead=days_ahead, at=time(hour))
    return tour


def address(*tours: Tour, page: str = "plan", **asked: object) -> str:
    day = local_day("Europe/Moscow", DAY).date()
    pairs = [("tour", tour.slug) for tour in tours]
    pairs += [(name.rstrip("_"), value) for name, value in {"from_": day, "to": day, **asked}.items() if value != ""]
    return f"{reverse(f'planner:{page}')}?{urlencode(pairs, doseq=True)}"


def page_of(client, *tours: Tour, **asked: object) -> str:
    response = client.get(address(*tours, **asked))
    assert response.status_code == 200
    return unescape(response.content.decode())


def planned(client, *tours: Tour, **asked: object):
    return client.get(address(*tours, **asked)).context["outcome"]


def booking_of(outcome) -> str:
    return f"{reverse('planner:book')}?{outcome.plan.booking}"


def test_nothing_chosen_leads_to_the_tours(client):
    page = client.get(reverse("planner:plan")).content.decode()
    assert reverse("catalogue:tours") in page
    assert 'name="robots" content="noindex"' in page


def test_a_tour_is_added_and_the_browser_remembers_it(client):
    one, other = tour_at(10), tour_at(14)
    assert reverse("planner:add") in client.get(one.get_absolute_url()).content.decode()
    for tour in (one, other):
        response = client.post(reverse("planner:add"), {"tour": tour.slug}, follow=True)
        assert response.status_code == 200
    assert client.cookies[COOKIE].value == f"{one.slug}.{other.slug}"
    again = client.get(reverse("planner:plan"))
    assert again.status_code == 302
    assert f"tour={one.slug}&tour={other.slug}" in again["Location"]


def test_removing_the_last_tour_makes_the_browser_forget(client):
    one = tour_at(10)
    client.post(reverse("planner:add"), {"tour": one.slug}, follow=True)
    client.get(f"{reverse('planner:plan')}?tour=")
    assert not client.cookies[COOKIE].value
    assert client.get(reverse("planner:plan")).status_code == 200


def test_adding_is_a_post_alone(client):
    assert client.get(reverse("planner:add")).status_code == 405


def test_plan_takes_starts_that_fit_and_says_the_sum(client):
    one, other = tour_at(10, 15), tour_at(11, 16, category__price_kopecks=30_000)
    outcome = planned(client, one, other, adults=2)
    hours = [(visit.tour, visit.start.starts_at.astimezone().hour) for visit in outcome.plan.visits]
    assert [tour for tour, _hour in hours] == [one, other] or [tour for tour, _hour in hours] == [other, one]
    assert outcome.plan.kopecks == 2 * (50_000 + 30_000)
    page = page_of(client, one, other, adults=2)
    assert "1\u00a0600\u00a0₽" in page
    assert str(one.title) in page


def test_time_at_the_gate_is_kept(client):
    one = tour_at(9)
    near = {"site": one.site, "requirements__arrive_minutes_before": 30}
    early, late = tour_at(10, **near), tour_at(11, **near)
    assert planned(client, one, late).plan
    outcome = planned(client, one, early)
    assert outcome.plan is None
    assert str(one.title) in outcome.why
    assert str(early.title) in outcome.why


def test_names_both_stops_the_nearest_date_and_what_fits_without_one(client):
    one, other, third = tour_at(10), tour_at(10), tour_at(15)
    SlotFactory(tour=other, days_ahead=DAY + 3, at=time(12))
    SlotFactory(tour=one, days_ahead=DAY + 3, at=time(17))
    SlotFactory(tour=third, days_ahead=DAY + 3, at=time(9))
    outcome = planned(client, one, other, third)
    assert outcome.plan is None
    assert all(str(tour.title) in outcome.why for tour in (one, other))
    [nearest] = outcome.nearest
    assert local_day("Europe/Moscow", DAY + 3).date().isoformat() in nearest.query
    assert client.get(f"{reverse('planner:plan')}?{nearest.query}").context["outcome"].plan
    shorter = client.get(f"{reverse('planner:plan')}?{outcome.without.query}").context["outcome"]
    assert len(shorter.plan.visits) == 2


def test_an_earlier_date_is_offered_too(client):
    one, other = tour_at(10), tour_at(10)
    SlotFactory(tour=one, days_ahead=DAY - 2, at=time(9))
    SlotFactory(tour=other, days_ahead=DAY - 2, at=time(15))
    [nearest] = planned(client, one, other).nearest
    assert local_day("Europe/Moscow", DAY - 2).date().isoformat() in nearest.query


def test_without_a_break_for_lunch_is_offered(client):
    one = TourFactory(published=True, duration_minutes=120)
    other = TourFactory(published=True, duration_minutes=90, site=one.site)
    SlotFactory(tour=one, days_ahead=DAY, at=time(11))
    SlotFactory(tour=other, days_ahead=DAY, at=time(13, 15))
    outcome = planned(client, one, other)
    assert outcome.plan is None
    assert client.get(f"{reverse('planner:plan')}?{outcome.without_meal.query}").context["outcome"].plan


def test_no_start_with_room_is_said(client):
    one, other = tour_at(10, capacity=3), tour_at(15)
    outcome = planned(client, one, other, adults=4)
    assert str(one.title) in outcome.why
    assert outcome.plan is None


def test_who_is_not_admitted_is_said(client):
    grown, other = tour_at(10, requirements__min_age=14), tour_at(15)
    outcome = planned(client, grown, other, adults=1, child=9)
    assert outcome.plan is None
    assert str(grown.title) in outcome.why
    assert "14" in outcome.why
    assert client.get(f"{reverse('planner:plan')}?{outcome.without.query}").context["outcome"].plan


@pytest.mark.parametrize(("fields", "party"), [({"party_max": 2}, {"adults": 3}), ({"category__max_age": 17}, {})])
def test_groups_and_prices_are_asked(client, fields, party):
    assert planned(client, tour_at(10, **fields), **party).why


def test_several_days_and_another_first_day(client):
    one, other = tour_at(10), tour_at(15)
    SlotFactory(tour=one, days_ahead=DAY + 1, at=time(10))
    SlotFactory(tour=other, days_ahead=DAY + 1, at=time(15))
    last = local_day("Europe/Moscow", DAY + 1).date()
    outcome = planned(client, one, other, to=last)
    [another] = outcome.others
    shown = client.get(f"{reverse('planner:plan')}?{another.query}").context["outcome"]
    assert shown.plan.first_day == last


def test_more_tours_than_a_plan_has_are_refused(client):
    slugs = [(f"tour-{number}") for number in range(999)]
    response = client.get(f"{reverse('planner:plan')}?{urlencode({'tour': slugs}, doseq=True)}")
    assert response.status_code == 422
    assert str(MOST_STOPS) in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["tour=%00", "tour=../..", "from=9999-99-99", "from=2100-12-31&to=2000-01-01", "adults=-1&child=900", "by=rocket",
     "day=x", "meal=maybe", "tour=" + "a" * 5000],
)  # fmt: skip
def test_odd_addresses_are_pages_too(client, query):
    assert client.get(f"{reverse('planner:plan')}?tour=x&{query}").status_code in (200, 400)
    assert client.get(f"{reverse('planner:book')}?slot={'x' * 500}&{query}").status_code in (302, 400)


def test_tours_that_are_not_public_are_left_out(client):
    hidden, shown = TourFactory(slots=1), tour_at(10)
    response = client.get(address(hidden, shown))
    assert [one.tour for one, _query in response.context["stops"]] == [shown]
    assert str(hidden.title) not in response.content.decode()


@pytest.mark.parametrize("count", [2, 5])
def test_page_asks_the_database_as_little_for_many_tours(client, django_assert_max_num_queries, count):
    tours = [tour_at(9, 11, 13, 15, 17) for _number in range(count)]
    with django_assert_max_num_queries(6):
        client.get(address(*tours))


# --- Booking ----------------------------------------------------------------------------------------------------------


def test_all_places_are_held_as_one_order(client):
    one, other = tour_at(10), tour_at(15)
    outcome = planned(client, one, other, adults=2)
    book = booking_of(outcome)
    page = client.get(book)
    assert page.status_code == 200
    assert "2\u00a0000\u00a0₽" in page.content.decode()
    form = page.context["form"]
    response = client.post(book, {"key": form["key"].value(), "ticket": page.context["guard"].ticket, "proof": ""})
    order = Order.objects.get()
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("booking:details", args=[order.token]))
    legs = list(Booking.objects.filter(order=order).order_by("position"))
    assert [(leg.seats, leg.slot.tour) for leg in legs] == [(2, one), (2, other)]
    assert client.get(response["Location"]).status_code == 200
    # The browser's own places are free for itself: the plan stays as it was, and a tour's own step one opens.
    assert planned(client, one, other, adults=2).plan.booking == outcome.plan.booking
    hold = reverse("booking:hold", args=[legs[1].slot.uuid])
    assert client.get(hold).status_code == 200
    assert client.post(hold, {}).status_code == 422


def test_a_plan_whose_places_went_is_all_or_nothing(client):
    one, other = tour_at(10, capacity=2), tour_at(15, capacity=2)
    outcome = planned(client, one, other, adults=2)
    confirmed_order(Slot.objects.get(tour=other))
    response = client.post(booking_of(outcome), {"key": "5f0c1b60-6a3e-4f0e-9d4e-3f5a2a1a0b1c"})
    assert response.status_code == 422
    assert Order.objects.count() == 1
    assert Slot.objects.get(tour=one).seats_taken == 0
    assert reverse("planner:plan") in response.content.decode()


def test_slots_that_cannot_be_reached_are_not_booked(client):
    one, other = tour_at(10), tour_at(10)
    slots = urlencode([("slot", slot.uuid) for slot in Slot.objects.filter(tour__in=[one, other])])
    response = client.post(f"{reverse('planner:book')}?{slots}", {"key": "5f0c1b60-6a3e-4f0e-9d4e-3f5a2a1a0b1c"})
    assert response.status_code == 422
    assert not Order.objects.exists()


@pytest.mark.parametrize("query", ["", "slot=", "slot=5f0c1b60-6a3e-4f0e-9d4e-3f5a2a1a0b1c"])
def test_nothing_to_book_leads_back(client, query):
    response = client.get(f"{reverse('planner:book')}?{query}")
    assert response.status_code == 302
    assert response["Location"] == reverse("planner:plan")


def test_hidden_slots_and_two_of_one_tour_are_not_booked(client):
    hidden = SlotFactory(tour=TourFactory())
    assert client.get(f"{reverse('planner:book')}?slot={hidden.uuid}").status_code == 302
    twice = tour_at(10, 15)
    slots = urlencode([("slot", slot.uuid) for slot in twice.slots.all()])
    assert client.get(f"{reverse('planner:book')}?{slots}").status_code == 302


@pytest.mark.parametrize("count", [2, 5])
def test_booking_page_asks_the_database_as_little_for_many_tours(client, django_assert_max_num_queries, count):
    slots = [tour_at(9 + 2 * number).slots.get() for number in range(count)]
    address_of = f"{reverse('planner:book')}?{urlencode([('slot', slot.uuid) for slot in slots])}"
    with django_assert_max_num_queries(5):
        assert client.get(address_of).status_code == 200
