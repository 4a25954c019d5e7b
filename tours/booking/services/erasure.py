"""Erasing people: when they ask, when their time is over, and again after a restore. Visits stay in the figures."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

from accelerator.base.accounts.models import Consent
from accelerator.base.common import clock, erasures
from accelerator.base.common.security_log import Event, record
from accelerator.base.common.transactions import atomic, atomic_with_retries
from accelerator.base.notifications.services import erase_recipients
from tours.booking.models import Booking, Order, OrderContact, Visitor, VisitorIdentity
from tours.booking.services.cancellations import cancel_locked
from tours.booking.services.identities import KEPT_FOR as PASS_DATA_KEPT_FOR
from tours.booking.services.identities import erase
from tours.booking.services.reminders import choose_reminders
from tours.booking.services.seats import lock_bookings

# After the last leg of an order. People are promised twelve months; the task that erases runs hourly.
KEPT_FOR = timedelta(days=364)
LOOK_AGAIN = timedelta(days=30)
BATCH = 500
BUDGET = 60.0  # seconds of one run
CONSENT_WITHDRAWN = "booking.consent_withdrawn"
PEOPLE_ERASED = "booking.people_forgotten"


@atomic_with_retries
def withdraw_consent(*, order: Order) -> Order:
    """Cancel what is still ahead and erase the order's people at once; repeating it changes nothing.

    No message follows: no address is left to write to, and the page says what was done.
    """
    bookings = lock_bookings(order)
    now = clock.now()
    if order.consent is None or order.consent.withdrawn_at is not None:
        return order
    for booking in bookings:
        if booking.status in (Booking.Status.CONFIRMED, Booking.Status.PENDING) and booking.slot.starts_at > now:
            cancel_locked(booking, by=Booking.CancelledBy.VISITOR, reason="", now=now, notify=False)
    order.consent.withdrawn_at = now
    order.consent.save(update_fields=["withdrawn_at"])
    erase_people([order])
    erasures.record(CONSENT_WITHDRAWN, [order.uuid])
    record(Event.CONSENT_WITHDRAWN, order=order.uuid)
    return order


def erase_expired_personal_data(*, now: datetime | None = None) -> int:
    """Erase the people of orders whose last leg ended more than KEPT_FOR ago; returns how many orders had any.

    Only what is due is read, some at a time; what is left when BUDGET is used up is the next run's.
    """
    now = now or clock.now()
    erased, until = 0, time.monotonic() + BUDGET
    while time.monotonic() < until:
        looked_at, had_people = _erase_expired_batch(now)
        erased += had_people
        if looked_at < BATCH:
            break
    return erased


def erase_needs(*, now: datetime | None = None) -> int:
    """Erase what contacts have asked of the enterprises, when pass data are erased or once nobody is expected, some at
    a time; returns of how many orders.

    It is written to no ledger: after a restore the next run finds the same rows over.
    """
    ahead = Booking.objects.expected().filter(
        order=OuterRef("order"), slot__ends_at__gt=(now or clock.now()) - PASS_DATA_KEPT_FOR
    )
    over = OrderContact.objects.exclude(needs="").exclude(Exists(ahead)).order_by("order").values_list("pk", flat=True)
    erased = 0
    while batch := OrderContact.objects.filter(pk__in=list(over[:BATCH])).update(needs=""):
        erased += batch
    return erased


@atomic
def _erase_expired_batch(now: datetime) -> tuple[int, int]:
    """Look at some orders whose time has come: how many, and how many of them had people, who are erased now."""
    orders = Order.objects.due_for_erasure(now)
    due = list(orders.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
    legs = Booking.objects.filter(order__in=due).order_by().values("order")
    ends = dict(legs.annotate(last=Max("slot__ends_at")).values_list("order", "last"))
    over = [order for order in due if order.pk in ends and ends[order.pk] + KEPT_FOR < now]
    later = [order for order in due if order not in over]
    for order in later:  # a visit far ahead may still be moved to an earlier day, so it is looked at again before
        order.forget_at = min(ends.get(order.pk, now) + KEPT_FOR, now + LOOK_AGAIN)
    Order.objects.bulk_update(later, ["forget_at"])
    named = Q(contact__isnull=False) | Q(visitors__isnull=False) | Q(consent__ip_address__isnull=False)
    had_people = Order.objects.filter(named, pk__in=[order.pk for order in over]).distinct()
    erased = list(had_people.values_list("uuid", flat=True))
    erase_people(over)
    erasures.record(PEOPLE_ERASED, erased)
    return len(due), len(erased)


@atomic
def erase_people(orders: Sequence[Order]) -> None:
    """Erase the contacts and visitors of these orders, and the recipients of their messages."""
    ids = [order.pk for order in orders]
    rows = Order.objects.filter(pk__in=ids).prefetch_related("bookings")
    erase_recipients(
        topics=[topic for row in rows for topic in (row.topic, *(leg.topic for leg in row.bookings.all()))]
    )
    OrderContact.objects.filter(order__in=ids).delete()
    Visitor.objects.filter(order__in=ids).delete()
    consents = Order.objects.filter(pk__in=ids).values("consent")
    Consent.objects.filter(pk__in=consents).update(ip_address=None)  # where it was given from is theirs too
    Order.objects.filter(pk__in=ids).update(forget_at=None)


# --- After a restore: the ledger of erasures says what a backup has brought back --------------------------------------


def withdraw_again(uuid: UUID, _at: datetime) -> bool:
    """Withdraw the order's consent, with all that follows; return whether it had one."""
    order = Order.objects.filter(uuid=uuid, consent__withdrawn_at__isnull=True, consent__isnull=False).first()
    if order is not None:
        withdraw_consent(order=order)
    return order is not None


