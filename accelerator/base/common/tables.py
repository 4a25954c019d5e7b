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
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_A4 = 9  # in Excel's list of papers
_FIRST_YEAR = 1900  # before it a spreadsheet knows no days
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def exported(
    request: HttpRequest, name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse | None:
    """The page's table as the file that ?format=… asks for, or None where it asks for none that we make.

    A form that was sent is the page's to answer, whatever its address asks for.
    """
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS or request.method == "POST":
        return None
    cells = ([as_cell(one) for one in row] for row in rows)
    return attachment(wanted, name, as_file(wanted, [str(words) for words in headings], cells, title=name))


def attachment(format_name: str, name: str, content: bytes) -> HttpResponse:
    """The file as an answer that a browser saves under this name, and no cache keeps."""
    return HttpResponse(
        content,
        content_type=FORMATS[format_name],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{format_name}"',
            "Cache-Control": "no-store, private",
        },
    )


def as_cell(value: object) -> Cell:
    """The value itself where a file can hold it, otherwise its words: a text in several languages, a model, a choice.

    Yes and no are no numbers, and a moment is no day: whoever has one says which zone's day and time are meant.
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
    """`xlsx` or `csv` (UTF-8 with a mark, semicolons: what spreadsheets in Russian expect).

    Days, times and numbers stay what they are, so that a spreadsheet can sort and add them. `title` names the sheet
    and heads each printed page, with `note` at its foot.
    """
    return _xlsx(headings, rows, title, note) if format_name == "xlsx" else _csv(headings, rows)


def neutral(cell: str) -> str:
    """The cell as text: a leading apostrophe keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def printed(cell: Cell) -> str:
    """The cell as a CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, Decimal):
        return number_format(cell, decimal_pos=2)  # with the comma where spreadsheets of the language expect one
    return neutral(cell) if isinstance(cell, str) else str(cell)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([printed(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def sheet_name(title: str) -> str:
    """The title as a sheet may be called: 31 characters, none of []:*?/\\, no apostrophe at either end."""
    name = _NOT_IN_SHEET_NAMES.sub(" ", title).strip(" '")[:31].strip(" '")
    return "" if name.lower() == "history" else name  # Excel keeps that one for itself


def _set_up_print(sheet: Any, columns: int, title: str, note: str) -> None:
    """A4 across, all columns on one page, the headings on each; «&» starts a code there (ECMA-376, 18.3.1.46)."""
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
        for column, words in enumerate(headings):
            sheet.write_string(0, column, words, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        continue
                    case str():  # never sheet.write, which would make formulas and links of what looks like one
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
