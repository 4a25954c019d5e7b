"""Any sequence of what visitors, staff and time can do leaves the portal exactly where a plain model says.

`HYPOTHESIS_PROFILE=nightly` runs 2,000 sequences of 50 steps instead of the few of every change.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, leg, request
from tests.factories.tours import SlotFactory, TourFactory
from tests.tours.booking.booking_model import Model, SlotModel
from tours.booking.errors import RequestKeyReused
from tours.booking.models import Booking, Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.holds import hold_seats, switch_leg
from tours.booking.services.people import Contact, change_people
from tours.booking.services.reminders import REMINDER
from tours.booking.services.rescheduling import reschedule
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.gate.services import check_in, undo_check_in
from tours.models import Slot
from tours.schedule.services.slots import cancel_slot, close_slot, move_slot, reopen_slot, resize_slot

PROFILES = {"quick": (25, 30), "nightly": (2000, 50)}
BEGIN = datetime(2027, 3, 1, 7, tzinfo=UTC)
# Two tours with three starts each, so that a route of two has several days and a leg has somewhere else to go.
STARTS = {0: [(1, 12), (4, 10), (6, 15)], 1: [(1, 15), (5, 9), (8, 23)]}
PLACES = st.integers(0, 5)
LEGS = st.one_of(PLACES.map(lambda n: [n]), st.tuples(st.integers(0, 2), st.integers(3, 5)).map(list))
PEOPLE = st.integers(1, 3)
CHANGES = st.integers(1, 8) | st.sampled_from(["closed", "open", "open", "cancel"])
WHO = st.none() | st.integers(0, 2)


def open_slots() -> list[Slot]:
    """Six slots of five places."""
    with clock.at(BEGIN):
        return [
            SlotFactory(tour=tour, days_ahead=day, at=time(hour), capacity=5)
            for tour, starts in zip(TourFactory.create_batch(2, published=True), STARTS.values(), strict=True)
            for day, hour in starts
        ]


class BookingMachine(RuleBasedStateMachine):
    """Each run is a transaction that is rolled back; the clock is the machine's own."""

    orders = Bundle("orders")

    def __init__(self, slots: list[Slot], staff: User) -> None:
        super().__init__()
        self.slots, self.staff = slots, staff
        self.keys: dict[int, tuple[uuid.UUID, list[int], int]] = {}
        self.model = Model(now=BEGIN)
        for number, slot in enumerate(slots):
            self.model.slots[number] = SlotModel(
                tour=slot.tour_id, local_start=slot.local_start, minutes=slot.duration_minutes, capacity=slot.capacity
            )
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # Visitors

    @rule(target=orders, slots=LEGS, people=PEOPLE)
    def hold(self, slots: list[int], people: int):
        key = uuid.uuid4()
        made: list[Order] = []
        with self.refused() as refused:
            made.append(self.ask(key, slots, people))
        number = made[0].pk if made else 0
        assert self.model.hold(number, slots, people) is not bool(refused), refused
        if not made:
            return multiple()
        self.keys[number] = (key, slots, people)
        return number

    @rule(target=orders, slots=LEGS, people=PEOPLE)
    def book(self, slots: list[int], people: int):
        number = self.hold(slots, people)
        if isinstance(number, int):
            self.confirm(number)
        return number

    @rule(number=orders)
    def send_the_form_again(self, number: int) -> None:
        if number in self.model.orders:
            key, slots, people = self.keys[number]
            assert self.ask(key, slots, people).pk == number
            with pytest.raises(RequestKeyReused):
                self.ask(key, slots, people + 1)

    @rule(number=orders, position=st.integers(0, 1), start=st.integers(0, 2))
    def switch(self, number: int, position: int, start: int) -> None:
        if leg := self.leg(number, position):
            slot = start + (3 if leg.slot in self.slots[3:] else 0)
            with self.refused() as refused:
                switch_leg(order=leg.order, booking=leg, slot=self.slots[slot])
            assert self.model.switch(number, leg.position, slot) is not bool(refused), refused

    @rule(number=orders)
    def confirm(self, number: int) -> None:
        if number in self.model.orders:
            with self.refused() as refused:
                confirm_order(Order.objects.get(pk=number))
            assert self.model.confirm(number) is not bool(refused), refused

    @rule(number=orders, position=st.none() | st.integers(0, 1))
    def cancel(self, number: int, position: int | None) -> None:
        if leg := self.leg(number, position or 0):
            named = None if position is None else [leg.uuid]
            with self.refused() as refused:
                cancel_by_visitor(order=leg.order, booking_uuids=named)
            agreed = self.model.cancel_by_visitor(number, None if position is None else leg.position)
            assert agreed is not bool(refused), refused

    @rule(number=orders, position=st.integers(0, 1), start=st.integers(0, 2))
    def reschedule(self, number: int, position: int, start: int) -> None:
        if leg := self.leg(number, position):
            slot = start + (3 if leg.slot in self.slots[3:] else 0)
            with self.refused() as refused:
                reschedule(order=leg.order, booking=leg, slot=self.slots[slot])
            assert self.model.reschedule(number, leg.position, slot) is not bool(refused), refused

    @rule(number=orders, people=PEOPLE)
    def stay_away(self, number: int, people: int) -> None:
        if leg := self.leg(number, 0):
            rows = list(leg.order.visitors.order_by("position"))
            stay = {row.uuid: VisitorDetails(row.name, row.age, is_known=True) for row in rows}
            with self.refused() as refused:
                change_people(
                    order=leg.order,
                    contact=Contact("Мария Петрова", ""),
                    visitors=stay | {row.uuid: None for row in rows[-people:]},
                )
            assert self.model.stay_away(number, people) is not bool(refused), refused

    # Staff

    @rule(number=orders, position=st.integers(0, 1))
    def cancel_as_staff(self, number: int, position: int) -> None:
        if leg := self.leg(number, position):
            with self.refused() as refused:
                cancel_by_staff(booking=leg, reason="Ремонт")
            assert self.model.cancel_by_staff(number, leg.position) is not bool(refused), refused

    @rule(number=orders, position=st.integers(0, 1), who=WHO)
    def let_in(self, number: int, position: int, who: int | None) -> None:
        if leg := self.leg(number, position):
            who = None if who is None else who % leg.seats
            named = None if who is None else list(leg.attendances.filter(position=who))
            with self.refused() as refused:
                check_in(booking=leg, by=self.staff, attendances=named)
            assert self.model.check_in(number, leg.position, who) is not bool(refused), refused

    @rule(number=orders, position=st.integers(0, 1), who=WHO)
    def let_out(self, number: int, position: int, who: int | None) -> None:
        if leg := self.leg(number, position):
            who = None if who is None else who % leg.seats
            named = None if who is None else list(leg.attendances.filter(position=who))
            with self.refused() as refused:
                undo_check_in(booking=leg, attendances=named)
            assert not refused
            self.model.undo_check_in(number, leg.position, who)

    @rule(slot=PLACES, days=st.integers(-2, 9), hour=st.sampled_from([7, 10, 16, 23]))
    def move(self, slot: int, days: int, hour: int) -> None:
        start = datetime.combine(BEGIN.date() + timedelta(days=days), time(hour))
        with self.refused() as refused:
            move_slot(slot=self.slots[slot], local_start=start)
        assert self.model.move(slot, start) is not bool(refused), refused

    # One rule, so that the visitors' rules come as often as all the changes of slots together.
    @rule(slot=PLACES, change=CHANGES)
    def change_slot(self, slot: int, change: int | str) -> None:
        row = self.slots[slot]
        with self.refused() as refused:
            if isinstance(change, int):
                resize_slot(slot=row, capacity=change)
            elif change == "cancel":
                cancel_slot(slot=row, reason="Ремонт")
            else:
                (reopen_slot if change == "open" else close_slot)(slot=row)
        if isinstance(change, int):
            agreed = self.model.resize(slot, change)
        else:
            agreed = self.model.cancel_slot(slot) if change == "cancel" else self.model.set_status(slot, change)
        assert agreed is not bool(refused), refused

    # Time

    @rule(minutes=st.sampled_from([1, 9, 10, 11, 60, 8 * 60, 24 * 60]), tidy=st.booleans())
    def wait(self, minutes: int, tidy: bool) -> None:
        self.model.now += timedelta(minutes=minutes)
        if tidy:
            with clock.at(self.model.now):
                tidy_lapsed_holds()
            self.model.tidy()

    # What is always so

    @invariant()
    def counters_and_slots_are_the_models(self) -> None:
        with_free = Slot.objects.with_free_seats(self.model.now)
        found = {slot.pk: slot for slot in with_free.filter(pk__in=[slot.pk for slot in self.slots])}
        for number, slot in enumerate(self.slots):
            row, expected = found[slot.pk], self.model.slots[number]
            assert row.seats_taken == self.model.taken(number) <= row.capacity
            assert row.free_seats == self.model.free(number) >= 0
            assert (row.capacity, row.status, row.revision) == (expected.capacity, expected.status, expected.revision)
            assert (row.local_start, row.starts_at) == (expected.local_start, expected.starts)
        assert audit_capacity() == []

    @invariant()
    def public_finds_what_is_free(self) -> None:
        for people in (1, 3):
            found = set(Slot.objects.with_places_for(people, self.model.now).values_list("pk", flat=True))
            assert found == {
                slot.pk
                for number, slot in enumerate(self.slots)
                if self.model.bookable(number) and self.model.free(number) >= people
            }

    @invariant()
    def bookings_are_the_models(self) -> None:
        rows = Booking.objects.values_list("order", "position", "slot", "seats", "status")
        assert set(rows) == {
            (number, position, self.slots[leg.slot].pk, leg.seats, leg.status)
            for number, order in self.model.orders.items()
            for position, leg in enumerate(order.legs)
        }

    @invariant()
    def reminders_wait_for_expected_legs_only(self) -> None:
        names = dict(Booking.objects.values_list("uuid", "pk"))
        legs = {(order, position): pk for pk, order, position in Booking.objects.values_list("pk", "order", "position")}
        waiting = set()
        for message in Message.objects.filter(kind=REMINDER, state=Message.State.QUEUED):
            _kind, name, revision, minutes = message.dedupe_key.split(":")
            waiting.add((names[uuid.UUID(name)], int(revision), int(minutes), message.due_at))
        assert waiting == {
            (legs[number, position], revision, minutes, due)
            for number, order in self.model.orders.items()
            for position, leg in enumerate(order.legs)
            for (revision, minutes), due in leg.reminders.items()
        }

    # Parts

    def ask(self, key: uuid.UUID, slots: list[int], people: int) -> Order:
        with clock.at(self.model.now):
            return hold_seats(legs=[leg(self.slots[n], people) for n in slots], request=request(key=key))

    def leg(self, number: int, position: int) -> Booking | None:
        """The order's leg as a page would have fetched it; of a single tour the only one."""
        order = self.model.orders.get(number)
        if order is None:  # never confirmed, and forgotten
            return None
        position %= len(order.legs)
        return Booking.objects.select_related("order", "slot").get(order=number, position=position)

    @contextmanager
    def refused(self) -> Iterator[list[Refusal]]:
        """Whether the service, which runs at the machine's time, refuses."""
        refusals: list[Refusal] = []
        with clock.at(self.model.now):
            try:
                yield refusals
            except Refusal as refusal:
                refusals.append(refusal)


def compare(slots: list[Slot], staff: User, *, examples: int, steps: int, shrink: bool = True) -> None:
    """Run the portal beside the model."""
    run_state_machine_as_test(
        lambda: BookingMachine(slots, staff),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=list(Phase) if shrink else [Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_portal_agrees_with_a_plain_model():
    examples, steps = PROFILES[os.environ.get("HYPOTHESIS_PROFILE", "quick")]
    compare(open_slots(), UserFactory(), examples=examples, steps=steps)
