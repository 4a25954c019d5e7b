"""Tables as files: XLSX and CSV, in which no cell is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import yesno
from django.utils.formats import number_format

Cell = str | int | Decimal | date | time | None
# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_A4 = 9  # Excel's number for it
_FIRST_YEAR = 1900  # spreadsheets have no earlier dates
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def exported(
    request: HttpRequest, name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse | None:
    """Return the page's table as the file that ?format=… requests, or None to show the page, as after a POST."""
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS or request.method == "POST":
        return None
    cells = ([as_cell(one) for one in row] for row in rows)
    return attachment(wanted, name, as_file(wanted, [str(heading) for heading in headings], cells, title=name))


def attachment(format_name: str, name: str, content: bytes) -> HttpResponse:
    """Return the file as a download with this name, which no cache keeps."""
    return HttpResponse(
        content,
        content_type=FORMATS[format_name],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{format_name}"',
            "Cache-Control": "no-store, private",
        },
    )


def as_cell(value: object) -> Cell:
    """Return the value itself if a file can hold it, otherwise its text.

    A boolean is no number, and a datetime no date: its caller decides in which zone to split it.
    """
    match value:
        case bool():
            return str(yesno(value))
        case datetime():
            return str(value)
        case None | str() | int() | Decimal() | date() | time():
            return value
        case _:
            return str(value)


def as_file(
    format_name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "", note: str = ""
) -> bytes:
    """Return the table as `xlsx` or `csv` (UTF-8 with a BOM and semicolons, as Russian spreadsheets expect).

    Dates, times and numbers keep their type, so that a spreadsheet can sort and add them. `title` names the sheet and
    heads each printed page, with `note` at its foot.
    """
    return _xlsx(headings, rows, title, note) if format_name == "xlsx" else _csv(headings, rows)


def neutral(cell: str) -> str:
    """Return the text with a leading apostrophe if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def printed(cell: Cell) -> str:
    """Return the cell's text in a CSV."""
    if cell is None:
        return ""
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, Decimal):
        return number_format(cell, decimal_pos=2)  # with the decimal separator of the language
    return neutral(cell) if isinstance(cell, str) else str(cell)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([printed(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def sheet_name(title: str) -> str:
    """Return a valid sheet name: at most 31 characters, none of []:*?/\\, no apostrophe at either end."""
    name = _NOT_IN_SHEET_NAMES.sub(" ", title).strip(" '")[:31].strip(" '")
    return "" if name.lower() == "history" else name  # reserved by Excel


def _set_up_print(sheet: Any, columns: int, title: str, note: str) -> None:
    """Landscape A4, all columns on one page, the headings on each; «&» starts a code there (ECMA-376, 18.3.1.46)."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
    if title:
        sheet.set_header(f"&L{title.replace('&', '&&')[:200]}")
    sheet.set_footer(f"&L{note.replace('&', '&&')[:200]}&R&P/&N")
    sheet.set_column(0, max(columns - 1, 0), 20)


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]], title: str, note: str) -> bytes:
    buffer = io.BytesIO()
    options: dict[str, Any] = {"constant_memory": True, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(sheet_name(title) or None)
        sheet.freeze_panes(1, 0)
        _set_up_print(sheet, len(headings), title, note)
        bold = book.add_format({"bold": True})
        day, hour, money = (book.add_format({"num_format": form}) for form in ("dd.mm.yyyy", "hh:mm", "#,##0.00"))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        continue
                    case str():  # not sheet.write, which makes formulas and links
                        sheet.write_string(number, column, cell)
                    case date() if cell.year < _FIRST_YEAR:
                        sheet.write_string(number, column, str(cell))
                    case date():
                        sheet.write_datetime(number, column, cell, day)
                    case time():
                        sheet.write_datetime(number, column, cell, hour)
                    case Decimal():
                        sheet.write_number(number, column, cell, money)
                    case _:
                        sheet.write_number(number, column, cell)
    return buffer.getvalue()
