"""Rosters as tables for the enterprise."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from accelerator.common import phones, tables
from accelerator.common.tables import Cell
from tours.booking.models import Booking


def headings() -> list[str]:
    return [
        _("Date"), _("Time"), _("Tour"), _("Code"), _("Contact"), _("Phone"), _("E-mail"), _("Visitor"), _("Age"),
        _("Category"), _("Price, roubles"), _("Checked in at"),
    ]  # fmt: skip


def rows(bookings: Iterable[Booking]) -> Iterator[list[Cell]]:
    """A row a visitor."""
    for booking in bookings:
        slot, contact = booking.slot, getattr(booking.order, "contact", None)
        for attendance in booking.attendances.all():
            visitor, came = attendance.visitor, attendance.checked_in_at
            yield [
                slot.local_start.date(), slot.local_start.time(), str(slot.tour.title), booking.order.code,
                contact.name if contact else "", phones.shown(contact.phone) if contact else "",
                contact.email if contact else "", visitor.name if visitor else "",
                visitor.age if visitor else None, str(attendance.category.name),
                Decimal(attendance.price_kopecks) / 100, came.astimezone(slot.zone).time() if came else None,
            ]  # fmt: skip


def as_file(format_name: str, bookings: Iterable[Booking]) -> bytes:
    """The roster as `xlsx` or `csv`."""
    return tables.as_file(format_name, headings(), rows(bookings))
