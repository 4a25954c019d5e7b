"""Another time for what is booked: whose it is, what changes, and what is said of it."""

from datetime import time, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accelerator.base.common import clock
from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import Message
from regions.enterprises.models import Enterprise
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory, TourFactory
from tests.post_office import PostOffice
from tours.booking.errors import (
    BookingClosed,
    CannotBeChanged,
    CheckInRefused,
    LegsOverlap,
    NotEnoughSeats,
    VisitorsRefused,
)
from tours.booking.models import Booking, Order, VisitorIdentity
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.services.rescheduling import other_times, reschedule
from tours.booking.services.seats import audit_capacity
from tours.booking.tickets.calendar import order_calendar
from tours.gate.services import check_in
from tours.models import Slot, VisitRequirements
from tours.schedule.services.slots import move_slot

pytestmark = pytest.mark.django_db


def change(order: Order, slot: Slot, position: int = 0) -> Booking:
    reschedule(order=order, booking=order.bookings.get(position=position), slot=slot)
    return order.bookings.get(position=position)


def another(slot: Slot, days_ahead: int = 9, **fields: object) -> Slot:
    return SlotFactory(tour=slot.tour, days_ahead=days_ahead, **fields)


def sequence(order: Order) -> int:
    [event] = Calendar.from_ical(order_calendar(Order.objects.with_legs().get(pk=order.pk)).content).walk("VEVENT")
    return int(event["SEQUENCE"])


def queued(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind, state=Message.State.QUEUED).order_by("due_at"))


# What changes


def test_seats_and_reminders_go_along_and_codes_stay():
    old = SlotFactory()
    new = another(old)
    order = confirmed_order(old, people=2)
    codes = set(order.bookings.get().attendances.values_list("uuid", "price_kopecks"))

    booking = change(order, new)

    assert (booking.slot_id, booking.status) == (new.pk, Booking.Status.CONFIRMED)
    assert dict(Slot.objects.values_list("pk", "seats_taken")) == {old.pk: 0, new.pk: 2}
    assert audit_capacity() == []
    assert [new.starts_at - message.due_at for message in queued("booking.reminder")] == [
        timedelta(days=3),
        timedelta(days=1),
        timedelta(hours=2),
    ]
    assert set(booking.attendances.values_list("uuid", "price_kopecks")) == codes


def test_who_goes_there_and_back_is_reminded_of_the_first_time_again():
    old = SlotFactory()
    new = another(old)
    order = confirmed_order(old)
    first = [message.due_at for message in queued("booking.reminder")]
    outranked = sequence(order)

    for slot in (new, old):
        change(order, slot)
        assert sequence(order) > outranked
        outranked = sequence(order)

    assert [message.due_at for message in queued("booking.reminder")] == first
    move_slot(slot=old, local_start=old.local_start + timedelta(hours=1))
    assert sequence(order) > outranked


def test_calendar_never_falls_behind_where_the_new_slot_was_moved_less_often():
    old = SlotFactory()
    order = confirmed_order(old)
    for hours in (1, 2, 3):
        move_slot(slot=old, local_start=old.local_start + timedelta(hours=hours))
    assert sequence(order) == 3

    change(order, another(old))

    assert sequence(order) == 4


def test_one_letter_tells_the_time_that_was_known_and_brings_the_ticket(post_office: PostOffice):
    old = SlotFactory(days_ahead=7, at=time(10))
    order = confirmed_order(old)
    deliver_due()
    post_office.taken.clear()

    change(order, another(old, at=time(12)))
    change(order, another(old, days_ahead=11, at=time(16)))
    deliver_due()

    [letter] = (taken.mail for taken in post_office.taken)
    assert "Новое время" in letter["Subject"]
    for kind in ("plain", "html"):
        text = unescape(letter.get_body((kind,)).get_content())
        assert "Вы выбрали другое время" in text
        assert "10:00" in text
        assert "16:00" in text
        assert "12:00" not in text
    kinds = [part.get_content_type() for part in letter.iter_attachments()]
    assert kinds == ["application/pdf", "text/calendar"]


def test_second_click_changes_and_says_nothing_more():
    old = SlotFactory()
    new = another(old)
    order = confirmed_order(old)

    change(order, new)
    change(order, new)

    assert len(queued("booking.changed")) == 1
    assert Slot.objects.get(pk=new.pk).seats_taken == 1


def test_cut_off_is_that_of_the_time_that_was_chosen():
    old = SlotFactory(tour__cancel_until_hours=24)
    order = confirmed_order(old)
    move_slot(slot=old, local_start=old.local_start + timedelta(hours=1))  # from now on until it begins
    assert order.bookings.get().cancel_until_hours == 0

    booking = change(order, another(old))

    assert booking.cancel_until == booking.slot.starts_at - timedelta(hours=24)


def test_pass_data_are_kept_until_after_the_new_time():
    old = SlotFactory()
    order = confirmed_order(old)
    VisitorIdentity.objects.create(
        visitor=order.visitors.get(), wrapped_key=b"k", sealed=b"s", erase_at=old.ends_at + timedelta(hours=70)
    )
    new = another(old, days_ahead=30)

    change(order, new)

    assert VisitorIdentity.objects.get().erase_at > new.ends_at


