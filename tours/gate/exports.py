"""Rosters and pass lists as tables for the enterprise."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from accelerator.base.common import phones, tables
from accelerator.base.common.formats import rubles_amount
from accelerator.base.common.tables import Cell
from tours.booking.models import Booking
from tours.booking.services.identities import Pass
from tours.models import Slot


def roster_file(format_name: str, bookings: Iterable[Booking], *, title: str) -> bytes:
    """Return the roster as `xlsx` or `csv`; `title` names its sheet and heads its printed pages."""
    headings = [
        _("Date"), _("Time"), _("Tour"), _("Code"), _("Contact"), _("Phone"), _("Email"), _("Visitor"), _("Age"),
        _("Category"), _("Price, rubles"), _("Checked in at"), _("Needs and wishes"), _("Language of the visit"),
    ]  # fmt: skip
    return tables.as_file(format_name, headings, _roster_rows(bookings), title=title, note=_note())


def _roster_rows(bookings: Iterable[Booking]) -> Iterator[list[Cell]]:
    """Yield a row for each visitor."""
    for booking in bookings:
        slot, contact = booking.slot, getattr(booking.order, "contact", None)
        for attendance in booking.attendances.all():
            visitor, came = attendance.visitor, attendance.checked_in_at
            yield [
                slot.local_start.date(), slot.local_start.time(), str(slot.tour.title), booking.order.code,
                contact.name if contact else "", phones.shown(contact.phone) if contact else "",
                contact.email if contact else "", visitor.name if visitor else "",
                visitor.age if visitor else None, str(attendance.category.name),
                rubles_amount(attendance.price_kopecks), came.astimezone(slot.zone).time() if came else None,
                contact.needs if contact else "", booking.language_name,
            ]  # fmt: skip


def pass_list_file(
    format_name: str, passes: Iterable[Pass], *, columns: Sequence[str], cells: Callable[[Pass], list[str]], title: str
) -> bytes:
    """Return the pass list, a row for each visitor: `cells` gives the values of `columns`."""
    headings = [_("Visitor"), _("Age"), *(column.capitalize() for column in columns), _("Code")]
    table = (
        [
            str(one.attendance.visitor or ""), one.attendance.visitor.age if one.attendance.visitor else None,
            *([_("erased on schedule"), *[""] * (len(columns) - 1)] if one.is_erased and columns else cells(one)),
            one.attendance.booking.order.code,
        ]
        for one in passes
    )  # fmt: skip
    return tables.as_file(format_name, headings, table, title=title, note=_note())


def slot_title(slot: Slot) -> str:
    """Return the title of a slot's file on its sheet and its printed pages: «2026-12-15 11.00 Как льют чугун»."""
    return f"{slot.local_start:%Y-%m-%d %H.%M} {slot.tour.title}"


def _note() -> str:
    return _("Personal data: keep it for the visit only, and destroy it afterwards.")
