"""Two hands on one order: its holder confirms in one tab and takes another slot in the next."""

import pytest

from tests.factories.booking import confirm_order, consent_text, held_order
from tests.factories.tours import SlotFactory, TourFactory
from tests.together import at_once
from tours.booking.errors import BookingRefused
from tours.booking.holders import Holder
from tours.booking.models import Booking, Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import switch_leg
from tours.booking.services.seats import audit_capacity
from tours.models import Slot


@pytest.mark.django_db(transaction=True)
def test_order_is_confirmed_where_its_leg_is_and_nowhere_else():
    consent_text()
    first = SlotFactory(capacity=40)
    second = SlotFactory(tour=first.tour, days_ahead=9, capacity=40)
    for _round in range(12):
        order = held_order(first, people=2)
        leg = order.bookings.get()

        at_once(
            [
                lambda order=order: confirm_order(Order.objects.get(pk=order.pk)),
                lambda order=order, leg=leg: switch_leg(order=order, booking=leg, slot=second),
                lambda order=order, leg=leg: switch_leg(order=order, booking=leg, slot=second),
            ],
            expected=BookingRefused,
        )

        assert order.bookings.get().status == Booking.Status.CONFIRMED
    assert sum(Slot.objects.values_list("seats_taken", flat=True)) == 24
    assert audit_capacity() == []


@pytest.mark.django_db(transaction=True)
def test_booking_cancelled_in_two_tabs_gives_its_seats_back_once():
    slot = SlotFactory(capacity=10)
    order = confirm_order(held_order(slot, people=3))

    at_once([lambda: cancel_by_visitor(order=Order.objects.get(pk=order.pk))] * 4)

    slot.refresh_from_db()
    assert slot.seats_taken == 0


@pytest.mark.django_db(transaction=True)
def test_one_browser_in_many_tabs_has_one_unconfirmed_order_for_a_tour():
    tour = TourFactory(published=True, slots=4)
    slots = list(tour.slots.order_by("pk"))
    holder = Holder(browser="one browser")

    at_once([lambda slot=slot: held_order(slot, holder=holder) for slot in slots * 4], expected=BookingRefused)

    assert Booking.objects.filter(status=Booking.Status.ON_HOLD).count() == 1
    assert sum(slot.seats_taken for slot in Slot.objects.all()) == 1
    assert audit_capacity() == []
