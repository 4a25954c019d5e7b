"""Confirming, called directly: every way out of it."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, consent_text, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.errors import BookingClosed, HoldLapsed, OrderChanged, VisitorsRefused
from tours.booking.models import Booking, Order, OrderContact
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm, shape_of
from tours.booking.services.erasure import KEPT_FOR
from tours.booking.services.holds import HOLD_FOR, change_party, hold_seats
from tours.booking.services.people import Contact
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.schedule.services.slots import cancel_slot, close_slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def late() -> Order:
    """Held one minute before its visit begins, where booking is open until then."""
    slot = SlotFactory(tour__booking_closes_hours=0)
    with clock.at(slot.starts_at - timedelta(minutes=1)):
        return held_order(slot)


def unchanged(order: Order) -> bool:
    return not OrderContact.objects.exists() and Order.objects.get(pk=order.pk).confirmed_at is None


def test_confirm_until_the_visit_begins_and_not_after(late: Order):
    starts_at = late.bookings.get().slot.starts_at

    with clock.at(starts_at), pytest.raises(BookingClosed):
        confirm_order(late)
    assert unchanged(late)

    with clock.at(starts_at - SECOND):
        assert confirm_order(late).confirmed_at == starts_at - SECOND


def test_confirm_of_a_living_hold_after_booking_has_closed():
    slot = SlotFactory(tour__booking_closes_hours=5)
    with clock.at(slot.booking_closes_at - SECOND):
        order = held_order(slot)

    with clock.at(slot.booking_closes_at + SECOND):
        assert confirm_order(order).confirmed_at

    other = held_order(SlotFactory())
    close_slot(slot=other.bookings.get().slot)
    assert confirm_order(other).confirmed_at


@pytest.mark.parametrize("tidied", [True, False], ids=["given back", "not given back yet"])
@pytest.mark.parametrize("closing", ["closed by staff", "closed by the clock"])
def test_confirm_of_a_lapsed_hold_after_booking_has_closed_is_refused(tidied: bool, closing: str):
    slot = SlotFactory(tour__booking_closes_hours=5)
    with clock.at(slot.booking_closes_at - SECOND):
        order = held_order(slot)
    if closing == "closed by staff":
        close_slot(slot=slot)

    with clock.at(slot.booking_closes_at + HOLD_FOR):
        if tidied:
            tidy_lapsed_holds()
        with pytest.raises(BookingClosed):
            confirm_order(order)

    assert unchanged(order)
    assert audit_capacity() == []


@pytest.mark.parametrize("tidied", [True, False], ids=["given back", "not given back yet"])
def test_confirm_of_a_lapsed_hold_takes_its_seats_again(tidied: bool):
    slot = SlotFactory(capacity=2)
    order = held_order(slot, people=2)

    with clock.at(clock.now() + HOLD_FOR):
        if tidied:
            tidy_lapsed_holds()
        confirm_order(order)

    slot.refresh_from_db()
    assert slot.seats_taken == 2
    assert audit_capacity() == []


def test_confirm_of_a_lapsed_hold_whose_places_somebody_took_is_refused():
    slot = SlotFactory(capacity=2)
    order = held_order(slot, people=2)

    with clock.at(clock.now() + HOLD_FOR):
        held_order(slot, people=1)
        with pytest.raises(HoldLapsed) as refusal:
            confirm_order(order)

    assert (refusal.value.slot, refusal.value.free) == (slot, 1)
    assert unchanged(order)


def test_confirm_on_a_cancelled_slot_is_refused():
    order = held_order(SlotFactory())
    cancel_slot(slot=order.bookings.get().slot, reason="")

    with pytest.raises(BookingClosed):
        confirm_order(order)
    assert unchanged(order)


def test_confirm_of_a_leg_that_is_cancelled_already_is_refused():
    order = held_order(SlotFactory())
    order.bookings.update(status=Booking.Status.CANCELLED, hold_expires_at=None, cancelled_at=clock.now())

    with pytest.raises(BookingClosed):
        confirm_order(order)
    assert unchanged(order)


def test_confirm_of_people_who_are_not_admitted_writes_nothing():
    order = held_order(SlotFactory(tour__requirements__min_age=12))

    with pytest.raises(VisitorsRefused):
        confirm_order(order, age=11)
    assert unchanged(order)
    assert confirm_order(order, age=12).confirmed_at


def test_confirm_of_an_order_that_was_confirmed_is_the_same_even_after_it_was_cancelled():
    order = confirm_order(held_order(SlotFactory()))
    cancel_by_visitor(order=order)

    assert confirm_order(order, email="other@example.org") == order
    assert order.contact.email == "masha@example.org"
    assert order.bookings.get().status == Booking.Status.CANCELLED


def test_confirm_says_when_to_look_for_people_to_forget_and_the_ticket_is_stale_by_the_last_visit():
    slots = [SlotFactory(days_ahead=days) for days in (8, 10)]
    now = clock.now()
    with clock.at(now):
        order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))

    assert order.forget_at == now + KEPT_FOR
    assert Message.objects.get(kind="booking.confirmed").expires_at == slots[1].ends_at


def test_confirm_of_a_page_that_showed_other_legs_is_refused():
    order = held_order(SlotFactory(), people=2)
    shown = shape_of(order.bookings.select_related("slot"))
    change_party(order=order, people=[(order.bookings.get().slot.tour.categories.get().pk,)])
    people, consent = [VisitorDetails("Маша", 30)], ConsentGiven(consent_text(), None)

    with pytest.raises(OrderChanged):
        confirm(order=order, contact=Contact("Маша", "m@example.org"), visitors=people, consent=consent, shown=shown)
    assert unchanged(order)

    shown = shape_of(order.bookings.select_related("slot"))
    confirm(order=order, contact=Contact("Маша", "m@example.org"), visitors=people, consent=consent, shown=shown)
    assert not unchanged(order)
