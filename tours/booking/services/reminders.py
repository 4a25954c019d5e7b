"""What is told about bookings, and when: every message is a row of the outbox, planned in the change's transaction."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accelerator.notifications.services import cancel_messages, plan_message
from tours.booking.models import Booking, Order

CONFIRMED = "booking.confirmed"
REMINDER = "booking.reminder"
MOVED = "booking.moved"
CANCELLED = "booking.cancelled"

QUIET_FROM, QUIET_TO = time(22, 0), time(8, 0)  # at the site
LEAST_NOTICE = timedelta(hours=1)  # a reminder put off to the morning comes at least this long before the start
EVENING_BEFORE = time(21, 30)


def after_quiet_hours(moment: datetime, *, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself by day; from 22:00 to 8:00 at the site the next 8:00, or, if that is too late, 21:30 before."""
    local = moment.astimezone(zone)
    if QUIET_TO <= local.time() < QUIET_FROM:
        return moment
    night = local.date() if local.time() < QUIET_TO else local.date() + timedelta(days=1)
    morning = datetime.combine(night, QUIET_TO, tzinfo=zone)
    if morning + LEAST_NOTICE <= starts_at:
        return morning
    return datetime.combine(night - timedelta(days=1), EVENING_BEFORE, tzinfo=zone)


def plan_confirmation(order: Order) -> None:
    """Tell the contact at once that the order is confirmed."""
    plan_message(
        kind=CONFIRMED, dedupe_key=f"confirmed:{order.uuid}", topic=order.topic, recipient=order.contact.email,
        language=order.language, params={"order": str(order.uuid)},
    )  # fmt: skip


def plan_reminders(booking: Booking, *, order: Order, now: datetime) -> int:
    """Write the leg's reminders that are still ahead; a rule whose moment has passed gives none. Returns how many.

    The slot's revision is part of the key, so that a moved slot gets its new reminders though the old ones were sent.
    """
    slot, planned = booking.slot, 0
    for minutes in sorted(set(slot.tour.reminder_minutes), reverse=True):
        moment = slot.starts_at - timedelta(minutes=minutes)
        if moment <= now:
            continue
        due_at = after_quiet_hours(moment, starts_at=slot.starts_at, zone=slot.zone)
        if due_at <= now:
            continue
        planned += plan_message(
            kind=REMINDER, dedupe_key=f"reminder:{booking.uuid}:{slot.revision}:{minutes}", topic=booking.topic,
            recipient=order.contact.email, language=order.language, params={"booking": str(booking.uuid)},
            due_at=due_at, expires_at=slot.starts_at,
        )  # fmt: skip
    return planned


def replan_after_move(booking: Booking, *, now: datetime) -> None:
    """Call off the leg's waiting reminders, tell the contact of the new time, and plan reminders for it."""
    cancel_messages(topic=booking.topic, kinds=[REMINDER, MOVED])
    order, slot = booking.order, booking.slot
    plan_message(
        kind=MOVED, dedupe_key=f"moved:{booking.uuid}:{slot.revision}", topic=booking.topic,
        recipient=order.contact.email, language=order.language, params={"booking": str(booking.uuid)},
        expires_at=slot.starts_at,
    )  # fmt: skip
    plan_reminders(booking, order=order, now=now)


def replan_after_cancellation(booking: Booking) -> None:
    """Call off everything that was to be said about the leg, and tell the contact that it is cancelled."""
    cancel_messages(topic=booking.topic)
    order = booking.order
    plan_message(
        kind=CANCELLED, dedupe_key=f"cancelled:{booking.uuid}", topic=booking.topic, recipient=order.contact.email,
        language=order.language, params={"booking": str(booking.uuid)},
    )  # fmt: skip
