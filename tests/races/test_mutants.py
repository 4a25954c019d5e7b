"""The races are worth something: take away any one thing that keeps the seats right, and a race goes red.

Each mutant is the kind of change that looks harmless in a review. It is made in this process alone, for one test.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from accelerator.base.common.transactions import ConstraintRefused
from tests import cluster
from tests.factories.accounts import UserFactory
from tests.races import test_holds as holds
from tests.races import test_routes as routes
from tests.tours.booking import test_holds as rules
from tests.tours.booking import test_state_machine as machine
from tours.booking.models import Booking, Order
from tours.booking.services import cancellations, seats
from tours.booking.services import holds as holds_service
from tours.models import Slot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RED = (AssertionError, ConstraintRefused, OperationalError, pytest.fail.Exception)
Mutate = Callable[[pytest.MonkeyPatch], None]
CHECK = "tours_slot_never_oversold"


@contextmanager
def without_the_check() -> Iterator[None]:
    """The table as a migration that dropped the constraint would leave it."""
    with cluster.client().superuser(connection.settings_dict["NAME"]) as owner:
        found = owner.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [CHECK])
        definition = found.fetchone()[0]
        owner.execute(f"ALTER TABLE tours_slot DROP CONSTRAINT {CHECK}")
        try:
            yield
        finally:
            owner.execute("UPDATE tours_slot SET seats_taken = 0")
            owner.execute(f"ALTER TABLE tours_slot ADD CONSTRAINT {CHECK} {definition}")


def no_lock(patch: pytest.MonkeyPatch) -> None:
    """The slots are read, not locked."""
    patch.setattr(holds_service, "lock_terms", read)


def counted_before_the_lock(patch: pytest.MonkeyPatch) -> None:
    """The lock is there, but what is free was read before it."""
    locked = holds_service.lock_terms

    def read_first(slots: Sequence[int]) -> list[Slot]:
        rows = read(slots)
        locked(slots=slots)
        return rows

    patch.setattr(holds_service, "lock_terms", read_first)


def locked_as_the_route_goes(patch: pytest.MonkeyPatch) -> None:
    """Each slot is locked for itself, in the order of the days instead of the ids."""
    locked = holds_service.lock_terms
    days = Slot.objects.order_by("starts_at").values_list("pk", flat=True)

    def one_by_one(slots: Sequence[int]) -> list[Slot]:
        return [row for pk in days.filter(pk__in=slots) for row in locked(slots=[pk])]

    patch.setattr(holds_service, "lock_terms", one_by_one)


def counter_written_from_memory(patch: pytest.MonkeyPatch) -> None:
    """The new number is computed in Python; and without the lock it overwrites the others'."""
    no_lock(patch)

    def take(needs: dict[int, int], slots: list[Slot]) -> None:
        for slot in slots:
            if slot.capacity - slot.seats_taken < needs[slot.pk]:
                raise holds_service.NotEnoughSeats(slot, 0)
            Slot.objects.filter(pk=slot.pk).update(seats_taken=slot.seats_taken + needs[slot.pk])

    patch.setattr(holds_service, "take_seats", take)


def bookings_read_before_the_lock(patch: pytest.MonkeyPatch) -> None:
    """A visitor who cancels twice at once finds the booking confirmed twice."""
    lock = cancellations.lock_bookings

    def read_first(order: Order) -> list[Booking]:
        before = {row.pk: row.status for row in Booking.objects.filter(order=order)}
        rows = lock(order)
        for row in rows:
            row.status = before[row.pk]
        return rows

    patch.setattr(cancellations, "lock_bookings", read_first)


def switched_from_the_wrong_slot(patch: pytest.MonkeyPatch) -> None:
    """Changing a leg does not release the old seats."""
    patch.setattr(holds_service, "release_seats", lambda *_seats: None)


def lapsed_holds_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A lapsed hold is marked, and its seats stay in the counter."""
    patch.setattr(seats, "release_seats", lambda *_seats: None)


def read(slots: Sequence[int]) -> list[Slot]:
    return list(Slot.objects.with_hold_terms().filter(pk__in=slots).order_by("pk"))


def model() -> None:
    machine.compare(machine.open_slots(), UserFactory(), examples=200, steps=30, shrink=False)


def sold_out() -> None:
    holds.test_two_hundred_holds_on_twenty_seats_take_exactly_twenty()


@pytest.mark.parametrize(
    ("mutate", "race"),
    [
        (no_lock, sold_out),
        (counted_before_the_lock, sold_out),
        (counter_written_from_memory, sold_out),
        (locked_as_the_route_goes, lambda: routes.test_overlapping_routes_in_a_race_are_whole_or_not_at_all(400)),
        (bookings_read_before_the_lock, holds.test_cancelling_the_same_order_at_once_gives_its_seats_back_once),
        (switched_from_the_wrong_slot, model),
        (lapsed_holds_forgotten, model),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_mutant_turns_a_race_red(mutate: Mutate, race: Callable[[], None], monkeypatch: pytest.MonkeyPatch):
    mutate(monkeypatch)

    with pytest.raises(RED):
        race()


@pytest.mark.parametrize("mutate", [no_lock, counted_before_the_lock, counter_written_from_memory])
def test_mutant_oversells_once_the_check_is_gone_too(mutate: Mutate, monkeypatch: pytest.MonkeyPatch):
    mutate(monkeypatch)

    with without_the_check(), pytest.raises(AssertionError):
        sold_out()
    assert Booking.objects.filter(status=Booking.Status.ON_HOLD).count() > 20


def test_mutant_without_the_check_is_seen_by_the_rules():
    with without_the_check(), pytest.raises(pytest.fail.Exception):
        rules.test_database_refuses("UPDATE tours_slot SET seats_taken = capacity + 1", CHECK)


def test_without_a_mutant_it_is_green():
    sold_out()