def erase_again(uuid: UUID, _at: datetime) -> bool:
    """Erase the order's people; return whether it had any."""
    named = Q(contact__isnull=False) | Q(visitors__isnull=False)
    orders = list(Order.objects.filter(named, uuid=uuid).distinct())
    erase_people(orders)
    return bool(orders)


def remove_again(uuid: UUID, _at: datetime) -> bool:
    """Delete the visitor; return whether they were there. Their place stays taken: the party's size came back, too."""
    gone, _by_model = Visitor.objects.filter(uuid=uuid).delete()
    return bool(gone)


def erase_replaced_again(uuid: UUID, at: datetime) -> bool:
    """Erase the former visitor, so that the one who came instead is asked for again; return whether they were there."""
    before = Visitor.objects.filter(Q(named_at__isnull=True) | Q(named_at__lt=at), uuid=uuid)
    VisitorIdentity.objects.filter(visitor__in=before).delete()
    return bool(before.exclude(name="", age=None, is_foreign=None).update(name="", age=None, is_foreign=None))


def erase_identity_again(uuid: UUID, at: datetime) -> bool:
    """Erase what the pass office had asked for; return whether anything was left of it."""
    kept = VisitorIdentity.objects.filter(Q(visitor__named_at__isnull=True) | Q(visitor__named_at__lt=at))
    kept = kept.filter(visitor__uuid=uuid, erased_at__isnull=True)
    now = clock.now()
    VisitorIdentity.objects.filter(pk__in=kept).update(erase_at=now)
    return bool(erase(VisitorIdentity.objects.filter(visitor__uuid=uuid), now=now))


def stop_reminders_again(uuid: UUID, _at: datetime) -> bool:
    """Stop the order's reminders; return whether they were wanted."""
    return _choose(uuid, wanted=False)


def start_reminders_again(uuid: UUID, _at: datetime) -> bool:
    """Turn the order's reminders on; return whether they were off."""
    return _choose(uuid, wanted=True)


def _choose(uuid: UUID, *, wanted: bool) -> bool:
    order = Order.objects.filter(uuid=uuid, contact__isnull=False, wants_reminders=not wanted).first()
    if order is not None:
        choose_reminders(order=order, wanted=wanted)
    return order is not None
