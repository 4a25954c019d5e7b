"""Tables that pages give away as files, read as a spreadsheet reads them."""

import csv
import io
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.test import Client

from accelerator.base.common.tables import FORMATS


def rows_of(file: HttpResponse) -> list[list[Any]]:
    """The file's rows, the headings first: words from a CSV, and what each cell holds from an XLSX."""
    if file.headers["Content-Type"] == FORMATS["csv"]:
        return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert file.headers["Content-Type"] == FORMATS["xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    rows = list(sheet.iter_rows())
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]  # nothing is ever calculated
    return [[cell.value for cell in row] for row in rows]


def table(client: Client, address: str, **query: str) -> list[list[Any]]:
    """The page's table, for this person and with this filter: a CSV unless the query names another format."""
    file = client.get(address, {"format": "csv", **query})
    assert file.status_code == 200
    assert file.headers["Cache-Control"] == "no-store, private"
    return rows_of(file)
