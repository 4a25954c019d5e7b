"""Delivery of messages about bookings, for the staff who look after them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import MessageQuerySet
from tours.booking.models import Booking
from tours.models import Slot


def cancelled_bookings(slot: Slot) -> QuerySet:
    """Return the slot's cancelled bookings, the latest first."""
    rows = Booking.objects.filter(slot=slot, status=Booking.Status.CANCELLED, order__confirmed_at__isnull=False)
    return rows.select_related("order__contact", "slot").order_by("-cancelled_at", "pk")


def messages_by_booking(bookings: Sequence[Booking]) -> dict[Booking, list[Message]]:
    """Return the messages about each booking and its order, sent or not, in the order of their times."""
    messages = list(_messages_about(bookings).select_related("folded_into"))
    return {
        booking: [message for message in messages if message.topic in (booking.topic, booking.order.topic)]
        for booking in bookings
    }


def undelivered_messages(bookings: Sequence[Booking]) -> dict[str, Message]:
    """Return by topic a message that did not arrive, or of which that is unknown."""
    return {message.topic: message for message in _messages_about(bookings).needing_attention()}


def messages_to_check(bookings: Sequence[Booking], now: datetime) -> dict[str, Message]:
    """Return by topic the message for staff to check: undelivered before partly delivered or sent again."""
    messages = _messages_about(bookings).to_check(now)
    return {message.topic: message for message in sorted(messages, key=lambda message: message.needs_attention)}


def _messages_about(bookings: Sequence[Booking]) -> MessageQuerySet:
    topics = {topic for booking in bookings for topic in (booking.topic, booking.order.topic)}
    return Message.objects.filter(topic__in=topics).order_by("due_at", "pk")
