"""The order as a calendar file (RFC 5545): one event a leg, in the site's own zone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Event

from accelerator.common import clock
from accelerator.common.calendars import CalendarFile, add_organizer, add_times, new_calendar, written
from tours.booking.models import Booking, Order


def order_calendar(order: Order, legs: Sequence[Booking] | None = None) -> CalendarFile:
    """An .ics of these legs, or of all that are expected, or else of all.

    UIDs are stable and SEQUENCE grows with every new time and with a cancellation, so that an update replaces the
    event; where nothing is expected any more the file cancels (RFC 5546, METHOD:CANCEL).
    """
    chosen = legs or [leg for leg in order.legs if leg.is_expected] or order.legs
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
    add_organizer(event, settings.PORTAL_NAME.get(get_language() or "", settings.PORTAL_NAME[settings.LANGUAGE_CODE]))
    event.add("summary", str(slot.tour.title))
    add_times(event, slot.starts_at, slot.ends_at, slot.zone)
    event.add("location", _place(leg))
    event.add("description", _("Ticket %(code)s: %(address)s") % {"code": order.code, "address": absolute(order)})
    event.add("url", absolute(order))
    event.add("status", "CONFIRMED" if leg.is_expected else "CANCELLED")
    if slot.site.latitude is not None and slot.site.longitude is not None:
        event.add("geo", (float(slot.site.latitude), float(slot.site.longitude)))
    return event


def google_calendar_url(order: Order, leg: Booking) -> str:
    """Where Google's calendar shows a new event with this visit, for the reader to keep; a page only links there.

    It is told the booking code and not the ticket's address, which opens the booking.
    """
    slot = leg.slot
    values = {
        "action": "TEMPLATE",
        "text": str(slot.tour.title),
        "dates": f"{_google_time(slot.starts_at)}/{_google_time(slot.ends_at)}",
        "ctz": slot.timezone,
        "location": _place(leg),
        "details": _("Booking code") + f": {order.code}",
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(values)}"


def _google_time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _place(leg: Booking) -> str:
    slot = leg.slot
    parts = (str(slot.enterprise.name), str(slot.site.city), str(slot.site.address))
    return ", ".join(part for part in parts if part)


def absolute(order: Order) -> str:
    """The ticket's address, host and all."""
    return settings.BASE_URL + order.get_absolute_url()
