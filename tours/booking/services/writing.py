"""Writing the legs of an order with the people who come: all of it in one statement, whatever their number."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accelerator.base.common.prepared import run
from tours.booking.models import Booking, Order, Visitor
from tours.booking.prices import Charge

# The ORM would take a statement for each table, and more time for making their texts than the database for all of it,
# while others wait for the slots. Each part names its columns: one that is new and has no default is refused at once.
_NEW_ORDER = """
    INSERT INTO booking_order (
        uuid, code, request_key, request_fingerprint, user_id, route_id, language, party_size, held_by, held_from,
        held_at, holds, proof, created_at, forget_at
    ) VALUES (
        %(uuid)s::uuid, %(code)s, %(request_key)s::uuid, %(request_fingerprint)s, %(user_id)s::bigint,
        %(route_id)s::bigint, %(language)s, %(party_size)s::smallint, %(held_by)s, %(held_from)s,
        %(held_at)s::timestamptz, %(holds)s::smallint, %(proof)s::uuid, %(created_at)s::timestamptz, NULL
    )
    RETURNING id
"""
_KNOWN_ORDER = "SELECT %(order)s::bigint AS id"
_NEW_LEGS = """
    INSERT INTO booking_booking (
        uuid, order_id, enterprise_id, slot_id, position, seats, status, hold_expires_at, cancel_until_hours,
        cancelled_by, cancel_reason
    )
    SELECT leg.uuid, orders.id, leg.enterprise_id, leg.slot_id, leg.position, %(party_size)s::smallint, 'ON_HOLD',
           %(until)s::timestamptz, leg.cancel_until_hours, '', ''
    FROM orders, unnest(
        %(leg_uuids)s::uuid[], %(leg_enterprises)s::bigint[], %(leg_slots)s::bigint[], %(leg_positions)s::smallint[],
        %(leg_hours)s::smallint[]
    ) AS leg (uuid, enterprise_id, slot_id, position, cancel_until_hours)
    RETURNING id, enterprise_id, position
"""
_KNOWN_LEGS = "SELECT id, enterprise_id, position FROM booking_booking WHERE order_id = %(order)s::bigint"
_WRITE = """
    WITH orders AS ({orders}), legs AS ({legs}), visitors AS (
        INSERT INTO booking_visitor (uuid, order_id, position, name, age, role)
        SELECT visitor.uuid, orders.id, visitor.position, '', visitor.age, visitor.role
        FROM orders, unnest(
            %(visitor_uuids)s::uuid[], %(visitor_positions)s::smallint[], %(visitor_ages)s::smallint[],
            %(visitor_roles)s::text[]
        ) AS visitor (uuid, position, age, role)
        RETURNING id, position
    ), attendances AS (
        INSERT INTO booking_attendance (
            uuid, booking_id, enterprise_id, visitor_id, category_id, position, price_kopecks, currency
        )
        SELECT attendance.uuid, legs.id, legs.enterprise_id, visitors.id, attendance.category_id, visitors.position,
               attendance.price_kopecks, 'RUB'
        FROM unnest(
            %(uuids)s::uuid[], %(legs)s::smallint[], %(positions)s::smallint[], %(categories)s::bigint[],
            %(prices)s::integer[]
        ) AS attendance (uuid, leg, position, category_id, price_kopecks)
        JOIN legs ON legs.position = attendance.leg
        JOIN visitors ON visitors.position = attendance.position
    )
    SELECT id FROM orders
"""
_WRITE_ORDER = _WRITE.format(orders=_NEW_ORDER, legs=_NEW_LEGS)
_WRITE_LEGS = _WRITE.format(orders=_KNOWN_ORDER, legs=_NEW_LEGS)
_WRITE_PEOPLE = _WRITE.format(orders=_KNOWN_ORDER, legs=_KNOWN_LEGS)


@dataclass(frozen=True)
class Attending:
    """The category and the charge of each visitor at a leg, by the leg's position; and how old they are, if known."""

    legs: Mapping[int, Sequence[tuple[int, Charge]]]
    ages: Sequence[int | None] = field(default=())


def write_order(order: Order, bookings: Sequence[Booking], people: Attending, *, until: datetime) -> None:
    """Insert a new order that holds these new legs until then, with its visitors."""
    columns = (
        "uuid", "code", "request_key", "request_fingerprint", "user_id", "route_id", "language", "held_by",
        "held_from", "held_at", "holds", "proof", "created_at",
    )  # fmt: skip
    row = {name: getattr(order, name) for name in columns}
    [(order.pk,)] = run(_WRITE_ORDER, {**row, **_legs(bookings, until), **_people(order, people)})
    order.forget_at, order._state.adding = None, False


def write_legs(order: Order, bookings: Sequence[Booking], people: Attending, *, until: datetime) -> None:
    """Insert these legs of an order that has none now, held until then, with its visitors."""
    run(_WRITE_LEGS, {"order": order.pk, **_legs(bookings, until), **_people(order, people)})


def write_people(order: Order, people: Attending) -> None:
    """Insert the visitors of an order that has legs and nobody who comes."""
    run(_WRITE_PEOPLE, {"order": order.pk, **_people(order, people)})


def _legs(bookings: Sequence[Booking], until: datetime) -> dict[str, object]:
    return {
        "until": until,
        "leg_uuids": [row.uuid for row in bookings],
        "leg_enterprises": [row.enterprise_id for row in bookings],
        "leg_slots": [row.slot_id for row in bookings],
        "leg_positions": [row.position for row in bookings],
        "leg_hours": [row.cancel_until_hours for row in bookings],
    }


def _people(order: Order, people: Attending) -> dict[str, object]:
    rows = [
        (leg, position, category, charge.kopecks)
        for leg, attending in people.legs.items()
        for position, (category, charge) in enumerate(attending)
    ]
    charged = [[charge for _category, charge in attending] for attending in people.legs.values()]
    accompany = {i for charges in charged for i, charge in enumerate(charges) if charge.accompanies}
    party = range(order.party_size)
    return {
        "party_size": order.party_size,
        "visitor_uuids": [uuid.uuid4() for _visitor in party],
        "visitor_positions": [*party],
        "visitor_ages": [*people.ages] or [None] * order.party_size,
        "visitor_roles": [Visitor.Role.CHAPERONE if i in accompany else Visitor.Role.VISITOR for i in party],
        "uuids": [uuid.uuid4() for _row in rows],
        "legs": [leg for leg, _position, _category, _price in rows],
        "positions": [position for _leg, position, _category, _price in rows],
        "categories": [category for _leg, _position, category, _price in rows],
        "prices": [price for _leg, _position, _category, price in rows],
    }
