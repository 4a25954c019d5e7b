"""What became of the messages about bookings, for the staff who look after them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accelerator.base.notifications.models import Message
from tours.booking.models import Booking
from tours.models import Slot


def cancelled_parties(slot: Slot) -> QuerySet:
    """The slot's cancelled bookings, the latest first: they are told of it, and that may go wrong."""
    found = Booking.objects.filter(slot=slot, status=Booking.Status.CANCELLED, order__confirmed_at__isnull=False)
    return found.select_related("order__contact", "slot").order_by("-cancelled_at", "pk")


def messages_of(bookings: Sequence[Booking]) -> dict[Booking, list[Message]]:
    """What was, is being and will be sent about each booking and its order, in the order of the times."""
    topics = {topic for booking in bookings for topic in (booking.topic, booking.order.topic)}
    rows = list(Message.objects.filter(topic__in=topics).select_related("folded_into").order_by("due_at", "pk"))
    return {
        booking: [message for message in rows if message.topic in (booking.topic, booking.order.topic)]
        for booking in bookings
    }


def undelivered(bookings: Sequence[Booking]) -> dict[str, Message]:
    """By topic, a message that did not arrive or of which nobody knows."""
    if not bookings:
        return {}
    topics = [topic for booking in bookings for topic in (booking.topic, booking.order.topic)]
    rows = Message.objects.filter(topic__in=topics).needing_attention().order_by("due_at", "pk")
    return {message.topic: message for message in rows}


def messages_to_see(bookings: Sequence[Booking], now: datetime) -> dict[str, Message]:
    """By topic, the message for staff to look at: what did not arrive before what went in part or was sent again."""
    if not bookings:
        return {}
    topics = [topic for booking in bookings for topic in (booking.topic, booking.order.topic)]
    rows = list(Message.objects.filter(topic__in=topics).worth_a_look(now).order_by("due_at", "pk"))
    return {message.topic: message for message in sorted(rows, key=lambda message: message.needs_attention)}
