"""Rosters as files for the enterprise: XLSX and CSV, in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tours.booking.models import Booking

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def headings() -> list[str]:
    return [
        _("Date"), _("Time"), _("Tour"), _("Code"), _("Contact"), _("Phone"), _("E-mail"), _("Visitor"), _("Age"),
        _("Category"), _("Price, roubles"), _("Checked in at"),
    ]  # fmt: skip


def rows(bookings: Iterable[Booking]) -> Iterator[list[str]]:
    """A row a visitor."""
    for booking in bookings:
        slot, contact = booking.slot, getattr(booking.order, "contact", None)
        for attendance in booking.attendances.all():
            visitor, came = attendance.visitor, attendance.checked_in_at
            yield [
                f"{slot.local_start:%Y-%m-%d}", f"{slot.local_start:%H:%M}", str(slot.tour.title), booking.order.code,
                contact.name if contact else "", str(contact.phone or "") if contact else "",
                contact.email if contact else "", visitor.name if visitor else "",
                "" if visitor is None or visitor.age is None else str(visitor.age), str(attendance.category.name),
                f"{attendance.price_kopecks / 100:.2f}", f"{came.astimezone(slot.zone):%H:%M}" if came else "",
            ]  # fmt: skip


def as_file(format_name: str, bookings: Iterable[Booking]) -> bytes:
    """The roster as `xlsx` or `csv` (UTF-8 with a mark, semicolons: what spreadsheets in Russian expect)."""
    return _xlsx(rows(bookings)) if format_name == "xlsx" else _csv(rows(bookings))


def neutral(cell: str) -> str:
    """The cell as text: a leading apostrophe keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _csv(lines: Iterable[list[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings())
    writer.writerows([neutral(cell) for cell in line] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(lines: Iterable[list[str]]) -> bytes:
    buffer = io.BytesIO()
    options: dict[str, Any] = {"constant_memory": True, "in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(buffer, {**options, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 11, 16)
        bold = book.add_format({"bold": True})
        for column, words in enumerate(headings()):
            sheet.write_string(0, column, words, bold)
        for number, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                sheet.write_string(number, column, cell)
    return buffer.getvalue()