def test_gate_expects_them_on_the_new_day():
    old = SlotFactory(days_ahead=7)
    order = confirmed_order(old)
    new = another(old)
    booking = order.bookings.get()
    change(order, new)

    with time_machine.travel(old.starts_at, tick=False), pytest.raises(CheckInRefused):
        check_in(booking=booking, by=None)
    with time_machine.travel(new.starts_at, tick=False):
        assert len(check_in(booking=booking, by=None)) == 1


# What is refused


def test_after_the_cut_off_only_the_phone_helps():
    old = SlotFactory(tour__cancel_until_hours=24)
    order = confirmed_order(old)
    new = another(old)

    with time_machine.travel(old.starts_at - timedelta(hours=24), tick=False), pytest.raises(CannotBeChanged):
        change(order, new)

    assert order.bookings.get().slot_id == old.pk


@pytest.mark.parametrize("state", ["held", "cancelled", "visited"])
def test_only_what_is_booked_and_ahead_changes(state: str):
    old = SlotFactory()
    order = held_order(old) if state == "held" else confirmed_order(old)
    if state == "cancelled":
        cancel_by_visitor(order=order)
    if state == "visited":
        order.bookings.update(status=Booking.Status.REDEEMED)

    with pytest.raises(CannotBeChanged):
        change(order, another(old))


def test_full_slot_is_refused_and_nothing_is_lost():
    old = SlotFactory()
    full = another(old, capacity=2)
    confirmed_order(full)
    order = confirmed_order(old, people=2)

    with pytest.raises(NotEnoughSeats, match="всего 1"):
        change(order, full)

    assert order.bookings.get().slot_id == old.pk
    assert dict(Slot.objects.values_list("pk", "seats_taken")) == {old.pk: 2, full.pk: 1}
    assert len(queued("booking.reminder")) == 6
    assert not queued("booking.changed")


def test_places_of_a_lapsed_hold_are_free():
    old = SlotFactory()
    new = another(old, capacity=1)
    held_order(new)
    order = confirmed_order(old)

    with clock.at(clock.now() + timedelta(minutes=10)):
        assert change(order, new).slot_id == new.pk

    assert audit_capacity() == []


def test_slot_of_another_tour_and_a_closed_one_are_refused():
    old = SlotFactory()
    order = confirmed_order(old)

    for slot in (SlotFactory(), another(old, status=Slot.Status.CLOSED)):
        with pytest.raises(BookingClosed):
            change(order, slot)


def test_foreign_citizens_need_their_days_at_the_new_time_too():
    old = SlotFactory(days_ahead=20)
    VisitRequirements.objects.filter(tour=old.tour).update(lead_time_days_foreign=10)
    order = confirmed_order(old)
    near = another(old, days_ahead=5)

    assert change(order, near).slot_id == near.pk
    change(order, old)
    order.visitors.update(is_foreign=True)
    with pytest.raises(VisitorsRefused, match="10"):
        change(order, another(old, days_ahead=4))


@pytest.fixture
def route_order() -> Order:
    """Two stops an hour apart on one day, 10:00 to 11:00 and 12:00 to 13:00."""
    tours = [TourFactory(published=True, duration_minutes=60) for _stop in range(2)]
    slots = [SlotFactory(tour=tour, at=time(10 + 2 * n)) for n, tour in enumerate(tours)]
    legs = [leg(slot, minutes_before=60 if n else 0) for n, slot in enumerate(slots)]
    return confirm_order(hold_seats(legs=legs, request=request(route=route_over(tours))))


def test_stops_of_a_route_stay_in_order_with_the_way_between(route_order: Order):
    first = route_order.bookings.get(position=0)
    late = another(first.slot, days_ahead=7, at=time(10, 30))
    early = another(first.slot, days_ahead=7, at=time(8))

    with pytest.raises(LegsOverlap):
        change(route_order, late)
    assert change(route_order, early).slot_id == early.pk


def test_times_offered_to_a_stop_are_those_it_can_be_reached_at_and_left_in_time(route_order: Order):
    """An hour of way after the first, which ends at 11, and an hour before the second, which begins at 12."""
    first, second = route_order.bookings.order_by("position")
    last, _too_late = (another(first.slot, days_ahead=7, at=at) for at in (time(9, 59), time(10, 1)))
    _too_early, earliest = (another(second.slot, days_ahead=7, at=at) for at in (time(11, 59), time(12, 1)))

    def offered(position: int) -> list[Slot]:
        order = Order.objects.with_legs().get(pk=route_order.pk)
        return list(other_times(order.legs[position], order=order, user=AnonymousUser(), now=clock.now()))

    assert offered(0) == [last]
    assert offered(1) == [earliest]


def test_cancelled_stop_is_in_nobodys_way(route_order: Order):
    first, second = route_order.bookings.order_by("position")
    late = another(first.slot, days_ahead=7, at=time(15))
    cancel_by_visitor(order=route_order, booking_uuids=[second.uuid])

    assert change(route_order, late).slot_id == late.pk


