"""Who an order is for, leg by leg: visitors, their categories and prices."""

from collections.abc import Mapping, Sequence

from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic_with_retries
from tours.booking.checks import check_slot
from tours.booking.errors import BookingClosed, CategoryGone
from tours.booking.models import Attendance, Booking, Order, Visitor
from tours.booking.prices import charges
from tours.booking.services.allowances import allow, attempt_of
from tours.booking.services.seats import HOLD_FOR, lock_bookings, release_lapsed_holds, release_seats, take_seats
from tours.models import VisitorCategory
from tours.requirements import requirements_of


def create_visitors(
    order: Order, legs: Mapping[Booking, Sequence[int]], ages: Sequence[int | None] = ()
) -> list[Visitor]:
    """Write the order's visitors and their attendances: for each leg one category a visitor, in the same order.

    Raises CategoryGone where one of the categories was removed since the form was opened.
    """
    wanted = {pk for chosen in legs.values() for pk in chosen}
    categories = VisitorCategory.objects.in_bulk(wanted)
    if wanted - categories.keys():
        raise CategoryGone
    charged = {
        booking: charges([categories[pk] for pk in chosen], requirements_of(booking.slot.tour))
        for booking, chosen in legs.items()
    }
    accompany = {i for row in charged.values() for i, charge in enumerate(row) if charge.accompanies}
    visitors = Visitor.objects.bulk_create(
        Visitor(
            order=order, position=position, age=ages[position] if ages else None,
            role=Visitor.Role.CHAPERONE if position in accompany else Visitor.Role.VISITOR,
        )
        for position in range(order.party_size)
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(
            booking=booking, enterprise_id=booking.enterprise_id, visitor=visitors[position], position=position,
            category=categories[pk], price_kopecks=charged[booking][position].kopecks,
        )
        for booking, chosen in legs.items()
        for position, pk in enumerate(chosen)
    )  # fmt: skip
    return visitors


@atomic_with_retries
def change_party(*, order: Order, people: Sequence[Sequence[int]]) -> Order:
    """Make a held order one for other people: for each, their category at every leg, in the order of the legs.

    The seats that are not needed go back, what more is needed is taken, all legs or none; a hold that lapsed is held
    anew, one that lives keeps its deadline. Raises BookingClosed, NotEnoughSeats or PartyRefused; then everything stays
    as it was.
    """
    bookings = lock_bookings(order)
    order.refresh_from_db()
    now = clock.now()
    slots = [booking.slot for booking in bookings]
    attempt = attempt_of(order, slots[0], now)
    is_anew = False
    before = min(booking.seats for booking in bookings)
    release_lapsed_holds(slots, now)
    for booking in bookings:
        booking.refresh_from_db(fields=["status", "hold_expires_at"])
        slot = booking.slot
        if order.confirmed_at is not None:
            raise BookingClosed(slot)
        check_slot(slot, len(people), now)
        if booking.status == Booking.Status.ON_HOLD:
            release_seats(slot, booking.seats)
        else:
            is_anew = True
            booking.status, booking.hold_expires_at = Booking.Status.ON_HOLD, now + HOLD_FOR
        booking.seats = len(people)
    needs = {slot.pk: len(people) for slot in slots}
    take_seats(needs, slots)
    if is_anew or len(people) > before:
        by_id = {slot.pk: slot for slot in slots}
        order.proof = allow(attempt, needs, by_id, own=[order], now=now, is_anew=is_anew) or order.proof
    if is_anew:
        order.count_hold(now)
    Booking.objects.bulk_update(bookings, ["seats", "status", "hold_expires_at"])
    Attendance.objects.filter(booking__in=bookings).delete()
    order.visitors.all().delete()
    order.party_size = len(people)
    order.save(update_fields=["party_size", "proof", "held_at", "holds"])
    create_visitors(order, dict(zip(bookings, zip(*people, strict=True), strict=True)))
    return order
