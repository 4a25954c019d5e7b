"""Tags and filters of every template (a builtin library: nothing to load)."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accelerator.base.common import formats, phones
from accelerator.base.common.formats import nested
from accelerator.base.common.forms import has_own_words
from accelerator.base.common.staticfiles import stylesheet_urls
from accelerator.base.common.text import after_colon

register = template.Library()


# --- Assets -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def stylesheets(bundle: str = "portal") -> SafeString:
    """The bundle's one joined file where static files are collected; its sources where they are served as they are."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((url,) for url in stylesheet_urls(bundle)))


# The stylesheet has the last word on sizes; these are for whoever gets no stylesheet, or cannot read it.
_ICON = 'class="{}" width="20" height="20"'


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite: silent beside words, or with a label of its own where it stands alone."""
    href = f"{static('img/icons.svg')}#{name}"
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
    formats.slot_time,
    formats.dated,
    formats.dated_slot_time,
    formats.zone_offset,
    formats.places_left,
):
    register.filter(_format)


@register.filter
def one_line(value: object) -> SafeString:
    """Markup without line breaks, for an attribute that is read as one line; escaped already, as a block's is."""
    return mark_safe(re.sub(r"[ \t\r\n\f]+", " ", str(value)).strip())


@register.filter
def initials(name: str) -> str:
    """Up to two first letters, for an avatar."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def markdown_html(html: Any) -> SafeString:
    """HTML that `common.markdown` sanitized when it was stored."""
    return mark_safe(str(html or ""))


# --- Addresses --------------------------------------------------------------------------------------------------------


@register.filter
def elided_pages(page: Page) -> list[tuple[int | None, bool]]:
    """The numbers of a long list's pages, None for the far ones left out; and whether a phone can leave it out too."""
    found = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    gaps = [at for at, one in enumerate(found) if not isinstance(one, int)]
    spare = {found[at + step] for at in gaps for step in (-1, 1)}
    kept = {1, page.number, page.paginator.num_pages}
    return [(one if isinstance(one, int) else None, one in spare - kept) for one in found]


@register.filter
def under(path: str, root: str) -> bool:
    """Whether a page lies under another's address: `{% if request.path|under:href %}`."""
    return bool(root) and (path == root or (root.count("/") > 1 and path.startswith(root)))


def _query(context: Mapping[str, Any]) -> QueryDict:
    request: HttpRequest = context["request"]
    return request.GET.copy()


@register.simple_tag(takes_context=True)
def query_replace(context: Mapping[str, Any], **changes: Any) -> str:
    """The present query with some values changed: `href="{% query_replace page=2 %}"`; None or "" takes one out.

    Any change but that of the page itself goes back to the first page.
    """
    query = _query(context)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple | set):
            query.setlist(name, [str(item) for item in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """The field's own input, tied to its hint and its error, and marked when it is wrong. Data attributes: data_x=…"""
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
    """A single tick box, whose label stands after it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def is_group(field: BoundField) -> bool:
    """Radio buttons or several tick boxes: a fieldset with a legend."""
    return field.use_fieldset and hasattr(field.field.widget, "choices")


@register.filter
def error_target(field: BoundField) -> str:
    """The id that an error summary links to: the input, or the first of a group."""
    if is_group(field):
        first: BoundWidget | None = next(iter(field.subwidgets), None)
        return first.id_for_label if first and first.id_for_label else field.auto_id
    return field.id_for_label or field.auto_id


@register.simple_tag
def form_problems(form: Any = None, forms: Any = None) -> list[dict[str, str]]:
    """Every error of the form or forms in reading order: general ones, then each field's with the id to go to.

    A form that is one row of many says which by its `heading`; a field that is one of many alike says whose it is by
    its `told_as`, in the place of the label; an error with the code `named`, and the form's own words for an empty
    field, say themselves what they are about, and stand without the label.
    """
    found: list[dict[str, str]] = []
    for one in forms or ([form] if form is not None else []):
        row = f"{heading}. " if (heading := getattr(one, "heading", "")) else ""
        found += [{"text": f"{row}{error}", "target": "", "label": ""} for error in one.non_field_errors()]
        for field in one:
            target = "" if field.is_hidden else error_target(field)
            label = "" if field.is_hidden else f"{row}{getattr(field.field, 'told_as', field.label)}"
            says_all = {"named", "required"} if has_own_words(field.field) else {"named"}
            found += [
                {"text": error, "target": target, "label": ""}
                if code in says_all or not label
                else {"text": after_colon(str(error)), "target": target, "label": label}
                for error, code in zip(field.errors, (error.code for error in field.errors.as_data()), strict=True)
            ]
    return found
