"""What the portal keeps of the people of an order, for themselves.

Whoever has the link has the order, and a link travels by mail: of what a pass office asked for it is said which kinds
are held and until when. The values stand on the person's own papers and are opened for the pass office alone; who wants
to see what was stored writes to the operator and is asked who they are.
"""

from collections.abc import Sequence
from typing import Any

from accelerator.base.accounts.models import User
from accelerator.base.accounts.own_data import columns_of, consent_data, messages_data
from accelerator.base.notifications.models import Message
from tours.booking.models import Booking, IdentityReading, Order, Visitor, VisitorIdentity
from tours.booking.services.identities import wanted_kinds


def order_data(order: Order) -> dict[str, Any]:
    """Everything of one order, as `Order.objects.with_legs()` has fetched it, in a shape that becomes JSON."""
    legs = order.legs
    visitors = order.visitors.select_related("identity").order_by("position")
    readings = IdentityReading.objects.filter(slot__in=[leg.slot_id for leg in legs]).order_by("read_at", "pk")
    return {
        "order": {
            "code": order.code,
            "created_at": order.created_at,
            "confirmed_at": order.confirmed_at,
            "language": order.language,
            "wants_reminders": order.wants_reminders,
            "guardian_consent": order.guardian_consent,
            "belongs_to_an_account": order.user_id is not None,
        },
        "contact": columns_of(order.contact) if hasattr(order, "contact") else None,
        "visitors": [_visitor(row, legs) for row in visitors],
        "visits": [_visit(leg) for leg in legs],
        "consent": consent_data(order.consent) if order.consent else None,
        "messages": messages_data(Message.objects.filter(topic__in=[order.topic, *(leg.topic for leg in legs)])),
        "pass_lists_opened": list(readings.values("read_at", "people")),
    }


def orders_of(user: User) -> dict[str, Any]:
    """The account's orders, each as its own link shows it."""
    orders = Order.objects.of_user(user).with_legs().select_related("consent__text").order_by("created_at", "pk")
    return {"orders": [order_data(order) for order in orders]}


def _visitor(visitor: Visitor, legs: Sequence[Booking]) -> dict[str, Any]:
    identity: VisitorIdentity | None = getattr(visitor, "identity", None)
    held = identity if identity is not None and identity.sealed is not None else None
    kinds = dict.fromkeys(kind for leg in legs for kind in wanted_kinds(leg.slot))
    return {
        **columns_of(visitor, without={"id", "uuid"}),
        "pass_data": {
            "kinds_held": list(kinds) if held is not None else [],
            "erased_after": held.erase_at if held is not None else None,
            "erased_at": identity.erased_at if identity is not None else None,
        },
    }


def _visit(leg: Booking) -> dict[str, Any]:
    return {
        "tour": str(leg.slot.tour.title),
        "enterprise": str(leg.slot.enterprise.name),
        "starts_at": leg.slot.starts_at.astimezone(leg.slot.zone),
        "status": leg.status,
        "seats": leg.seats,
        "language": leg.language or None,
        "cancelled_at": leg.cancelled_at,
        "cancelled_by": leg.cancelled_by,
        "cancel_reason": leg.cancel_reason,
        "people": [
            {
                "name": row.visitor.name if row.visitor else None,
                "category": str(row.category.name),
                "price_kopecks": row.price_kopecks,
                "checked_in_at": row.checked_in_at,
            }
            for row in leg.attendances.all()
        ],
    }
