"""Rosters as files for the enterprise: XLSX and CSV, in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tours.booking.models import Booking

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | Decimal | date | time | None
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def headings() -> list[str]:
    return [
        _("Date"), _("Time"), _("Tour"), _("Code"), _("Contact"), _("Phone"), _("E-mail"), _("Visitor"), _("Age"),
        _("Category"), _("Price, roubles"), _("Checked in at"),
    ]  # fmt: skip


def rows(bookings: Iterable[Booking]) -> Iterator[list[Cell]]:
    """A row a visitor; days, times and numbers are what they are, so that a spreadsheet can sort and add them."""
    for booking in bookings:
        slot, contact = booking.slot, getattr(booking.order, "contact", None)
        for attendance in booking.attendances.all():
            visitor, came = attendance.visitor, attendance.checked_in_at
            yield [
                slot.local_start.date(), slot.local_start.time(), str(slot.tour.title), booking.order.code,
                contact.name if contact else "", str(contact.phone or "") if contact else "",
                contact.email if contact else "", visitor.name if visitor else "",
                visitor.age if visitor else None, str(attendance.category.name),
                Decimal(attendance.price_kopecks) / 100, came.astimezone(slot.zone).time() if came else None,
            ]  # fmt: skip


def as_file(format_name: str, bookings: Iterable[Booking]) -> bytes:
    """The roster as `xlsx` or `csv` (UTF-8 with a mark, semicolons: what spreadsheets in Russian expect)."""
    return _xlsx(rows(bookings)) if format_name == "xlsx" else _csv(rows(bookings))


def printed(cell: Cell) -> str:
    """The cell as a CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return neutral(cell) if isinstance(cell, str) else str(cell)


def neutral(cell: str) -> str:
    """The cell as text: a leading apostrophe keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _csv(lines: Iterable[list[Cell]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings())
    writer.writerows([printed(cell) for cell in line] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(lines: Iterable[list[Cell]]) -> bytes:
    buffer = io.BytesIO()
    options: dict[str, Any] = {"constant_memory": True, "in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(buffer, {**options, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 11, 16)
        bold = book.add_format({"bold": True})
        day, hour, money = (book.add_format({"num_format": form}) for form in ("dd.mm.yyyy", "hh:mm", "#,##0.00"))
        for column, words in enumerate(headings()):
            sheet.write_string(0, column, words, bold)
        for number, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                match cell:
                    case None:
                        continue
                    case str():  # never sheet.write, which would make formulas of what begins like one
                        sheet.write_string(number, column, cell)
                    case date():
                        sheet.write_datetime(number, column, cell, day)
                    case time():
                        sheet.write_datetime(number, column, cell, hour)
                    case Decimal():
                        sheet.write_number(number, column, cell, money)
                    case _:
                        sheet.write_number(number, column, cell)
    return buffer.getvalue()
