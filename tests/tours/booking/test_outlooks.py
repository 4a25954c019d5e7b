"""What is kept of a tour's next starts is what its slots say: now, and for as long as it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import BooleanField, Exists, F, OuterRef, Subquery, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.base.common import clock
from accelerator.base.common.changes import Kind, versions
from tests.factories.booking import held_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.models import Booking, Order
from tours.booking.services.outlooks import renew_outlooks
from tours.catalogue.criteria import Criteria, When
from tours.catalogue.filters import free_on, on_days
from tours.catalogue.outlook import next_change
from tours.models import Outlook, Slot, Tour, VisitRequirements

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def settle() -> None:
    """What a commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS tours_dueoutlook_renewed IMMEDIATE")
        cursor.execute("SET CONSTRAINTS tours_dueoutlook_renewed DEFERRED")


def keep_as_of(tour: Tour, moment: datetime) -> Outlook:
    """Keep what the database makes of the tour at this moment."""
    settle()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tours_outlook WHERE tour_id = %s", [tour.pk])
        cursor.execute("INSERT INTO tours_outlook SELECT (tours_outlook_of(%s, %s)).*", [tour.pk, moment])
    return Outlook.objects.get(tour=tour)


def asked(now: datetime) -> list[Criteria]:
    today = now.date()
    spans = [(0, 0), (1, 3), (-3, 2), (5, 9), (8, 20)]
    return [Criteria(when=when) for when in When.values] + [
        Criteria(date_from=today + first * DAY, date_to=today + last * DAY) for first, last in spans
    ]


def read(tour: Tour, now: datetime) -> tuple[Any, ...]:
    """What lists of tours say."""
    days = {f"on_{number}": free_on(criteria, now) for number, criteria in enumerate(asked(now))}
    found = Tour.objects.filter(pk=tour.pk).with_next_start(now).annotate(**days)
    first, free, *flags = found.values_list("next_start", "next_free", *days)[0]
    is_bookable = Tour.objects.filter(pk=tour.pk).bookable(now).exists()
    return first, free, is_bookable, *(bool(flag) for flag in flags)


def of_slots(tour: Tour, now: datetime) -> tuple[Any, ...]:
    """What the slots say."""
    free = Slot.objects.next_of_outer_tour(now)
    on = {
        f"on_{number}": Exists(on_days(Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now), criteria, now))
        for number, criteria in enumerate(asked(now))
    }
    found = Tour.objects.filter(pk=tour.pk).annotate(
        first=Subquery(free.values("starts_at")[:1]), free=Subquery(free.values("free_seats")[:1]), **on
    )
    first, places, *flags = found.values_list("first", "free", *on)[0]
    return first, places if places and places <= 5 else None, first is not None, *flags


def is_kept(tour: Tour, now: datetime) -> bool:
    """Whether the row is read at this moment."""
    kept = Tour.objects.by_outlook(now, Value(True), Value(False, BooleanField()))
    return Tour.objects.filter(kept, pk=tour.pk).exists()


def is_found_without(tour: Tour, now: datetime) -> bool:
    """Whether lists that are led by outlooks find the tour among those that have none."""
    return Tour.objects.without_outlook(now).filter(pk=tour.pk).exists()


def booked(slot: Slot, seats: int, hold_ends: datetime | None) -> Booking:
    """Seats that somebody took: held until then, or booked."""
    order = Order.objects.create(request_key=uuid4(), request_fingerprint="", party_size=seats)
    status = Booking.Status.ON_HOLD if hold_ends else Booking.Status.CONFIRMED
    return Booking.objects.create(
        order=order, enterprise_id=slot.enterprise_id, slot=slot, seats=seats, status=status, hold_expires_at=hold_ends
    )


starts = st.tuples(
    st.integers(-30, 24 * 25),  # hours ahead
    st.sampled_from([1, 2, 4, 8]),  # capacity
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from([-90, -5, 3, 9, 10, 200]), st.booleans()), max_size=3),
    st.sampled_from(["open", "open", "open", "closed", "cancelled"]),
    st.sampled_from(["Europe/Moscow"] * 6 + ["Asia/Vladivostok"]),
)


