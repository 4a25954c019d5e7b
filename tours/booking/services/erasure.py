"""Forgetting people: when they ask for it, and when their time is over. The visit stays in the figures."""

from datetime import datetime, timedelta

from django.db.models import Max, Q

from accelerator.accounts.models import Consent
from accelerator.common import clock
from accelerator.common.transactions import atomic, atomic_with_retries
from accelerator.notifications.services import forget_recipients
from tours.booking.models import Booking, Order, OrderContact, Visitor
from tours.booking.services.cancellations import cancel_locked
from tours.booking.services.locks import lock_bookings

# After the last leg of an order. People are promised twelve months; the task that erases runs hourly.
KEPT_FOR = timedelta(days=364)


@atomic_with_retries
def withdraw_consent(*, order: Order) -> Order:
    """Cancel what is still ahead and erase the order's people at once; repeating it changes nothing.

    No message follows: there is nobody left to write to, and the page says what was done.
    """
    bookings = lock_bookings(order)
    order.refresh_from_db()
    now = clock.now()
    if order.consent is None or order.consent.withdrawn_at is not None:
        return order
    for booking in bookings:
        if booking.status in (Booking.Status.CONFIRMED, Booking.Status.PENDING) and booking.slot.starts_at > now:
            cancel_locked(booking, by=Booking.CancelledBy.VISITOR, reason="", now=now, tell=False)
    order.consent.withdrawn_at = now
    order.consent.save(update_fields=["withdrawn_at"])
    _forget([order.pk])
    return order


def forget_people(*, now: datetime | None = None) -> int:
    """Erase contacts and visitors of orders whose last leg ended more than KEPT_FOR ago; returns how many orders."""
    now = now or clock.now()
    old = Order.objects.annotate(ended=Max("bookings__slot__ends_at")).filter(ended__lt=now - KEPT_FOR)
    named = Q(contact__isnull=False) | Q(visitors__isnull=False) | Q(consent__ip_address__isnull=False)
    orders = list(old.filter(named).distinct().values_list("pk", flat=True))
    _forget(orders)
    return len(orders)


@atomic
def _forget(orders: list[int]) -> None:
    rows = Order.objects.filter(pk__in=orders).prefetch_related("bookings")
    forget_recipients(
        topics=[topic for row in rows for topic in (row.topic, *(leg.topic for leg in row.bookings.all()))]
    )
    OrderContact.objects.filter(order__in=orders).delete()
    Visitor.objects.filter(order__in=orders).delete()
    consents = Order.objects.filter(pk__in=orders).values("consent")
    Consent.objects.filter(pk__in=consents).update(ip_address=None)  # where it was given from is theirs too
