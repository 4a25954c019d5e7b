"""Filters of forums' pages. `{% load forum %}`."""

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format

from accelerator.base.common.formats import NBSP, weekday

register = template.Library()


@register.filter
def weekday_date(day: date) -> str:
    """«Вторник, 6 апреля» for a heading."""
    words = date_format(day, "l")
    return f"{words[:1].upper()}{words[1:]}, " + date_format(day, "j E").replace(" ", NBSP)


@register.filter
def weekday_short(day: date) -> str:
    """«вт, 6» for a row of days."""
    return f"{weekday(day)},{NBSP}{day.day}"


@register.filter
def with_rows(form: Any, rows: Any) -> list[Any]:
    """A form and its rows, for one summary of their errors."""
    return [form, *rows]


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The mapping's value of a key that is a variable in the template."""
    return mapping.get(key) if mapping else None
