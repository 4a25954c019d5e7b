"""Which orders, legs, visitors and sealed documents a question is answered with: each verb called directly."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accelerator.base.common import clock
from accelerator.base.common.clock import SKEW
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tours.booking.holders import NOBODY, Holder
from tours.booking.models import Attendance, Booking, Order, VisitorIdentity
from tours.booking.querysets import HOLD_FOR
from tours.booking.services.identities import seal
from tours.models import Slot

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
MINE, NEAR = Holder(browser="mine", network="home"), Holder(browser="near", network="home")


@pytest.fixture
def slot() -> Slot:
    return SlotFactory()


# Orders


def test_orders_of_an_account_are_its_own_and_of_nobody_none(slot: Slot):
    mine, other = UserFactory(), UserFactory()
    order = held_order(slot, user=mine)
    held_order(slot, user=other)
    held_order(slot)

    assert list(Order.objects.of_user(mine)) == [order]
    assert not Order.objects.of_user(UserFactory())
    assert not Order.objects.of_user(AnonymousUser())


def test_confirmed_orders_are_not_those_that_are_only_held(slot: Slot):
    held_order(slot)
    booked = confirmed_order(slot)

    assert list(Order.objects.confirmed()) == [booked]


def test_unconfirmed_is_the_browsers_or_the_accounts_and_of_a_network_everybodys(slot: Slot):
    user = UserFactory()
    confirm_order(held_order(slot, holder=MINE, user=user))
    held_order(slot)
    mine = held_order(slot, holder=MINE)
    near = held_order(slot, holder=NEAR)
    by_account = held_order(slot, holder=Holder(browser="work", network="office", user=user), user=user)

    assert list(Order.objects.unconfirmed_of(MINE)) == [mine]
    assert set(Order.objects.unconfirmed_of(Holder(browser="mine", user=user))) == {mine, by_account}
    assert list(Order.objects.unconfirmed_of(Holder(user=user))) == [by_account]
    assert not Order.objects.unconfirmed_of(Holder(network="home"))
    assert not Order.objects.unconfirmed_of(NOBODY)

    assert set(Order.objects.unconfirmed_from(MINE)) == {mine, near}
    assert not Order.objects.unconfirmed_from(Holder(network="elsewhere"))
    assert not Order.objects.unconfirmed_from(Holder(browser="mine"))


def test_orders_due_for_erasure_are_those_whose_time_is_over_the_longest_waiting_first(slot: Slot):
    now = clock.now()
    times = [now - SECOND, now - HOUR, now, now + SECOND, None]
    orders = [held_order(slot) for _time in times]
    for order, forget_at in zip(orders, times, strict=True):
        Order.objects.filter(pk=order.pk).update(forget_at=forget_at)

    assert list(Order.objects.due_for_erasure(now)) == [orders[1], orders[0]]


def test_unfinished_orders_are_old_unconfirmed_and_hold_nothing():
    slot = SlotFactory(capacity=30)
    lapsed, young, holding, booked = held_order(slot), held_order(slot), held_order(slot), confirmed_order(slot)
    moment = clock.now() - HOUR
    for order, created_at in (
        (lapsed, moment - SECOND),
        (young, moment),
        (holding, moment - HOUR),
        (booked, moment - HOUR),
    ):
        Order.objects.filter(pk=order.pk).update(created_at=created_at)
    Booking.objects.filter(order__in=[lapsed, young]).update(status="EXPIRED", hold_expires_at=None)

    assert list(Order.objects.unfinished(moment)) == [lapsed]


# Legs


def test_hold_lives_until_its_end_and_no_longer_than_any_hold_may(slot: Slot):
    now = clock.now()
    longest = now + HOLD_FOR + SKEW
    ends = {"over": now, "last": now + SECOND, "full": longest, "of a clock ahead": longest + SECOND}
    confirmed_order(slot)
    orders = [held_order(slot, holder=Holder(browser=browser)) for browser in ends]
    for order, hold_expires_at in zip(orders, ends.values(), strict=True):
        order.bookings.update(hold_expires_at=hold_expires_at)

    def names(rows: QuerySet) -> set[str]:
        return {row.order.held_by for row in rows}

    assert names(Booking.objects.holding(now)) == {"last", "full"}
    assert names(Booking.objects.lapsed(now)) == {"over", "of a clock ahead"}
    assert names(Booking.objects.held_of(Holder(browser="last"), now)) == {"last"}
    assert not Booking.objects.held_of(Holder(browser="over"), now)


@pytest.mark.parametrize(
    ("status", "is_expected", "takes_seats"),
    [
        ("ON_HOLD", False, True), ("PENDING", True, True), ("CONFIRMED", True, True), ("REDEEMED", True, True),
        ("CANCELLED", False, False), ("EXPIRED", False, False), ("REJECTED", False, False),
    ],
)  # fmt: skip
def test_state_of_a_leg_says_whether_somebody_comes_and_takes_seats(
    slot: Slot, status: str, is_expected: bool, takes_seats: bool
):
    now = clock.now()
    booking = held_order(slot).bookings.get()
    Booking.objects.filter(pk=booking.pk).update(
        status=status,
        hold_expires_at=now if status == "ON_HOLD" else None,
        cancelled_at=now if status == "CANCELLED" else None,
    )

    assert Booking.objects.expected().exists() is is_expected
    assert Booking.objects.taking_seats().exists() is takes_seats


def test_legs_and_visitors_of_an_enterprise_are_its_own():
    mine, other = confirmed_order().bookings.get(), confirmed_order().bookings.get()

    assert list(Booking.objects.of(mine.enterprise)) == [mine]
    assert list(Attendance.objects.of(mine.enterprise)) == list(mine.attendances.all())
    assert list(Booking.objects.of(other.enterprise)) == [other]


def test_seats_are_summed_by_slot(slot: Slot):
    other = SlotFactory()
    for where, people in ((slot, 2), (slot, 3), (other, 1)):
        held_order(where, people)

    assert Booking.objects.order_by("pk").seats_by_slot() == {slot.pk: 5, other.pk: 1}


def test_lapsed_seats_are_those_of_each_slot_itself(slot: Slot):
    now = clock.now()
    other, empty = SlotFactory(), SlotFactory()
    lapsed = [held_order(where, people) for where, people in ((slot, 2), (slot, 3), (other, 1))]
    held_order(slot, 4)
    Booking.objects.filter(order__in=lapsed).update(hold_expires_at=now)

    rows = Slot.objects.annotate(lapsed=Booking.objects.all().lapsed_seats_of_slot(now))

    assert dict(rows.values_list("pk", "lapsed")) == {slot.pk: 5, other.pk: 1, empty.pk: None}


# Visitors and what the pass office asks for


def test_visitors_who_have_come_and_those_whose_names_are_kept(slot: Slot):
    order = confirmed_order(slot, people=3)
    came, erased, _expected = order.bookings.get().attendances.order_by("position")
    Attendance.objects.filter(pk=came.pk).update(checked_in_at=clock.now())
    Attendance.objects.filter(pk=erased.pk).update(visitor=None)

    assert list(Attendance.objects.checked_in()) == [came]
    assert set(Attendance.objects.all()) - set(Attendance.objects.named()) == {erased}


def test_identities_are_erased_once_and_when_their_time_is_over(slot: Slot):
    now = clock.now()
    over, later, gone = held_order(slot, people=3).visitors.order_by("position")
    for visitor, erase_at in ((over, now), (later, now + SECOND), (gone, now - HOUR)):
        seal([visitor], [{"document_number": "1"}], erase_at=erase_at)
    VisitorIdentity.objects.filter(visitor=gone).update(erased_at=now, wrapped_key=None, sealed=None)

    assert [identity.visitor for identity in VisitorIdentity.objects.to_erase(now)] == [over]