def make_slot(tour: Tour, now: datetime, start: Any) -> Slot:
    hours, capacity, bookings, status, zone = start
    at = now + hours * HOUR + 17 * MINUTE
    slot: Slot = SlotFactory(tour=tour, capacity=capacity, days_ahead=1)
    taken = 0
    for seats, minutes, is_hold in bookings:
        if taken + seats <= capacity:
            taken += seats
            booked(slot, seats, now + minutes * MINUTE if is_hold else None)
    Slot.objects.filter(pk=slot.pk).update(
        starts_at=at, ends_at=at + HOUR, status=status, timezone=zone, seats_taken=taken,
        local_date=at.astimezone(ZoneInfo(zone)).date(),
    )  # fmt: skip
    return slot


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(starts, min_size=1, max_size=6),
    closes=st.sampled_from([0, 2, 30]),
    lead=st.sampled_from([None, 0, 2]),
    later=st.lists(st.integers(0, 9 * 24 * 60), min_size=1, max_size=4),
)
def test_what_is_kept_is_what_slots_say_until_it_ends(made: Any, closes: int, lead: int | None, later: Any) -> None:
    now = clock.now()
    tour = TourFactory(published=True, booking_closes_hours=closes, requirements__lead_time_days=lead)
    for start in made:
        make_slot(tour, now, start)
    row = keep_as_of(tour, now)
    moments = {now, *(now + minutes * MINUTE for minutes in later)}
    if row.valid_until:
        moments |= {row.valid_until - timedelta(microseconds=1), row.valid_until}
    for moment in sorted(moments):
        assert read(tour, moment) == of_slots(tour, moment)
        assert is_found_without(tour, moment) != is_kept(tour, moment)


def test_rows_outside_their_time_are_read_from_slots() -> None:
    now = clock.now()
    slot = SlotFactory(capacity=3, days_ahead=2)
    row = keep_as_of(slot.tour, now)
    assert is_kept(slot.tour, now)
    assert not is_kept(slot.tour, now - MINUTE)
    assert is_found_without(slot.tour, now - MINUTE)
    assert row.valid_until == slot.booking_closes_at == row.next_closing
    assert not is_kept(slot.tour, slot.booking_closes_at)
    Outlook.objects.update(next_free=1)
    assert read(slot.tour, now)[1] == 1  # it is what is read
    assert read(slot.tour, now - MINUTE)[1] == 3


def test_hold_that_lasts_too_long_is_left_to_the_slots() -> None:
    now = clock.now()
    slot = SlotFactory(capacity=1, seats_taken=1, days_ahead=2)
    booked(slot, 1, now + HOUR)
    keep_as_of(slot.tour, now)
    assert not is_kept(slot.tour, now)
    assert is_found_without(slot.tour, now)
    assert read(slot.tour, now) == of_slots(slot.tour, now)
    assert read(slot.tour, now)[0] == slot.starts_at


def test_starts_in_two_zones_are_left_to_the_slots() -> None:
    now = clock.now()
    slot, other = SlotFactory.create_batch(2, tour=TourFactory(published=True))
    Slot.objects.filter(pk=other.pk).update(timezone="Asia/Vladivostok")
    keep_as_of(slot.tour, now)
    assert not is_kept(slot.tour, now)
    assert is_found_without(slot.tour, now)


def test_whatever_changes_of_starts_in_two_zones_is_noted_as_a_change_of_choice() -> None:
    _slot, *others = SlotFactory.create_batch(3, tour=TourFactory(published=True), capacity=20)
    Slot.objects.filter(pk=others[0].pk).update(timezone="Asia/Vladivostok")
    settle()
    before = versions([Kind.CHOICE])
    Slot.objects.filter(pk=others[1].pk).update(ends_at=F("ends_at") + HOUR)
    settle()
    assert versions([Kind.CHOICE]) != before


def test_places_left_are_no_change_of_choice_but_a_full_day_is() -> None:
    """And neither is a hold that leaves places, until one fills a start: then its end is a change by the clock."""
    slot = SlotFactory(capacity=4, days_ahead=2)
    SlotFactory(tour=slot.tour, days_ahead=3)
    settle()
    noted = [versions([Kind.OUTLOOK, Kind.CHOICE])]
    for seats in (1, 2, 1):
        hold = booked(slot, seats, clock.now() + MINUTE)
        Slot.objects.filter(pk=slot.pk).update(seats_taken=F("seats_taken") + seats)
        settle()
        noted.append(versions([Kind.OUTLOOK, Kind.CHOICE]))
    Booking.objects.filter(pk=hold.pk).update(hold_expires_at=clock.now() + MINUTE / 2)
    settle()
    noted.append(versions([Kind.OUTLOOK, Kind.CHOICE]))
    outlooks, choices = zip(*noted, strict=True)
    assert len({*outlooks}) == 5
    assert [choices.index(one) for one in choices] == [0, 0, 0, 3, 4]


# --- What a transaction changes is seen at once, and kept when it commits ---------------------------------------------

