"""A route booked as one in a browser: all stops or none."""

import re
import uuid
from datetime import time, timedelta
from functools import partial
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from accelerator.base.common import clock
from accelerator.base.common.formats import local_date, slot_time
from accelerator.base.common.text import lcfirst
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, confirmed_order, consent_text, held_order, leg, request
from tests.factories.routes import RouteFactory, bookable_route, route_over
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.portal.markup import html_of
from tours.booking.errors import BookingClosed, NotEnoughSeats, PartyRefused, RequestKeyReused, SlotGone
from tours.booking.forms.party import RoutePartyForm
from tours.booking.models import Booking, Order
from tours.booking.services.holds import HOLD_FOR, hold_instead, hold_seats
from tours.booking.services.seats import audit_capacity
from tours.booking.views.route_holds import DAYS_SHOWN
from tours.models import Slot, Tour
from tours.routes.days import age_bands, priced_categories, route_days, slots_by_stop
from tours.routes.models import Route

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


def days_of(route: Route) -> list:
    stops = list(Route.objects.with_stops().get(pk=route.pk).stops.all())
    return route_days(stops, slots_by_stop(stops, 1, clock.now()))


def address(route: Route, day: object | None = None) -> str:
    return reverse("booking:route", args=[route.slug]) + (f"?date={day}" if day else "")


def choice(day: object, *, people: int = 1, **changes: str) -> dict[str, str]:
    stops = {f"stop{n}": str(stop.proposed.uuid) for n, stop in enumerate(day.stops)}
    return {"key": str(uuid.uuid4()), "band0": str(people), **stops, **changes}


def test_route_is_held_and_booked_as_one(client: Client):
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
    page = html_of(client.get(answer.url))
    assert all(str(stop.tour.title) in page for stop in route.stops.all())


def test_day_and_party_are_asked_before_what_to_know(client):
    route = bookable_route(2, requirements__min_age=12, requirements__group_max=15)
    [day] = days_of(route)

    page = html_of(client.get(address(route, day.first_day)))

    assert page.index("от\u00a012\u00a0лет") < page.index('class="disclosure"') < page.index("до\u00a015\u00a0человек")
    asked = [page.index(mark) for mark in ('id="days"', 'name="stop0"', 'class="party"', "от\u00a012\u00a0лет")]
    assert asked == sorted(asked)


