"""Tags and filters of every template (a builtin library: nothing to load)."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from accelerator.base.common import phones
from accelerator.base.common.forms import has_own_words
from accelerator.base.common.quotes import nested
from accelerator.base.common.storage import BUNDLES, PortalStaticStorage, bundle_sources
from accelerator.base.common.text import after_colon

register = template.Library()
NBSP = "\u00a0"
FEW_PLACES = 5  # from here down places are said to be left; above it there are that many
MOSCOW = ZoneInfo("Europe/Moscow")


# --- Assets -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def stylesheets(bundle: str = "portal") -> SafeString:
    """The bundle's one joined file where static files are collected; its sources where they are served as they are."""
    names = (
        [BUNDLES[bundle][0]]
        if isinstance(staticfiles_storage, PortalStaticStorage)
        else bundle_sources(bundle, _css_names())
    )
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@cache  # looked for on every page it takes a fifth of the page's time; a new file wants a new process
def _css_names() -> list[str]:
    return [
        name
        for finder in finders.get_finders()
        for name, _ in finder.list(["*.js", "*.png", "*.svg"])
        if name.startswith("css/") and name.endswith(".css")
    ]


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


@register.filter
def one_line(value: object) -> SafeString:
    """Markup without line breaks, for an attribute that is read as one line; escaped already, as a block's is."""
    return mark_safe(re.sub(r"[ \t\r\n\f]+", " ", str(value)).strip())


@register.filter
def number(value: int | None) -> str:
    """12345 → «12 345» with no-break spaces (English: 12,345)."""
    if value is None:
        return ""
    return f"{value:,}".replace(",", NBSP if get_language() == "ru" else ",")


@register.filter
def rubles(kopecks: int | None) -> str:
    """Kopecks as «1 200 ₽» (English: 1,200 ₽); nothing to pay is a word, kopecks show only where there are some."""
    if kopecks is None:
        return ""
    if kopecks == 0:
        return pgettext("price", "free")
    whole, rest = divmod(abs(int(kopecks)), 100)
    tail = f"{',' if get_language() == 'ru' else '.'}{rest:02d}" if rest else ""
    sign = "−" if kopecks < 0 else ""
    return f"{sign}{number(whole)}{tail}{NBSP}₽"


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes as «1 ч 30 мин»."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    parts = []
    if hours:
        parts.append(pgettext("duration", "{n} h").format(n=hours))
    if rest or not hours:
        parts.append(pgettext("duration", "{n} min").format(n=rest))
    return " ".join(parts).replace(" ", NBSP)


@register.filter
def initials(name: str) -> str:
    """Up to two first letters, for an avatar."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def markdown_html(html: Any) -> SafeString:
    """HTML that `common.markdown` sanitized when it was stored."""
    return mark_safe(str(html or ""))


# --- Dates: a site's own time -----------------------------------------------------------------------------------------


def _zone(zone: Any) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone))


def _at(value: datetime, zone: Any) -> datetime:
    return timezone.localtime(value, _zone(zone)) if zone and timezone.is_aware(value) else value


@register.filter
def local_date(value: date | datetime | None, zone: Any = None) -> str:
    """«сб, 15 декабря», with the year where it is not the present one. `{{ slot.starts_at|local_date:site.zone }}`."""
    if value is None:
        return ""
    day = _at(value, zone).date() if isinstance(value, datetime) else value
    return _day_words(day)


def _day_words(day: date, *, always_year: bool = False) -> str:
    today = timezone.localdate()
    weekday = date_format(day, "D").lower() if get_language() == "ru" else date_format(day, "D")
    month = date_format(day, "j E") if get_language() == "ru" else date_format(day, "j F")
    words = f"{weekday}, {month}" + (f" {day.year}" if always_year or day.year != today.year else "")
    return words.replace(" ", NBSP).replace(f",{NBSP}", ", ")


@register.filter
def days_until(first: date, last: date) -> str:
    """«6–7 апреля 2022», «30 апреля – 1 мая 2027»: `{{ starts_date|days_until:ends_date }}`."""
    month = "E" if get_language() == "ru" else "F"
    if first == last:
        return date_format(first, f"j {month} Y").replace(" ", NBSP)
    end = date_format(last, f"j {month} Y").replace(" ", NBSP)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = date_format(first, f"j {month}" + (" Y" if first.year != last.year else "")).replace(" ", NBSP)
    return f"{start} – {end}"


@register.filter
def local_time(value: datetime | time | None, zone: Any = None) -> str:
    """«10:00» in the zone given; `{{ slot.starts_at|local_time:site.zone }}`."""
    if value is None:
        return ""
    return (_at(value, zone) if isinstance(value, datetime) else value).strftime("%H:%M")


@register.filter
def slot_time(value: datetime | None, zone: Any = None) -> str:
    """«сб, 15 декабря, 10:00», and «(МСК+2)» where the zone is not Moscow's."""
    if value is None:
        return ""
    offset = zone_offset(value, zone)
    return f"{local_date(value, zone)}, {local_time(value, zone)}" + (f"{NBSP}({offset})" if offset else "")


@register.filter
def dated(day: date) -> str:
    """«сб, 15 декабря 2026»: with the year always."""
    return _day_words(day, always_year=True)


@register.filter
def dated_slot_time(value: datetime | None, zone: Any = None) -> str:
    """The time of a slot with the year always, for what is kept: letters, tickets and their PDF."""
    if value is None:
        return ""
    offset = zone_offset(value, zone)
    day = dated(_at(value, zone).date())
    return f"{day}, {local_time(value, zone)}" + (f"{NBSP}({offset})" if offset else "")


@register.filter
def zone_offset(value: datetime | None, zone: Any = None) -> str:
    """How the zone differs from Moscow at that moment: «МСК+2», or nothing where it does not."""
    if value is None or not zone or timezone.is_naive(value):
        return ""
    there, moscow = (value.astimezone(z).utcoffset() or timedelta() for z in (_zone(zone), MOSCOW))
    minutes = (there - moscow) // timedelta(minutes=1)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return pgettext("time zone", "MSK") + ("+" if minutes > 0 else "−") + str(hours) + (f":{rest:02d}" if rest else "")


@register.filter
def places_left(count: int) -> str:
    """«16 мест», «осталось 3 места» where they are few, «мест нет»."""
    if count <= 0:
        return gettext("no places left")
    if count > FEW_PLACES:
        return places(count)
    return ngettext("{n} place left", "{n} places left", count).format(n=count).replace(f"{count} ", f"{count}{NBSP}")


def places(count: int) -> str:
    """«16 мест», however few they are."""
    return ngettext("{n} place", "{n} places", count).format(n=count).replace(" ", NBSP)


@register.filter
def phone(number: Any) -> str:
    """A number as people read it, its extension in the reader's words: «+7 910 000-11-05, доб. 12»."""
    return phones.shown(number)


@register.filter
def tel(phone: Any) -> str:
    """The address that calls a number, as it is stored or typed: “tel:+79100001105;ext=12”, without spaces."""
    try:
        number = phonenumbers.parse(str(phone), settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        return "tel:" + re.sub(r"[^\d+]", "", str(phone))  # such as 112
    extension = number.extension or getattr(phone, "extension", None)
    called = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"tel:{called}" + (f";ext={extension}" if extension else "")


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