CHANGES: dict[str, Callable[[Slot], object]] = {
    "a seat taken": lambda slot: Slot.objects.filter(pk=slot.pk).update(seats_taken=F("seats_taken") + 1),
    "another capacity": lambda slot: Slot.objects.filter(pk=slot.pk).update(capacity=2),
    "closed": lambda slot: Slot.objects.filter(pk=slot.pk).update(status="closed"),
    "moved": lambda slot: Slot.objects.filter(pk=slot.pk).update(
        starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR
    ),
    "another day": lambda slot: Slot.objects.filter(pk=slot.pk).update(local_date=slot.local_date + DAY),
    "another zone": lambda slot: Slot.objects.filter(pk=slot.pk).update(timezone="Asia/Omsk"),
    "removed": lambda slot: (Booking.objects.filter(slot=slot).delete(), slot.delete()),
    "another start": lambda slot: SlotFactory(tour=slot.tour, days_ahead=3),
    "booking closes earlier": lambda slot: Tour.objects.filter(pk=slot.tour_id).update(booking_closes_hours=30),
    "a lead time": lambda slot: VisitRequirements.objects.filter(tour=slot.tour).update(lead_time_days=0),
    "no requirements": lambda slot: VisitRequirements.objects.filter(tour=slot.tour).delete(),
    "a hold": lambda slot: booked(slot, 1, clock.now() + MINUTE),
    "a hold prolonged": lambda slot: Booking.objects.filter(slot=slot).update(hold_expires_at=clock.now() + 2 * MINUTE),
    "a hold booked": lambda slot: Booking.objects.filter(slot=slot).update(status="CONFIRMED", hold_expires_at=None),
    "a hold gone": lambda slot: Booking.objects.filter(slot=slot).delete(),
    "withdrawn": lambda slot: Tour.objects.filter(pk=slot.tour_id).update(status="archived"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_is_seen_at_once_and_kept(change: Callable[[Slot], object]) -> None:
    slot = SlotFactory(
        capacity=4, seats_taken=2, days_ahead=2, tour=TourFactory(published=True, requirements__lead_time_days=1)
    )
    booked(slot, 2, clock.now() + 5 * MINUTE)
    tour = slot.tour
    settle()
    assert is_kept(tour, clock.now())
    before = versions([Kind.OUTLOOK])

    change(slot)

    now = clock.now()
    assert not is_kept(tour, now)
    assert is_found_without(tour, now)
    assert read(tour, now) == of_slots(tour, now)
    settle()
    now = clock.now()
    assert is_found_without(tour, now) != is_kept(tour, now)
    assert is_kept(tour, now) == (Tour.objects.get(pk=tour.pk).status == "published")
    assert read(tour, now) == of_slots(tour, now)
    assert versions([Kind.OUTLOOK]) != before


def test_what_nobody_can_see_changes_nothing() -> None:
    slot = SlotFactory(capacity=40, days_ahead=2)
    settle()
    before, row = versions([Kind.OUTLOOK]), Outlook.objects.values().get(tour=slot.tour)
    order = held_order(slot, 2)
    settle()
    cancel_hold = Booking.objects.filter(order=order)
    cancel_hold.update(status="EXPIRED", hold_expires_at=None)
    Slot.objects.filter(pk=slot.pk).update(seats_taken=0, note="for the guide", revision=3)
    settle()
    assert versions([Kind.OUTLOOK]) == before
    assert Outlook.objects.values().get(tour=slot.tour) == row
    assert is_kept(slot.tour, clock.now())


def test_renewal_takes_what_time_has_passed_and_leaves_the_rest() -> None:
    slot, other = SlotFactory(days_ahead=2), SlotFactory(days_ahead=3)
    settle()
    assert renew_outlooks() == 0
    keep_as_of(slot.tour, clock.now() + 5 * HOUR)
    assert renew_outlooks() == 1
    Outlook.objects.filter(tour=other.tour).delete()
    assert renew_outlooks() == 1
    Outlook.objects.filter(tour=other.tour).delete()
    call_command("renew_outlooks", stdout=StringIO())
    for tour in (slot.tour, other.tour):
        assert is_kept(tour, clock.now())
        assert Outlook.objects.get(tour=tour).next_start == tour.slots.get().starts_at


def test_next_change_is_now_while_a_hold_lasts_longer_than_any_may() -> None:
    now = clock.now().replace(minute=1, second=0, microsecond=0) + HOUR
    slot = SlotFactory(capacity=1, seats_taken=1, days_ahead=2)
    hold = booked(slot, 1, now + HOUR)
    assert next_change(now) == now
    keep_as_of(slot.tour, now)
    assert next_change(now) == now
    Booking.objects.filter(pk=hold.pk).update(hold_expires_at=now + 4 * MINUTE)
    keep_as_of(slot.tour, now)
    assert next_change(now) == now + 4 * MINUTE


def test_next_change_is_the_earliest_of_all_tours_and_of_days() -> None:
    now = clock.now().replace(minute=1, second=0, microsecond=0) + HOUR
    assert next_change(now) == now.replace(minute=15)
    slot = SlotFactory(days_ahead=2, capacity=2, seats_taken=2)
    assert next_change(now) == now.replace(minute=15)
    booked(slot, 2, now + 4 * MINUTE)
    assert next_change(now) == now + 4 * MINUTE  # by the slots
    keep_as_of(slot.tour, now)
    assert is_kept(slot.tour, now)
    assert next_change(now) == now + 4 * MINUTE
    assert next_change(now + 4 * MINUTE) == now.replace(minute=15)
    keep_as_of(slot.tour, slot.booking_closes_at - 2 * MINUTE)
    assert next_change(slot.booking_closes_at - MINUTE) == slot.booking_closes_at