def test_slots_say_from_when_to_when_and_what_is_left(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route = route_over([first, second], days=[1, 2])
    SlotFactory(tour=first, days_ahead=5, at=time(10))
    following = SlotFactory(tour=second, days_ahead=6, at=time(9, 30), capacity=3)
    [day] = days_of(route)

    page = unescape(html_of(client.get(address(route, day.first_day)))).replace("\u00a0", " ")

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
        page = unescape(html_of(client.get(following)))
        seen += re.findall(r'class="chip" href="[^"]*date=(\d{4}-\d\d-\d\d)', page)
        later = re.search(r'href="(\?from=[^"#]+)[^"]*" rel="next"', page)
        if not later:
            break
        following = address(route) + later[1]

    assert seen == [str(slot.local_date) for slot in Slot.objects.filter(tour=first).order_by("starts_at")]
    assert 'rel="prev"' in page
    shown = seen[DAYS_SHOWN]
    assert 'aria-current="true"' in html_of(client.get(address(route, shown)))


def test_route_whose_last_stop_fills_up_during_booking_holds_nothing(client):
    route = bookable_route(3, capacity=2)
    [day] = days_of(route)
    confirmed_order(day.stops[2].proposed, people=1)

    answer = client.post(address(route, day.first_day), choice(day, people=2))

    assert answer.status_code == 422
    assert str(day.stops[2].stop.tour.title) in html_of(answer)
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

    page = html_of(answer)
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


def test_slot_that_fits_with_nothing_at_the_other_stops_is_not_offered(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route = route_over([first, second], minutes=90)
    early, late = (SlotFactory(tour=first, days_ahead=5, at=time(hour)) for hour in (10, 13))
    too_early, good = (SlotFactory(tour=second, days_ahead=5, at=time(hour)) for hour in (11, 14))
    [day] = days_of(route)

    page = html_of(client.get(address(route, day.first_day)))

    # One time is left at each stop: nothing is to be chosen.
    sent = re.findall(r'type="(\w+)" name="stop\d" value="([0-9a-f-]{36})"', page)
    assert sent == [("hidden", str(early.uuid)), ("hidden", str(good.uuid))]
    assert str(late.uuid) not in page
    assert str(too_early.uuid) not in page
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


def tour_for(*bounds: tuple[int | None, int | None, int]) -> Tour:
    """A tour with a category for each of these: from which age, to which, at which price."""
    made = TourFactory(published=True, duration_minutes=60, category=None)
    for low, high, price in bounds:
        VisitorCategoryFactory(tour=made, min_age=low, max_age=high, price_kopecks=price)
    return made


@pytest.mark.parametrize(
    ("categories", "bands"),
    [
        (
            [[(18, None, 600), (6, 17, 300)], [(None, 13, 0), (14, None, 500)]],
            [(6, 13, 300), (14, 17, 800), (18, None, 1100)],
        ),
        # Seniors pay their own price where there is one, wherever it stands in the list.
        (
            [[(18, None, 750), (6, 17, 450), (60, None, 500)], [(18, None, 500), (7, 17, 250)]],
            [(7, 17, 700), (18, 59, 1250), (60, None, 1000)],
        ),
        # No one is told apart who pays the same in the same category.
        ([[(60, None, 600), (18, None, 600)]], [(18, None, 600)]),
        ([[(None, 6, 500), (None, None, 500)]], [(0, None, 500)]),
        # A student is a student, not everyone of 16 and more; nor is a visitor without an age.
        ([[(18, None, 300), (12, 17, 0), (16, None, 0)]], [(12, 17, 0), (18, None, 300)]),
        ([[(None, None, 100), (18, None, 300), (18, None, 200)]], [(0, 17, 100), (18, None, 300)]),
    ],
)
def test_ages_are_asked_in_bands_that_pay_alike_everywhere(categories, bands):
    tours = [tour_for(*bounds) for bounds in categories]

    found = age_bands([list(made.categories.order_by("position")) for made in tours])

    assert [(band.low, band.high, band.price_kopecks) for band in found] == bands
    for band in found:
        assert all(category.admits(age) for category in band.categories for age in (band.low, band.high or band.low))


@pytest.mark.parametrize(
    ("bounds", "counts"),
    [
        ([(6, 17, 450), (18, None, 750), (60, None, 500)], [0, 1, 0]),
        ([(16, None, 750), (60, None, 500)], [1, 0]),
        ([(21, 64, 750), (65, None, 500)], [1, 0]),
        ([(6, 10, 300), (11, 15, 450)], [0, 1]),
    ],
)
def test_form_proposes_one_adult(client, bounds, counts):
    tours = [tour_for(*bounds), tour_for((None, None, 100))]
    route = route_over(tours)
    for number, made in enumerate(tours):
        SlotFactory(tour=made, days_ahead=7, at=time(9 + 3 * number))
    [day] = days_of(route)

    form = client.get(address(route, day.first_day)).context["form"]

    assert [field.value() for _band, field in form.band_rows] == counts


def test_cancelling_one_stop_keeps_the_others(client):
    route = bookable_route(3)
    [day] = days_of(route)
    held = client.post(address(route, day.first_day), choice(day))
    client.post(held.url, {"name": "Мария", "email": "masha@example.org", "consent": "on"})
    order = Order.objects.get()
    last = order.bookings.get(position=2)

    client.post(reverse("booking:cancel", args=[order.token]), {"leg": [str(last.uuid)]})

    states = [booking.status for booking in order.bookings.order_by("position")]
    assert states == [Booking.Status.CONFIRMED, Booking.Status.CONFIRMED, Booking.Status.CANCELLED]


def held_route(client: Client, *, people: int = 2, **fields: int) -> tuple[Route, list, str]:
    """A route of two stops on two days, of which the client holds the first: route, days, address of step two."""
    route = bookable_route(2, **fields)
    for slot in list(Slot.objects.by_start()):
        SlotFactory(tour=slot.tour, days_ahead=9, local_start=slot.local_start + timedelta(days=2))
    days = days_of(route)
    client.get(address(route, days[0].first_day))
    return route, days, client.post(address(route, days[0].first_day), choice(days[0], people=people)).url


def taken() -> list[int]:
    """The counters of all slots, the earliest first."""
    return list(Slot.objects.by_start().values_list("seats_taken", flat=True))


def test_back_finds_the_places_of_the_route_and_changes_them(client: Client):
    route, days, details = held_route(client, people=3, capacity=3)
    there = address(route, days[0].first_day)
    deadline = Booking.objects.first().hold_expires_at

    page = client.get(there)
    stranger = Client().get(there)
    again = client.post(there, choice(days[0], people=2))

    assert details in html_of(page)
    assert page.context["form"]["band0"].value() == 3
    assert details not in html_of(stranger)
    assert stranger.context["chosen"] is None  # for others nothing is left on that day
    assert again.url == details
    assert Order.objects.get().party_size == 2
    assert set(Booking.objects.values_list("seats", "hold_expires_at")) == {(2, deadline)}
    assert taken() == [2, 2, 0, 0]
    assert audit_capacity() == []


def test_slots_say_what_is_left_with_ones_own_places(client: Client):
    route, days, _details = held_route(client, people=2, capacity=5)

    counts = [html_of(client.get(address(route, day.first_day))).count("осталось 5") for day in days]

    assert counts == [2, 2]


def test_back_and_another_day_leaves_nothing_held_on_the_first(client: Client):
    route, days, details = held_route(client)

    again = client.post(address(route, days[1].first_day), choice(days[1], people=3))

    assert again.url == details
    assert client.get(details).status_code == 200
    assert list(Booking.objects.order_by("position").values_list("slot", "seats", "status")) == [
        (stop.proposed.pk, 3, Booking.Status.ON_HOLD) for stop in days[1].stops
    ]
    assert (Order.objects.get().party_size, Order.objects.get().visitors.count()) == (3, 3)
    assert taken() == [0, 0, 3, 3]
    assert audit_capacity() == []
    found = client.get(address(route, days[1].first_day)).context["form"]
    assert [found["band0"].value(), found["stop0"].value()] == [3, str(days[1].stops[0].proposed.uuid)]


def test_back_and_another_time_at_one_stop_changes_that_stop_alone(client: Client):
    route, days, details = held_route(client, capacity=2)
    later = SlotFactory(tour=days[0].stops[1].stop.tour, days_ahead=7, at=time(15))

    page = client.get(address(route, days[0].first_day)).context["form"]
    again = client.post(address(route, days[0].first_day), choice(days[0], people=2, stop1=str(later.uuid)))

    assert page["stop0"].value() == str(days[0].stops[0].proposed.uuid)  # though no place is left but one's own
    assert again.url == details
    assert list(Booking.objects.order_by("position").values_list("slot", flat=True)) == [
        days[0].stops[0].proposed.pk, later.pk,
    ]  # fmt: skip
    assert taken() == [2, 0, 2, 0, 0]
    assert audit_capacity() == []
    found = client.get(address(route, days[0].first_day)).context["form"]
    assert found["stop1"].value() == str(later.uuid)


def test_change_that_cannot_be_had_leaves_what_is_held(client: Client):
    route, days, details = held_route(client)
    confirmed_order(days[1].stops[1].proposed, people=4)

    answer = client.post(address(route, days[1].first_day), choice(days[1], people=2))

    assert answer.status_code == 422
    assert taken() == [2, 2, 0, 4]
    assert details in html_of(client.get(address(route, days[0].first_day)))
    assert audit_capacity() == []


def test_same_form_sent_twice_changes_once(client: Client):
    route, days, details = held_route(client)
    other = choice(days[1], people=3)

    answers = [client.post(address(route, days[1].first_day), other) for _click in range(2)]

    assert {answer.url for answer in answers} == {details}
    assert taken() == [0, 0, 3, 3]


def test_places_booked_in_another_tab_are_not_held_a_second_time(client: Client):
    route, days, _details = held_route(client)
    page = html_of(client.get(address(route, days[0].first_day)))
    own = re.search(r'name="own" value="([^"]+)"', page)[1]
    order = confirm_order(Order.objects.get())

    answer = client.post(address(route, days[0].first_day), choice(days[0], own=own))

    assert answer.url == order.get_absolute_url()
    assert Order.objects.get() == order


def test_own_places_are_not_found_once_one_of_them_has_lapsed(client: Client):
    route, days, details = held_route(client)
    Booking.objects.filter(position=1).update(hold_expires_at=clock.now())

    assert details not in html_of(client.get(address(route, days[0].first_day)))


@pytest.mark.parametrize("waited", [timedelta(0), HOLD_FOR], ids=["held", "lapsed"])
def test_order_holds_other_slots_instead_whether_its_hold_lives_or_not(waited):
    first, second = SlotFactory(days_ahead=7, capacity=2), SlotFactory(days_ahead=8, capacity=2)
    other = SlotFactory(tour=second.tour, days_ahead=9, capacity=15)
    order = hold_seats(legs=[leg(first, 2), leg(second, 2)], request=request())
    code = order.code
    if waited:
        held_order(other, people=10)  # another person's, which has lapsed too

    with clock.at(clock.now() + waited):
        hold_instead(order=order, legs=[leg(first, 1), leg(other, 1)])
        deadline = clock.now() + HOLD_FOR

    order = Order.objects.get(pk=order.pk)
    assert (order.code, order.party_size, order.visitors.count()) == (code, 1, 1)
    assert [(b.slot, b.seats, b.attendances.count()) for b in order.bookings.order_by("position")] == [
        (first, 1, 1), (other, 1, 1),
    ]  # fmt: skip
    assert all(abs(b.hold_expires_at - deadline) < timedelta(seconds=5) for b in order.bookings.all())
    assert taken() == [1, 0, 1]
    assert audit_capacity() == []


@pytest.mark.parametrize("why", ["sold out", "gone", "booked"])
def test_order_that_cannot_hold_other_slots_instead_stays_as_it_was(why):
    first, other = SlotFactory(days_ahead=7), SlotFactory(days_ahead=8, capacity=2)
    order = hold_seats(legs=[leg(first, 2)], request=request())
    legs, expected = [leg(other, 2)], {"sold out": NotEnoughSeats, "gone": SlotGone, "booked": RequestKeyReused}[why]
    if why == "sold out":
        confirmed_order(other)
    elif why == "gone":
        other.delete()
    else:
        confirm_order(order)
    before = list(order.bookings.values())

    with pytest.raises(expected):
        hold_instead(order=order, legs=legs)

    assert list(order.bookings.values()) == before
    assert order.visitors.count() == 2
    assert audit_capacity() == []


def test_words_of_each_stop_stand_before_those_for_later(client):
    route = bookable_route(2)
    first, second = (stop.tour for stop in route.stops.order_by("position"))
    first.requirements.medical = {"ru": "Не при астме", "en": "Not with asthma"}
    first.requirements.prohibited = {"ru": "Духи", "en": "Perfume"}
    second.requirements.weather = {"ru": "Под навесом", "en": "Under a roof"}
    second.requirements.clothing = {"ru": "Длинные рукава", "en": "Long sleeves"}
    for made in (first, second):
        made.requirements.save()
    [day] = days_of(route)

    page = html_of(client.get(address(route, day.first_day)))

    section = page[page.index('id="texts-by-stop"') : page.index('<details class="disclosure"')]
    assert page.index('<details class="disclosure"') < page.index("Под навесом")
    places = [section.index(text) for text in (str(first.enterprise), "Не при астме", "Духи")]
    places += [section.index(text) for text in (str(second.enterprise), "Длинные рукава")]
    assert places == sorted(places)


def test_chosen_day_leads_to_the_form(client):
    route, days, _details = held_route(Client())

    page = html_of(client.get(address(route)))
    chosen = html_of(client.get(address(route, days[0].first_day)))

    for text in (page, chosen):
        assert re.findall(r'class="chip" href="[^"#]*date=([^"#]+)#([^"]+)"', text) == [
            (str(day.first_day), "choice") for day in days
        ]
    assert "<form" not in page[page.index("<main") : page.index("</main")]
    # What is jumped to takes the focus, so that a screen reader goes on from there; and it names the form.
    day = re.search(r'<fieldset class="group" id="choice" tabindex="-1"><legend>([^<]+)<', chosen)
    assert day[1] == local_date(days[0].first_day)
    [form] = re.findall(r'<form class="step-one[^>]*>', chosen)
    # Sent from “…#choice”, the form must not come back there, below its summary of errors.
    assert f'action="{address(route, days[0].first_day)}"' in form
    assert "novalidate" in form


def problems(page: str) -> list[tuple[str, str]]:
    """Of the summary of errors: where each leads, and what it says."""
    [summary] = re.findall(r'<div class="error-summary.*?</div>', page, re.DOTALL)
    found = re.findall(r'<li>(?:<a href="#([^"]+)">)?([^<]+)', summary)
    assert all(f'id="{target}"' in page for target, _text in found if target)
    return [(target, unescape(text)) for target, text in found]


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ("-1", "Enter a number from 0."), ("1.5", "Enter a whole number."), ("много", "Enter a whole number."),
        ("999999", "At most %(limit_value)d in one booking."), ("0", "Choose at least one visitor."),
        ("", "Choose at least one visitor."),
    ],
)  # fmt: skip
def test_party_that_cannot_be_is_refused_in_our_words_at_its_field(client, band, words):
    route = bookable_route(2)
    [day] = days_of(route)

    answer = client.post(address(route, day.first_day), choice(day, band0=band))

    page = html_of(answer)
    message = gettext(words) % {"limit_value": 30} if "%" in words else gettext(words)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"band0": [message]}
    assert [(target, message[1:] in text) for target, text in problems(page)] == [("id_band0", True)]
    assert 'id="id_band0_error"' in page
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words", "summary"),
    [
        ("", "“%(tour)s”: choose a time.", "{words}"),
        *[(typed, "This time is no longer available. Choose another one.", "{tour}: {after_colon}") for typed in
          ("nonsense", "00000000-0000-4000-8000-000000000000")],
    ],
)  # fmt: skip
def test_time_that_cannot_be_is_refused_in_our_words_at_its_stop(client, typed, words, summary):
    route = bookable_route(2)
    [day] = days_of(route)
    tour = day.stops[1].stop.tour
    message = gettext(words).replace("%(tour)s", str(tour))

    answer = client.post(address(route, day.first_day), choice(day, stop1=typed))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"stop1": [message]}
    [(target, text)] = problems(html_of(answer))
    assert (target, text) == (
        "id_stop1_0",
        summary.format(tour=tour.title, words=message, after_colon=lcfirst(message)),
    )


