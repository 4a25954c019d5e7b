"""What booking means, in plain dictionaries: the oracle of test_state_machine.

It knows nothing of the database, of locks or of counters. Seats are always summed again from the legs, so a counter
that has gone astray cannot hide here. Every method says whether the portal must agree, and then changes the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from itertools import pairwise

ZONE = timezone(timedelta(hours=3))  # Moscow, which does not change its clocks
HOLD = timedelta(minutes=10)
CLOSES = timedelta(hours=2)
CANCEL_UNTIL = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=1)
REMINDERS = (3 * 24 * 60, 24 * 60, 2 * 60)
TAKING = ("ON_HOLD", "CONFIRMED", "REDEEMED")


@dataclass
class SlotModel:
    tour: int
    local_start: datetime
    minutes: int
    capacity: int
    status: str = "open"
    revision: int = 0

    @property
    def starts(self) -> datetime:
        return self.local_start.replace(tzinfo=ZONE).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


@dataclass
class LegModel:
    slot: int
    seats: int
    hold_until: datetime
    status: str = "ON_HOLD"
    cut_off: timedelta = CANCEL_UNTIL  # before the start; a moved visitor may cancel until it
    came: set[int] = field(default_factory=set)
    shift: int = 0  # what its slots before have had of revisions
    reminders: dict[tuple[int, int], datetime] = field(default_factory=dict)  # (revision, minutes before) → due


@dataclass
class OrderModel:
    legs: list[LegModel]
    made_at: datetime
    confirmed: bool = False


@dataclass
class Model:
    """All slots and orders by number."""

    now: datetime
    slots: dict[int, SlotModel] = field(default_factory=dict)
    orders: dict[int, OrderModel] = field(default_factory=dict)

    # What is so

    def legs_of(self, slot: int) -> list[LegModel]:
        return [leg for order in self.orders.values() for leg in order.legs if leg.slot == slot]

    def lapsed(self, leg: LegModel) -> bool:
        return leg.status == "ON_HOLD" and leg.hold_until <= self.now

    def taken(self, slot: int) -> int:
        """What the counter must show: lapsed holds stand in it until they are released."""
        return sum(leg.seats for leg in self.legs_of(slot) if leg.status in TAKING)

    def free(self, slot: int) -> int:
        """What the public must see: lapsed holds are free."""
        live = sum(leg.seats for leg in self.legs_of(slot) if leg.status in TAKING and not self.lapsed(leg))
        return self.slots[slot].capacity - live

    def bookable(self, slot: int) -> bool:
        return self.slots[slot].status == "open" and self.now < self.slots[slot].starts - CLOSES

    def in_order(self, slots: Sequence[int]) -> bool:
        return all(self.slots[later].starts >= self.slots[earlier].ends for earlier, later in pairwise(slots))

    # What happens

    def hold(self, order: int, slots: Sequence[int], people: int) -> bool:
        fits = all(self.bookable(slot) and self.free(slot) >= people for slot in slots)
        if not fits or not self.in_order(slots):
            return False
        for slot in slots:
            self._give_back_lapsed(slot)
        self.orders[order] = OrderModel([LegModel(slot, people, self.now + HOLD) for slot in slots], self.now)
        return True

    def switch(self, order: int, position: int, slot: int) -> bool:
        found = self.orders[order]
        leg = found.legs[position]
        if leg.slot == slot and self._is_held(leg):
            return True  # it stays as it is, though the slot may take no one else any more
        route = [slot if other is leg else other.slot for other in found.legs]
        room = self.free(slot)
        if found.confirmed or not self.bookable(slot) or not self.in_order(route) or room < leg.seats:
            return False
        leg.status = "EXPIRED"
        self._give_back_lapsed(slot)
        leg.slot, leg.status, leg.hold_until = slot, "ON_HOLD", self.now + HOLD
        return True

    def confirm(self, order: int) -> bool:
        found = self.orders[order]
        if found.confirmed:
            return True
        gone = [leg for leg in found.legs if leg.status == "EXPIRED" or self.lapsed(leg)]
        for leg in found.legs:
            slot = self.slots[leg.slot]
            if slot.status == "cancelled" or slot.starts <= self.now:
                return False
            if leg in gone and (not self.bookable(leg.slot) or self.free(leg.slot) < leg.seats):
                return False
        for leg in gone:
            self._give_back_lapsed(leg.slot)
        for leg in found.legs:
            leg.status = "CONFIRMED"
            self._plan_reminders(leg)
        found.confirmed = True
        return True

    def cancel_by_visitor(self, order: int, position: int | None) -> bool:
        legs = self.orders[order].legs
        wanted = legs if position is None else [legs[position]]
        in_time = [
            leg for leg in wanted if leg.status == "CONFIRMED" and self.now < self.slots[leg.slot].starts - leg.cut_off
        ]
        done = [leg for leg in wanted if leg.status == "CANCELLED"]
        if not in_time and not done:
            return False
        for leg in in_time:
            self._cancel(leg)
        return True

    def reschedule(self, order: int, position: int, slot: int) -> bool:
        legs = self.orders[order].legs
        leg = legs[position]
        if leg.slot == slot:
            return True
        in_time = leg.status == "CONFIRMED" and self.now < self.slots[leg.slot].starts - leg.cut_off
        route = [slot if other is leg else other.slot for other in legs if other is leg or other.status != "CANCELLED"]
        if not in_time or not self.bookable(slot) or self.free(slot) < leg.seats or not self.in_order(route):
            return False
        self._give_back_lapsed(slot)
        leg.shift += self.slots[leg.slot].revision - self.slots[slot].revision + 1
        leg.slot, leg.cut_off = slot, CANCEL_UNTIL
        self._plan_reminders(leg)
        return True

    def stay_away(self, order: int, people: int) -> bool:
        expected = [leg for leg in self.orders[order].legs if leg.status in ("CONFIRMED", "REDEEMED")]
        in_time = all(
            leg.status == "CONFIRMED" and self.now < self.slots[leg.slot].starts - leg.cut_off for leg in expected
        )
        if not expected or not in_time or expected[0].seats <= people:
            return False
        for leg in expected:
            leg.seats -= people
        return True

    def cancel_by_staff(self, order: int, position: int) -> bool:
        leg = self.orders[order].legs[position]
        if leg.status == "CONFIRMED" and self.now < self.slots[leg.slot].starts:
            self._cancel(leg)
        return leg.status == "CANCELLED"

    def check_in(self, order: int, position: int, who: int | None) -> bool:
        leg = self.orders[order].legs[position]
        coming = ({who} if who is not None else set(range(leg.seats))) - leg.came
        slot = self.slots[leg.slot]
        is_its_day = self.now.astimezone(ZONE).date() == slot.local_start.date()
        is_check_in_open = is_its_day or slot.starts - timedelta(hours=1) <= self.now < slot.ends
        if leg.status not in ("CONFIRMED", "REDEEMED") or not is_check_in_open or not coming:
            return False
        leg.came |= coming
        leg.status = "REDEEMED"
        return True

    def undo_check_in(self, order: int, position: int, who: int | None) -> None:
        leg = self.orders[order].legs[position]
        leg.came -= {who} if who is not None else set(leg.came)
        if leg.status == "REDEEMED" and not leg.came:
            leg.status = "CONFIRMED"

    def move(self, slot: int, local_start: datetime) -> bool:
        found = self.slots[slot]
        if found.status == "cancelled" or found.starts <= self.now:
            return False
        if found.local_start == local_start:
            return True
        if local_start.replace(tzinfo=ZONE) <= self.now:
            return False
        others = (other for number, other in self.slots.items() if number != slot and other.tour == found.tour)
        if any(other.local_start == local_start and other.status != "cancelled" for other in others):
            return False
        is_another_day = found.local_start.date() != local_start.date()
        found.local_start = local_start
        found.revision += 1
        for leg in self.legs_of(slot):
            if leg.status == "REDEEMED" and is_another_day:
                leg.status, leg.came = "CONFIRMED", set()
            if leg.status in ("CONFIRMED", "REDEEMED"):
                leg.cut_off = timedelta()
                self._plan_reminders(leg)
        return True

    def resize(self, slot: int, capacity: int) -> bool:
        if capacity < self.slots[slot].capacity - self.free(slot):
            return False
        self._give_back_lapsed(slot)
        self.slots[slot].capacity = capacity
        return True

    def set_status(self, slot: int, status: str) -> bool:
        if self.slots[slot].status == "cancelled":
            return False
        self.slots[slot].status = status
        return True

    def cancel_slot(self, slot: int) -> bool:
        found = self.slots[slot]
        if found.status == "cancelled":
            return True
        if found.starts <= self.now:
            return False
        found.status = "cancelled"
        found.revision += 1
        for leg in self.legs_of(slot):
            if leg.status == "ON_HOLD":
                leg.status = "EXPIRED"
            elif leg.status in ("CONFIRMED", "REDEEMED"):
                leg.came = set()
                self._cancel(leg)
        return True

    def tidy(self) -> None:
        for slot in self.slots:
            self._give_back_lapsed(slot)
        for number, order in list(self.orders.items()):
            held = any(leg.status == "ON_HOLD" for leg in order.legs)
            if not order.confirmed and not held and order.made_at < self.now - FORGOTTEN_AFTER:
                del self.orders[number]

    # Parts

    def _is_held(self, leg: LegModel) -> bool:
        return leg.status == "ON_HOLD" and not self.lapsed(leg)

    def _give_back_lapsed(self, slot: int) -> None:
        for leg in self.legs_of(slot):
            if self.lapsed(leg):
                leg.status = "EXPIRED"

    def _cancel(self, leg: LegModel) -> None:
        leg.status = "CANCELLED"
        leg.reminders = {}

    def _plan_reminders(self, leg: LegModel) -> None:
        slot = self.slots[leg.slot]
        leg.reminders = {}
        for minutes in REMINDERS:
            moment = slot.starts - timedelta(minutes=minutes)
            due = by_day(moment, slot.starts)
            if moment > self.now and due > self.now:
                # No one is told the same twice in a minute: the rule nearer to the start speaks for both.
                leg.reminders = {key: at for key, at in leg.reminders.items() if at != due}
                leg.reminders[slot.revision + leg.shift, minutes] = due


def by_day(moment: datetime, starts: datetime) -> datetime:
    """No one is woken between 22:00 and 8:00: in the morning if that is an hour before the start, else at 21:30."""
    local = moment.astimezone(ZONE)
    if time(8) <= local.time() < time(22):
        return moment
    day = local.date() if local.time() < time(8) else local.date() + timedelta(days=1)
    morning = datetime.combine(day, time(8), tzinfo=ZONE)
    if starts - morning >= timedelta(hours=1):
        return morning
    return datetime.combine(day, time(21, 30), tzinfo=ZONE) - timedelta(days=1)
