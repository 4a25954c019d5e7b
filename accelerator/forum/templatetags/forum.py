"""Words that only forums need. `{% load forum %}`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.forum.models import Forum
from accelerator.forum.programme.json_ld import forum_event

register = template.Library()
NBSP = "\u00a0"


@register.filter
def weekday_date(day: date) -> str:
    """«Вторник, 6 апреля» for a heading."""
    month = "E" if get_language() == "ru" else "F"
    words = date_format(day, "l")
    return f"{words[:1].upper()}{words[1:]}, " + date_format(day, f"j {month}").replace(" ", NBSP)


@register.filter
def weekday_short(day: date) -> str:
    """«вт, 6» for a row of days."""
    words = date_format(day, "D")
    return f"{words.lower() if get_language() == 'ru' else words}, {day.day}".replace(" ", NBSP)


@register.simple_tag
def forum_structured(forum: Forum, crumbs: Sequence[tuple[str, Any]]) -> SafeString:
    """A forum's page for machines: the forum as the public knows it, and the way to it."""
    here = (forum.get_absolute_url(), forum.shown.title)
    return json_ld(forum_event(forum), breadcrumb_list([*crumbs, here]))


@register.filter
def with_rows(form: Any, rows: Any) -> list[Any]:
    """A form and the rows beneath it, for one summary of what is wrong with either."""
    return [form, *rows]


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The mapping's value of a key that a template knows only as a variable."""
    return mapping.get(key) if mapping else None