@pytest.mark.parametrize(
    ("why", "field"),
    [("sold out", "stop1"), ("overlap", "stop1"), ("too many", "band0"), ("too few", "band0")],
)
def test_refusal_of_the_services_stands_where_it_can_be_mended(client, why, field):
    route = bookable_route(2)
    [day] = days_of(route)
    slot, tour, changes, people = day.stops[1].proposed, day.stops[1].stop.tour, {}, 2
    if why == "sold out":
        confirmed_order(slot, people=4)
    elif why == "overlap":
        changes = {"stop1": str(SlotFactory(tour=tour, days_ahead=7, at=time(10, 30)).uuid)}
    elif why == "too many":
        tour.party_max = 1
        tour.save()
    else:
        tour.party_min = 3
        tour.save()

    answer = client.post(address(route, day.first_day), choice(day, people=people, **changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    [(target, text)] = problems(html_of(answer))
    assert target == {"stop1": "id_stop1_0", "band0": "id_band0"}[field]
    assert str(tour.title) in text
    assert not text.startswith(str(tour.title))  # the refusal names the tour itself


@pytest.mark.parametrize("refusal", [BookingClosed, partial(PartyRefused, message="The pass office needs the time.")])
def test_stop_that_closes_during_booking_is_where_the_error_stands(refusal):
    route = bookable_route(2)
    [day] = days_of(route)
    stops = list(Route.objects.with_stops().get(pk=route.pk).stops.all())
    form = RoutePartyForm(choice(day), day=day, bands=age_bands(priced_categories(stops)))
    assert form.is_valid()

    form.add_refusal(refusal(day.stops[1].proposed))

    assert list(form.errors) == ["stop1"]


def test_slot_removed_during_booking_is_an_error_of_the_whole_form():
    route = bookable_route(2)
    [day] = days_of(route)
    form = RoutePartyForm(choice(day), day=day, bands=[])
    form.is_valid()

    form.add_refusal(SlotGone())

    assert form.non_field_errors()[-1] == str(SlotGone())


def test_day_that_is_gone_says_so(client):
    route = bookable_route(2)
    [day] = days_of(route)
    Slot.objects.update(status=Slot.Status.CLOSED)

    answer = client.post(address(route, day.first_day), choice(day))

    assert answer.status_code == 422
    assert gettext("This day is no longer available") in unescape(html_of(answer))
    assert gettext("This day is no longer available") not in html_of(client.get(address(route)))


def test_second_step_names_no_cut_off_that_is_over(client: Client):
    slots = [SlotFactory(tour__cancel_until_hours=24, days_ahead=day) for day in (1, 5)]
    order = hold_seats(legs=[leg(slot) for slot in slots], request=request())
    details = reverse("booking:details", args=[order.token])

    with time_machine.travel(slots[0].starts_at - timedelta(hours=20), tick=False):
        page = unescape(html_of(client.get(details)))

    assert page.count("отменить его здесь уже не получится") == 1
    assert page.count("Перенести или отменить можно до") == 1
    assert slot_time(slots[1].cancel_until, slots[1].zone) in page
