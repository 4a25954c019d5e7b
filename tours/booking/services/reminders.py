"""Which messages about bookings are sent, and when: rows of the outbox, planned in the transaction of the change."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import chain, pairwise
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.crypto import salted_hmac

from accelerator.base.common import clock, erasures
from accelerator.base.common.transactions import atomic_with_retries
from accelerator.base.notifications.services import (
    Planned,
    cancel_messages,
    keep_worth_sending,
    plan_messages,
    waiting_params,
    waiting_times,
)
from tours.booking.models import Attendance, Booking, Order
from tours.booking.services.identities import keep_until_after_the_visit
from tours.booking.services.seats import lock_bookings
from tours.models import Slot

CONFIRMED = "booking.confirmed"
REMINDER = "booking.reminder"
MOVED = "booking.moved"
CHANGED = "booking.changed"
UPDATED = "booking.updated"
CANCELLED = "booking.cancelled"
NEWS = "booking.news"  # one letter instead of too many
# In the ledger of erasures: reminders that were stopped must not come back with a restore.
REMINDERS_STOPPED = "booking.reminders_stopped"
REMINDERS_WANTED = "booking.reminders_wanted"

QUIET_FROM, QUIET_TO = time(22, 0), time(8, 0)  # at the site
LEAST_NOTICE = timedelta(hours=1)  # a reminder put off to the morning comes at least this long before the start
EVENING_BEFORE = time(21, 30)


def after_quiet_hours(moment: datetime, *, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself by day; from 22:00 to 8:00 at the site the next 8:00, or, if that is too late, 21:30 before."""
    morning = end_of_night(moment, zone)
    if morning is None:
        return moment
    if morning + LEAST_NOTICE <= starts_at:
        return morning
    return datetime.combine(morning.date() - timedelta(days=1), EVENING_BEFORE, tzinfo=zone)


