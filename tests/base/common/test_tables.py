"""Tables as files: every cell keeps its kind, and no text is ever calculated."""

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from accelerator.base.common import tables
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.tables import FORMATS, exported
from tests.tables import rows_of


def cells(format_name: str, *row: object) -> list[Any]:
    """The only row of a table of these cells."""
    request = RequestFactory().get("/", {"format": format_name})
    file = exported(request, "table", [f"column {n}" for n in range(len(row))], [row])
    assert file
    assert file.headers["Content-Disposition"] == f'attachment; filename="table.{format_name}"'
    return rows_of(file)[1]


def test_numbers_days_and_times_stay_what_they_are():
    kept = (12, Decimal("500.50"), date(2027, 4, 6), time(10, 30), None, "слова")

    assert cells("xlsx", *kept) == [12, 500.5, datetime(2027, 4, 6), time(10, 30), None, "слова"]  # noqa: DTZ001 - as read
    assert cells("csv", *kept) == ["12", "500,50", "2027-04-06", "10:30", "", "слова"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_whatever_else_it_is_stands_in_words(format_name):
    moment = datetime(2027, 4, 6, 10, 30, tzinfo=UTC)
    values = (I18nText(ru="Завод", en="Works"), gettext_lazy("Download the table:"), True, False, moment, [1])

    assert cells(format_name, *values) == ["Завод", "Скачать таблицу:", "да", "нет", str(moment), "[1]"]


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@now", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    assert cells("xlsx", text, I18nText(ru=text)) == [text, text]
    assert cells("csv", text, I18nText(ru=text)) == [f"'{text}", f"'{text}"]
    assert cells("csv", -1) == ["-1"]  # a number is what it is


def test_day_that_no_spreadsheet_knows_is_text():
    assert cells("xlsx", date(1899, 12, 31), date(1900, 3, 1)) == ["1899-12-31", datetime(1900, 3, 1)]  # noqa: DTZ001


@pytest.mark.parametrize("format_name", ["", "exe", "XLSX"])
def test_format_that_is_not_made_gives_the_page(format_name):
    assert exported(RequestFactory().get("/", {"format": format_name}), "table", ["a"], [[1]]) is None


def test_form_that_was_sent_gives_the_page():
    assert exported(RequestFactory().post("/?format=csv"), "table", ["a"], [[1]]) is None


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_a_sheet_is_named_and_prints_on_one_page_across():
    title = "2026-12-15 11.00 Чугун [и] «медь»: 50% & больше о том, как их льют"
    book = openpyxl.load_workbook(
        io.BytesIO(tables.as_file("xlsx", ["А", "Б"], [["1", "2"]], title=title, note="Тайна"))
    )
    sheet = book.active
    assert sheet.title == "2026-12-15 11.00 Чугун  и  «мед"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # one page is what is left unsaid
    assert sheet.print_title_rows == "$1:$1"
    assert "50% &" in sheet.oddHeader.left.text
    assert sheet.oddFooter.left.text == "Тайна"


@pytest.mark.parametrize("title", ["", "'", "[]:*?/\\", "Я" * 300, "История", "History", "&P&D"])
def test_any_title_makes_a_file_that_opens(title: str):
    assert opened(tables.as_file("xlsx", ["А"], [["1"]], title=title))["A2"].value == "1"
