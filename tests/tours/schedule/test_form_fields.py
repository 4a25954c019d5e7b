"""Lists as they are typed, and as they are pasted from a table."""

from datetime import time, timedelta
from typing import Any

import pytest
from django import forms

from accelerator.base.common import clock
from tours.schedule.forms import DatesField, TimesField


class ListsForm(forms.Form):
    times = TimesField(limit=10, required=False)
    days = DatesField(limit=100, required=False, widget=forms.Textarea)


def typed(**fields: str) -> Any:
    form = ListsForm(fields)
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    "text",
    [
        "10:30, 12:30", "10:30; 12:30", "10:30 12:30", "10:30\t12:30", "10:30\r\n12:30", "10,30; 12,30", "10,30 12,30",
        "10,30,12,30", "10.30,12.30", "10-30;12-30", "10:30,12:30", "\ufeff10:30\u00a012:30", "12:30, 10:30, 10:30",
    ],
)  # fmt: skip
def test_times_are_read_however_they_are_separated(text: str):
    assert typed(times=text)["times"] == [time(10, 30), time(12, 30)]


FIRST = clock.now().date() + timedelta(days=30)
SECOND = FIRST + timedelta(days=2)


@pytest.mark.parametrize("between", [", ", "; ", " ", "\t", "\r\n", "\n", " \t ", "\u00a0"])
@pytest.mark.parametrize("written", ["%d.%m.%Y", "%Y-%m-%d"])
def test_days_are_read_however_they_are_separated(between: str, written: str):
    assert typed(days=f"{FIRST:{written}}{between}{SECOND:{written}}")["days"] == [FIRST, SECOND]


@pytest.mark.parametrize("dash", ["–", " – ", "-", " - ", " — "])
def test_spans_of_days_stay_spans_within_a_row(dash: str):
    days = typed(days=f"{FIRST:%d.%m.%Y}{dash}{SECOND:%d.%m.%Y}\t{SECOND:%d.%m.%Y}")["days"]

    assert days == [FIRST, FIRST + timedelta(days=1), SECOND]


def test_piece_that_is_no_day_is_named():
    form = ListsForm({"days": f"{FIRST:%d.%m.%Y}\t8 марта"})

    assert "8 марта" in form.errors["days"][0]
