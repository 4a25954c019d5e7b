"""Erasing people, called directly: what goes and what stays."""

from datetime import timedelta

import pytest

from accelerator.base.accounts.models import Consent
from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking import tasks
from tours.booking.models import Booking, Order, OrderContact, Visitor
from tours.booking.services.cancellations import cancel_by_staff
from tours.booking.services.erasure import KEPT_FOR, erase_expired_personal_data, erase_needs, withdraw_consent
from tours.booking.services.holds import hold_seats
from tours.booking.services.identities import KEPT_FOR as PASS_DATA_KEPT_FOR
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db


def test_withdrawing_erases_the_address_that_the_consent_came_from():
    order = confirmed_order(SlotFactory())
    other = confirmed_order(SlotFactory())
    assert order.consent.ip_address == "127.0.0.1"
    now = clock.now()

    with clock.at(now):
        withdraw_consent(order=order)

    consent = Consent.objects.get(pk=order.consent_id)
    assert (consent.ip_address, consent.withdrawn_at) == (None, now)
    assert Consent.objects.get(pk=other.consent_id).ip_address == "127.0.0.1"
    assert not order.visitors.exists()
    assert (list(Visitor.objects.values_list("order", flat=True)), OrderContact.objects.get().order) == (
        [other.pk],
        other,
    )
    assert Order.objects.get(pk=other.pk).forget_at == other.forget_at


def test_withdrawing_after_the_visit_leaves_it_in_the_figures():
    slot = SlotFactory()
    order = confirmed_order(slot, people=2)

    with clock.at(slot.starts_at):
        withdraw_consent(order=order)

    slot.refresh_from_db()
    assert order.bookings.get().status == Booking.Status.CONFIRMED
    assert slot.seats_taken == 2
    assert audit_capacity() == []
    assert not OrderContact.objects.exists()
    assert not Visitor.objects.exists()


def test_withdrawing_between_two_visits_cancels_the_one_ahead():
    slots = [SlotFactory(days_ahead=days) for days in (7, 8)]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))

    with clock.at(slots[1].starts_at - timedelta(seconds=1)):
        withdraw_consent(order=order)

    states = list(order.bookings.order_by("position").values_list("status", flat=True))
    assert states == [Booking.Status.CONFIRMED, Booking.Status.CANCELLED]
    assert not Message.objects.filter(kind="booking.cancelled").exists()  # there is no one left to write to


def test_withdrawing_leaves_a_visit_that_was_used_as_it_is():
    order = confirmed_order(SlotFactory())
    order.bookings.update(status=Booking.Status.REDEEMED)

    withdraw_consent(order=order)

    assert order.bookings.get().status == Booking.Status.REDEEMED


def test_withdrawing_again_keeps_the_first_moment():
    order = confirmed_order(SlotFactory())
    first = clock.now()
    with clock.at(first):
        withdraw_consent(order=order)

    with clock.at(first + timedelta(days=1)):
        withdraw_consent(order=order)

    assert Consent.objects.get().withdrawn_at == first


def test_withdrawing_what_was_never_given_changes_nothing():
    order = held_order(SlotFactory())

    assert withdraw_consent(order=order) == order
    assert order.visitors.count() == 1
    assert order.bookings.get().status == Booking.Status.ON_HOLD


def test_forgetting_waits_for_the_last_leg():
    slots = [SlotFactory(days_ahead=days) for days in (7, 9)]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))

    assert erase_expired_personal_data(now=slots[1].ends_at + KEPT_FOR) == 0
    assert OrderContact.objects.filter(order=order).exists()
    assert erase_expired_personal_data(now=slots[1].ends_at + KEPT_FOR + timedelta(seconds=1)) == 1
    assert not OrderContact.objects.exists()
    assert Order.objects.filter(pk=order.pk).exists()


# What visitors ask of an enterprise


def asking(*slots: Slot, needs: str = "Коляска") -> Order:
    """An order of one person with a leg on each of these slots, who has asked for something."""
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))
    OrderContact.objects.filter(order=order).update(needs=needs)
    return order


@pytest.mark.parametrize(("after", "kept"), [(-timedelta(seconds=1), True), (timedelta(0), False)])
def test_needs_are_erased_with_the_pass_data_of_the_last_visit(after: timedelta, kept: bool):
    first = SlotFactory(days_ahead=1)
    last = SlotFactory(days_ahead=4)
    order, other = asking(first, last), asking(SlotFactory(days_ahead=9))

    erased = erase_needs(now=last.ends_at + PASS_DATA_KEPT_FOR + after)

    assert erased == (0 if kept else 1)
    contacts = OrderContact.objects.in_bulk(field_name="order_id")
    assert contacts[order.pk].needs == ("Коляска" if kept else "")
    assert contacts[order.pk].name == "Мария Петрова"
    assert contacts[other.pk].needs == "Коляска"


def test_needs_are_erased_once_nobody_is_expected():
    order = asking(SlotFactory())
    cancel_by_staff(booking=order.bookings.get(), reason="Ремонт")

    assert tasks.erase_needs() == 1
    assert tasks.erase_needs() == 0