def end_of_night(moment: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours end in which this moment lies; None by day."""
    local = moment.astimezone(zone)
    if QUIET_TO <= local.time() < QUIET_FROM:
        return None
    day = local.date() if local.time() < QUIET_TO else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_TO, tzinfo=zone)


@dataclass(frozen=True)
class Reminder:
    """One reminder of a slot: by which rule, when, and until when it is worth sending."""

    minutes_before: int
    due_at: datetime
    expires_at: datetime


def preview_reminders(rules: Iterable[int], *, starts_at: datetime, zone: ZoneInfo, now: datetime) -> list[Reminder]:
    """The reminders still ahead under these rules (minutes before the start), in the order of their times.

    A rule whose moment has passed gives none. Two rules that the quiet hours bring to one moment give one reminder,
    and one that is late is not sent any more once the next is due.
    """
    due: dict[datetime, int] = {}
    for minutes in sorted(set(rules), reverse=True):
        moment = starts_at - timedelta(minutes=minutes)
        due_at = after_quiet_hours(moment, starts_at=starts_at, zone=zone)
        if min(moment, due_at) > now:
            due[due_at] = minutes
    times = sorted(due)
    return [Reminder(due[at], at, expires_at=until) for at, until in pairwise([*times, starts_at])]


def plan_confirmation(order: Order, bookings: Sequence[Booking], now: datetime) -> None:
    """Plan the confirmation, which is sent at once, and the reminders of each leg.

    A ticket that cannot be sent before the last visit is over is not sent at all; the roster says so.
    """
    confirmation = Planned(
        kind=CONFIRMED, dedupe_key=f"confirmed:{order.uuid}", topic=order.topic, recipient=order.contact.email,
        language=order.language, params={"order": str(order.uuid)},
        expires_at=max(booking.slot.ends_at for booking in bookings),
    )  # fmt: skip
    plan_messages([confirmation, *chain.from_iterable(_reminders(booking, order, now) for booking in bookings)])


def notify_people_changed(order: Order, *, before: str, now: datetime) -> None:
    """Send the contact the ticket with the people as they are now, where the last letter had others.

    `before` is what `people_in_last_letter` gave before the change. A ticket still waiting is right anyway.
    """
    waiting = waiting_params(topic=order.topic, kinds=[UPDATED]) or {}
    cancel_messages(topic=order.topic, kinds=[UPDATED])
    knew = waiting.get("knew", before)
    if waiting_params(topic=order.topic, kinds=[CONFIRMED]) is not None or knew == people_in_last_letter(order):
        return
    updated = Planned(
        kind=UPDATED, dedupe_key=f"updated:{order.uuid}:{now.isoformat()}", topic=order.topic,
        recipient=order.contact.email, language=order.language, params={"order": str(order.uuid), "knew": knew},
        expires_at=_last_end(order),
    )  # fmt: skip
    plan_messages([updated])


def people_in_last_letter(order: Order) -> str:
    """Return a keyed hash of what a ticket says about who comes."""
    expected = Attendance.objects.filter(booking__order=order, booking__status__in=Booking.EXPECTED)
    rows = expected.order_by("booking__position", "position", "pk").values_list(
        "booking__position", "visitor__name", "category", "price_kopecks"
    )
    content = json.dumps([order.contact.name, *map(list, rows)])
    return salted_hmac("tours.booking.people", content, algorithm="sha256").hexdigest()


def _last_end(order: Order) -> datetime | None:
    """When the last expected visit of the order ends."""
    end: datetime | None = Booking.objects.filter(order=order).expected().aggregate(end=Max("slot__ends_at"))["end"]
    return end


def _keep_tickets_worth_sending(order: Order) -> None:
    if (end := _last_end(order)) is not None:
        keep_worth_sending(topic=order.topic, kinds=[CONFIRMED, UPDATED], until=end)


def _reminders(booking: Booking, order: Order, now: datetime) -> list[Planned]:
    """The leg's reminders that are still ahead, if they are wanted.

    The leg's revision is part of the key, so that a new time gets its reminders though those of the old one were sent.
    """
    slot = booking.slot
    if not order.wants_reminders:
        return []
    return [
        Planned(
            kind=REMINDER, dedupe_key=f"reminder:{booking.uuid}:{booking.revision}:{ahead.minutes_before}",
            topic=booking.topic, recipient=order.contact.email, language=order.language,
            params={"booking": str(booking.uuid)}, due_at=ahead.due_at, expires_at=ahead.expires_at,
        )
        for ahead in preview_reminders(
            slot.tour.reminder_minutes, starts_at=slot.starts_at, zone=slot.zone, now=now
        )
    ]  # fmt: skip


def coming_reminders(order: Order, now: datetime) -> list[tuple[Booking, datetime]]:
    """The reminders that wait in the outbox, each with its leg, the earliest first.

    They are those that were promised: what the tour's rule has become since then is for later bookings.
    """
    by_topic = {leg.topic: leg for leg in order.legs}
    times = waiting_times(topics=list(by_topic), kind=REMINDER)
    return [(by_topic[topic], due_at) for topic, due_at in times if due_at > now]


def postpone_reminder(params: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when a reminder that is late waits, since it is night at the site; None when it may go.

    Reminders are planned for the day; this is for what a mail server that was away has left over.
    """
    slot = Slot.objects.filter(bookings__uuid=params["booking"]).first()
    return None if slot is None else end_of_night(now, slot.zone)


@dataclass(frozen=True)
class KnownStart:
    """When a visit was to begin, as its visitors read it: a moment, and the zone that the site had then."""

    moment: datetime
    zone: str

    @classmethod
    def of(cls, slot: Slot) -> Self:
        """The slot's start as it stands; to be taken before the slot is changed."""
        return cls(slot.starts_at, slot.timezone)

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self | None:
        """What `as_params` wrote; None where nothing was written."""
        return cls(datetime.fromisoformat(params["was"]), params["was_zone"]) if "was" in params else None

    def as_params(self) -> dict[str, str]:
        return {"was": self.moment.astimezone(ZoneInfo(self.zone)).isoformat(), "was_zone": self.zone}


def replan_after_move(booking: Booking, *, was: KnownStart, now: datetime) -> None:
    """Notify the contact that the enterprise has moved the leg's slot, and plan reminders of its new time.

    The new time was not the visitor's choice: they may cancel until it comes.
    """
    booking.cancel_until_hours = 0
    booking.save(update_fields=["cancel_until_hours"])
    _notify_new_time(booking, MOVED, was=was, now=now)


def replan_after_change(booking: Booking, *, was: KnownStart, now: datetime) -> None:
    """Notify the contact that the leg is on another slot, as they wished, and plan reminders of that one."""
    _notify_new_time(booking, CHANGED, was=was, now=now)


def _notify_new_time(booking: Booking, kind: str, *, was: KnownStart, now: datetime) -> None:
    """Cancel the leg's waiting reminders, notify the contact of the old and the new time, and plan new reminders.

    An earlier change that the contact has not heard of yet is announced together with this one: the old time is the
    one they know, and where it is the time again, no message is sent. Identity data stay until after the visit.
    """
    keep_until_after_the_visit([booking.order_id], now=now)
    waiting = KnownStart.from_params(waiting_params(topic=booking.topic, kinds=[MOVED, CHANGED]) or {})
    cancel_messages(topic=booking.topic, kinds=[REMINDER, MOVED, CHANGED])
    order, slot, knew = booking.order, booking.slot, waiting or was
    _keep_tickets_worth_sending(order)
    message = Planned(
        kind=kind, dedupe_key=f"moved:{booking.uuid}:{booking.revision}", topic=booking.topic,
        recipient=order.contact.email, language=order.language,
        params={"booking": str(booking.uuid), **knew.as_params()},
        # Visitors who come at the old time must hear of it even when the new one has begun.
        expires_at=max(slot.starts_at, knew.moment),
    )  # fmt: skip
    messages = [] if knew == KnownStart.of(slot) else [message]
    plan_messages([*messages, *_reminders(booking, order, now)])


def replan_reminders(booking: Booking, *, now: datetime) -> None:
    """Plan the leg's reminders again for a start whose moment has changed while its local time has not."""
    cancel_messages(topic=booking.topic, kinds=[REMINDER])
    keep_until_after_the_visit([booking.order_id], now=now)
    _keep_tickets_worth_sending(booking.order)
    plan_messages(_reminders(booking, booking.order, now))


@atomic_with_retries
def choose_reminders(*, order: Order, wanted: bool) -> None:
    """Turn the reminders of the order's contact on or off; repeating it changes nothing."""
    bookings = lock_bookings(order)
    if order.wants_reminders == wanted:
        return
    order.wants_reminders = wanted
    order.save(update_fields=["wants_reminders"])
    erasures.record(REMINDERS_WANTED if wanted else REMINDERS_STOPPED, [order.uuid])
    now = clock.now()
    for booking in bookings:
        if booking.is_expected and wanted:
            booking.revision_shift += 1  # cancelled ones keep their keys
            booking.save(update_fields=["revision_shift"])
            plan_messages(_reminders(booking, order, now))
        elif booking.is_expected:
            cancel_messages(topic=booking.topic, kinds=[REMINDER])


def cancel_booking_messages(booking: Booking) -> None:
    """Cancel every waiting message about the leg."""
    cancel_messages(topic=booking.topic)


def notify_cancelled(bookings: Sequence[Booking]) -> None:
    """Notify the contact in one message that these legs of one order are cancelled."""
    if not bookings:
        return
    first = bookings[0]
    order = first.order
    cancelled = Planned(
        kind=CANCELLED, dedupe_key=f"cancelled:{first.uuid}", topic=first.topic, recipient=order.contact.email,
        language=order.language,
        params={"bookings": [str(booking.uuid) for booking in bookings], "by": first.cancelled_by},
    )  # fmt: skip
    plan_messages([cancelled])
