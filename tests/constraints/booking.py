"""Orders, their legs and visitors, and what the pass office asks for."""

from accelerator.base.common import clock
from tests.constraints.proofs import Proof, Values, one
from tests.factories.booking import confirmed_order, held_order, leg, request
from tests.factories.tours import TourFactory, VisitorCategoryFactory
from tours.booking.models import VisitorIdentity
from tours.booking.services.holds import hold_seats


def order_of_two_legs() -> Values:
    slots = TourFactory(published=True, slots=3).slots.order_by("starts_at")
    order = hold_seats(legs=[leg(slot) for slot in slots[:2]], request=request())
    first, second = order.bookings.order_by("position")
    return {"first": first.pk, "second": second.pk, "first_slot": first.slot_id, "another_slot": slots[2].pk}


def party_of_two() -> Values:
    order = held_order(people=2)
    booking = order.bookings.get()
    return {
        "booking": booking.pk, "order": order.pk,
        "own_category": VisitorCategoryFactory(tour=booking.slot.tour).pk,
        "other_category": VisitorCategoryFactory().pk,
    }  # fmt: skip


def identity() -> VisitorIdentity:
    visitor = held_order().visitors.get()
    return VisitorIdentity.objects.create(visitor=visitor, wrapped_key=b"key", sealed=b"text", erase_at=clock.now())


def confirmed() -> Values:
    return {"order": confirmed_order().pk}


PROOFS = {
    "booking_order_holder_gone_once_confirmed": Proof(
        confirmed, "UPDATE booking_order SET held_from = {} WHERE id = %(order)s", ["''"], ["'network'"]
    ),
    "booking_booking_language_known": Proof(
        order_of_two_legs,
        "UPDATE booking_booking SET language = {} WHERE id = %(second)s",
        ["''", "'zh'"],
        ["'xx'"],
    ),
    "booking_booking_position_once": Proof(
        order_of_two_legs, "UPDATE booking_booking SET position = {} WHERE id = %(second)s", ["2"], ["0"]
    ),
    "booking_booking_slot_once": Proof(
        order_of_two_legs,
        "UPDATE booking_booking SET slot_id = {} WHERE id = %(second)s",
        ["%(another_slot)s"],
        ["%(first_slot)s"],
    ),
    "booking_attendance_position_once": Proof(
        party_of_two,
        "UPDATE booking_attendance SET position = {} WHERE booking_id = %(booking)s",
        ["position + 2"],
        ["2"],
    ),
    "booking_attendance_category_of_enterprise": Proof(
        party_of_two,
        "UPDATE booking_attendance SET category_id = {} WHERE booking_id = %(booking)s",
        ["%(own_category)s"],
        ["%(other_category)s"],
    ),
    "booking_visitor_position_once": Proof(
        party_of_two,
        "UPDATE booking_visitor SET position = {} WHERE order_id = %(order)s",
        ["position + 2"],
        ["2"],
    ),
    "booking_visitoridentity_erased_whole": Proof(
        one(identity),
        "UPDATE booking_visitoridentity SET (erased_at, wrapped_key, sealed) = ({}) WHERE id = %(id)s",
        ["NULL, 'key', 'text'", "now(), NULL, NULL"],
        ["now(), 'key', 'text'", "now(), 'key', NULL", "now(), NULL, 'text'", "NULL, 'key', NULL", "NULL, NULL, NULL"],
    ),
}
