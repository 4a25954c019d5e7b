"""Tags and filters of every template (a builtin library: nothing to load)."""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accelerator.base.common import formats, parts, phones
from accelerator.base.common.addresses import address, address_if_any, under
from accelerator.base.common.formats import nested
from accelerator.base.common.forms import has_own_words
from accelerator.base.common.staticfiles import stylesheet_urls
from accelerator.base.common.text import after_colon

register = template.Library()


# --- Assets -----------------------------------------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=1000)
def asset(name: str) -> str:
    """Return the address of a static file, as `{% static %}` does; found once."""
    return static(name)


@register.simple_tag
@lru_cache(maxsize=100)
def stylesheets(bundle: str = "portal") -> SafeString:
    """Link the bundle's joined file if static files are collected, its sources otherwise."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((url,) for url in stylesheet_urls(bundle)))


@register.simple_tag
def part(name: str, **context: Any) -> SafeString:
    """Draw a part of the page: `{% part "tours/_card.jinja" card=card %}`."""
    return parts.draw(name, **context)


@register.simple_block_tag
def live(content: str, name: str) -> SafeString:
    """Enclose what is drawn at each request even where the page is kept: `{% live "dates" %}…{% endlive %}`."""
    return mark_safe(f"<!--live {name}-->{content}<!--/live-->")


@register.simple_tag
def part_once(name: str, **context: Hashable) -> SafeString:
    """Draw a part that seldom changes, once for the same values: `{% part_once "portal/_region_chips.jinja" … %}`."""
    return parts.draw_once(name, **context)


# The stylesheet overrides these sizes; they are for browsers without it.
_ICON = 'class="{}" width="20" height="20"'


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Show an icon of the sprite: hidden from screen readers beside text, or with a `label` alone."""
    href = f"{asset('img/icons.svg')}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(f'<svg {_ICON} role="img" aria-label="{{}}"><use href="{{}}"/></svg>', classes, label, href)
    return format_html(f'<svg {_ICON} aria-hidden="true"><use href="{{}}"/></svg>', classes, href)


# --- Words and numbers ------------------------------------------------------------------------------------------------

register.filter("nested", nested)
register.filter("phone", phones.shown)
register.filter("tel", phones.tel)
for _format in (
    formats.number,
    formats.rubles,
    formats.duration,
    formats.local_date,
    formats.days_until,
    formats.local_time,
    formats.iso_time,
    formats.slot_time,
    formats.dated,
    formats.dated_slot_time,
    formats.zone_offset,
):
    register.filter(_format)


@register.filter
def one_line(value: object) -> SafeString:
    """Join the lines of markup for an attribute; the markup is escaped already."""
    return mark_safe(re.sub(r"[ \t\r\n\f]+", " ", str(value)).strip())


@register.filter
def initials(name: str) -> str:
    """Return up to two initials, for an avatar."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def markdown_html(html: Any) -> SafeString:
    """Print HTML that `common.markdown` sanitized before it was stored."""
    return mark_safe(str(html or ""))


# --- Addresses --------------------------------------------------------------------------------------------------------

register.simple_tag(address)  # for parts, which have no {% url %}
register.simple_tag(address_if_any)


@register.filter
def elided_pages(page: Page) -> list[tuple[int | None, bool]]:
    """Return page numbers for the pagination, None for a gap, each with whether a phone may omit it."""
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    gaps = [at for at, one in enumerate(numbers) if not isinstance(one, int)]
    spare = {numbers[at + step] for at in gaps for step in (-1, 1)}
    kept = {1, page.number, page.paginator.num_pages}
    return [(one if isinstance(one, int) else None, one in spare - kept) for one in numbers]


register.filter(under)


@register.simple_tag(takes_context=True)
def query_replace(context: Mapping[str, Any], **changes: Any) -> str:
    """Return the current query with some values changed: `href="{% query_replace page=2 %}"`; None or "" removes one.

    Any other change goes back to the first page.
    """
    return query_with(context["request"], **changes)


@register.simple_tag
def query_with(request: HttpRequest, **changes: Any) -> str:
    """As `query_replace`, for parts: they know no request but that which they are given."""
    query = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple | set):
            query.setlist(name, [str(item) for item in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else request.path


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """Render the field's input with ARIA links to its hint and errors; data attributes are given as data_x=…"""
    described = []
    if field.help_text:
        described.append(f"{field.auto_id}_hint")
    if field.errors:
        described.append(f"{field.auto_id}_error")
    extra: dict[str, Any] = {name.replace("_", "-"): value for name, value in attrs.items()}
    if described:
        extra["aria-describedby"] = " ".join(described)
    if field.errors:
        extra["aria-invalid"] = "true"
    return field.as_widget(attrs=extra)


@register.filter
def is_check(field: BoundField) -> bool:
    """Return whether the field is a single checkbox, whose label comes after it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def is_group(field: BoundField) -> bool:
    """Return whether the field is radio buttons or several checkboxes: a fieldset with a legend."""
    return field.use_fieldset and hasattr(field.field.widget, "choices")


@register.filter
def error_target(field: BoundField) -> str:
    """Return the id that an error summary links to: the input, or the first of a group."""
    if is_group(field):
        first: BoundWidget | None = next(iter(field.subwidgets), None)
        return first.id_for_label if first and first.id_for_label else field.auto_id
    return field.id_for_label or field.auto_id


@register.simple_tag
def form_problems(form: Any = None, forms: Any = None) -> list[dict[str, str]]:
    """Return all errors of the form or forms in reading order: general ones, then each field's with the id to link to.

    A form that is one row of many names itself by its `heading`, a field that is one of many alike by its `error_label`
    instead of its label. An error with the code `named`, and the form's own message for an empty field, say what they
    are about, so they come without the label.
    """
    problems: list[dict[str, str]] = []
    for one in forms or ([form] if form is not None else []):
        row = f"{heading}. " if (heading := getattr(one, "heading", "")) else ""
        problems += [{"text": f"{row}{error}", "target": "", "label": ""} for error in one.non_field_errors()]
        for field in one:
            target = "" if field.is_hidden else error_target(field)
            label = "" if field.is_hidden else f"{row}{getattr(field.field, 'error_label', field.label)}"
            says_all = {"named", "required"} if has_own_words(field.field) else {"named"}
            problems += [
                {"text": error, "target": target, "label": ""}
                if code in says_all or not label
                else {"text": after_colon(str(error)), "target": target, "label": label}
                for error, code in zip(field.errors, (error.code for error in field.errors.as_data()), strict=True)
            ]
    return problems
