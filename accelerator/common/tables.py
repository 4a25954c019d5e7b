"""Tables as files: XLSX and CSV, in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def exported(
    request: HttpRequest, name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse | None:
    """The page's table as the file that ?format=… asks for, or None where it asks for none that we make."""
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS:
        return None
    content = as_file(wanted, [str(words) for words in headings], ([str(cell) for cell in row] for row in rows))
    return HttpResponse(
        content,
        content_type=FORMATS[wanted],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{wanted}"',
            "Cache-Control": "no-store, private",
        },
    )


def as_file(format_name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """`xlsx` or `csv` (UTF-8 with a mark, semicolons: what spreadsheets in Russian expect)."""
    return _xlsx(headings, rows) if format_name == "xlsx" else _csv(headings, rows)


def neutral(cell: str) -> str:
    """The cell as text: a leading apostrophe keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Every cell is written as a string, so that none is calculated and none becomes a link."""
    buffer = io.BytesIO()
    options: dict[str, Any] = {"constant_memory": True, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(headings) - 1, 0), 24)
        bold = book.add_format({"bold": True})
        for column, words in enumerate(headings):
            sheet.write_string(0, column, words, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return buffer.getvalue()