# The pages


def addresses(order: Order, slot: Slot, position: int = 0) -> tuple[str, str]:
    booking = order.bookings.get(position=position)
    return (
        reverse("booking:times", args=[order.token]),
        reverse("booking:reschedule", args=[order.token, booking.uuid, slot.uuid]),
    )


def test_visitor_finds_another_time_reads_what_it_means_and_takes_it(client: Client):
    old = SlotFactory()
    new = another(old, at=time(14, 30))
    another(old, days_ahead=12, capacity=1)  # too small for two
    order = confirmed_order(old, people=2)
    times, taking = addresses(order, new)

    assert times in client.get(order.get_absolute_url()).content.decode()
    listed = client.get(times).content.decode()
    assert taking in listed
    assert listed.count(f"/times/{order.bookings.get().uuid}/") == 1
    meaning = client.get(taking)
    assert "распечатайте его заново" in meaning.content.decode()
    assert "no-store" in meaning.headers["Cache-Control"]
    assert order.bookings.get().slot_id == old.pk

    ticket = client.post(taking, follow=True).content.decode()

    assert "14:30" in ticket
    assert "Билет мы отправили письмом" in ticket
    assert order.bookings.get().slot_id == new.pk


def test_time_taken_by_another_visitor_is_refused_with_what_is_left(client: Client):
    old = SlotFactory()
    gone, left = another(old, capacity=1), another(old, days_ahead=10)
    order = confirmed_order(old)
    _times, taking = addresses(order, gone)
    confirmed_order(gone)

    for answer in (client.get(taking, follow=True), client.post(taking, follow=True)):
        page = answer.content.decode()
        assert "alert--error" in page
        assert addresses(order, left)[1] in page
    assert order.bookings.get().slot_id == old.pk


def test_route_offers_only_what_fits_between_its_stops(client: Client, route_order: Order):
    first, second = route_order.bookings.order_by("position")
    early, late = (another(first.slot, days_ahead=7, at=time(hour)) for hour in (8, 11))
    times, _taking = addresses(route_order, early)

    chooser = client.get(times).content.decode()
    assert f"?leg={first.uuid}" in chooser
    assert f"?leg={second.uuid}" in chooser
    listed = client.get(times, {"leg": str(first.uuid)}).content.decode()
    assert addresses(route_order, early)[1] in listed
    assert addresses(route_order, late)[1] not in listed
    only = client.get(times, {"leg": str(second.uuid)}).content.decode()
    assert "между остальными точками маршрута" in only


def test_too_late_names_the_phone(client: Client):
    old = SlotFactory()
    Enterprise.objects.update(phone="+7 900 000-00-01")
    new = another(old)
    order = confirmed_order(old)
    times, taking = addresses(order, new)

    with time_machine.travel(old.starts_at - timedelta(hours=3), tick=False):
        assert times not in client.get(order.get_absolute_url()).content.decode()
        page = client.get(taking, follow=True).content.decode()
        refused = client.post(taking, follow=True).content.decode()

    assert "Перенести визит здесь нельзя" in page
    assert "tel:+79000000001" in page
    assert "позвоните на предприятие" in refused
    assert order.bookings.get().slot_id == old.pk


def test_leg_slot_and_order_that_do_not_belong_together_are_not_found(client: Client):
    old = SlotFactory()
    order, other = confirmed_order(old), confirmed_order(SlotFactory())
    hidden = SlotFactory(tour=TourFactory())
    foreign = reverse("booking:reschedule", args=[order.token, other.bookings.get().uuid, another(old).uuid])

    for address in (foreign, addresses(order, other.bookings.get().slot)[1], addresses(order, hidden)[1]):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_pages_need_no_more_queries_for_more_times(client: Client, django_assert_max_num_queries: object):
    old = SlotFactory()
    order = confirmed_order(old, people=3)
    for day in range(8, 30):
        another(old, days_ahead=day)
    times, taking = addresses(order, another(old, days_ahead=40))

    with django_assert_max_num_queries(8):
        page = client.get(times).content.decode()
    assert page.count(f"/times/{order.bookings.get().uuid}/") == 20
    assert "?page=2" in page
    with django_assert_max_num_queries(8):
        client.get(taking)


def test_times_begin_where_the_visit_is_and_sooner_ones_stand_before(client: Client):
    tour = TourFactory(published=True)
    slots = [SlotFactory(tour=tour, days_ahead=day) for day in range(2, 60)]
    order = confirmed_order(slots[45])
    times, _taking = addresses(order, slots[0])

    page = client.get(times).context["page"]

    assert page.number == 3
    assert slots[46] in page.object_list
    assert slots[0] in client.get(times, {"page": 1}).context["page"].object_list


def test_second_click_says_nothing_twice(client: Client):
    old = SlotFactory()
    order = confirmed_order(old)
    _times, taking = addresses(order, another(old))

    client.post(taking)
    page = client.post(taking, follow=True).content.decode()

    assert page.count("Билет мы отправили письмом") == 1
