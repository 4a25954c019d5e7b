"""The order as a calendar file (RFC 5545): one event a leg, in the site's own zone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Event

from accelerator.base.common import clock, phones
from accelerator.base.common.calendars import CalendarFile, add_organizer, add_times, new_calendar, written
from accelerator.base.common.i18n import portal_name
from tours.booking.models import Booking, Order
from tours.booking.tickets.visits import absolute, place_of, visit_of

ALARM_BEFORE = timedelta(hours=1)


def order_calendar(order: Order, legs: Sequence[Booking] | None = None) -> CalendarFile:
    """An .ics of these legs, or of all that are expected, or else of all.

    UIDs are stable and SEQUENCE grows with every new time and with a cancellation, so that an update replaces the
    event; where nothing is expected any more the file cancels (RFC 5546, METHOD:CANCEL).
    """
    chosen = legs or order.expected_legs or order.legs
    method = "PUBLISH" if any(leg.is_expected for leg in chosen) else "CANCEL"
    calendar = new_calendar("tickets", method)
    for leg in chosen:
        calendar.add_component(_event(order, leg))
    return written(calendar, method)


def _event(order: Order, leg: Booking) -> Event:
    slot = leg.slot
    event = Event()
    host = settings.BASE_URL.partition("://")[2].partition(":")[0]
    event.add("uid", f"{leg.uuid}@{host}")
    event.add("dtstamp", clock.now())
    event.add("sequence", leg.revision + (not leg.is_expected))
    add_organizer(event, portal_name())
    event.add("summary", str(slot.tour.title))
    add_times(event, slot.starts_at, slot.ends_at, slot.zone)
    event.add("location", place_of(leg))
    event.add("description", _description(order, leg))
    event.add("url", absolute(order))
    event.add("status", "CONFIRMED" if leg.is_expected else "CANCELLED")
    if slot.site.latitude is not None and slot.site.longitude is not None:
        event.add("geo", (float(slot.site.latitude), float(slot.site.longitude)))
    if leg.is_expected:
        event.add_component(_alarm(leg))
    return event


def _description(order: Order, leg: Booking) -> str:
    """When to come, whom to call, what to bring, and the ticket; of a visit that is cancelled the ticket alone."""
    ticket = _("Ticket %(code)s: %(address)s") % {"code": order.code, "address": absolute(order)}
    if not leg.is_expected:
        return ticket
    visit = visit_of(leg, clock.now())
    bring = [_("What to wear and bring") + ":", *(f"– {label}: {words}" for label, words in visit.to_bring)]
    lines = (
        visit.arrival,
        leg.slot.meeting_point,
        _("Language of the visit") + f": {visit.language}" if visit.language else "",
        _("Phone") + f": {phones.shown(leg.slot.enterprise.phone)}" if leg.slot.enterprise.phone else "",
        *(bring if visit.to_bring else []),
        ticket,
    )
    return "\n".join(line for line in lines if line)


def _alarm(leg: Booking) -> Alarm:
    """The calendar's own reminder, an hour before visitors should be at the gate."""
    slot = leg.slot
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(slot.tour.title))
    alarm.add("trigger", (slot.arrive_at or slot.starts_at) - ALARM_BEFORE - slot.starts_at)
    return alarm


def google_calendar_url(order: Order, leg: Booking) -> str:
    """Where Google's calendar shows a new event with this visit, for the reader to keep; a page only links there.

    It gets the booking code and not the ticket's address, which opens the booking.
    """
    slot = leg.slot
    values = {
        "action": "TEMPLATE",
        "text": str(slot.tour.title),
        "dates": f"{_google_time(slot.starts_at)}/{_google_time(slot.ends_at)}",
        "ctz": slot.timezone,
        "location": place_of(leg),
        "details": _("Booking code") + f": {order.code}",
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(values)}"


def _google_time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
