"""How numbers, money, durations, quotations and a site's own time are written in the reader's language."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from babel.numbers import get_decimal_symbol, get_group_symbol
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from accelerator.base.common.i18n import active_language, cldr_locale

NBSP = "\u00a0"
MOSCOW = ZoneInfo("Europe/Moscow")
_INNER_QUOTES = {"ru": str.maketrans("«»", "„“")}
_OTHER_INNER_QUOTES = str.maketrans("“”", "‘’")


def number(value: int | None) -> str:
    """12345 → «12 345» with no-break spaces (English: 12,345)."""
    if value is None:
        return ""
    return f"{value:,}".replace(",", get_group_symbol(cldr_locale(active_language())))


def rubles(kopecks: int | None) -> str:
    """Kopecks as «1 200 ₽» (English: 1,200 ₽), as “free” or with the kopecks if there are any."""
    if kopecks is None:
        return ""
    if kopecks == 0:
        return pgettext("price", "free")
    whole, rest = divmod(abs(int(kopecks)), 100)
    tail = f"{get_decimal_symbol(cldr_locale(active_language()))}{rest:02d}" if rest else ""
    sign = "−" if kopecks < 0 else ""
    return f"{sign}{number(whole)}{tail}{NBSP}₽"


def rubles_amount(kopecks: int | None) -> Decimal | None:
    """Kopecks as a number of rubles, for cells of spreadsheets."""
    return None if kopecks is None else Decimal(kopecks) / 100


def rubles_plain(kopecks: int) -> str:
    """Kopecks as «1200.00», for schema.org and form fields: a decimal point, no separators."""
    return f"{Decimal(kopecks) / 100:.2f}"


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


def nested(text: Any) -> str:
    """A title to stand in quotation marks: its own become the inner ones of the reader's language."""
    return str(text).translate(_INNER_QUOTES.get(active_language(), _OTHER_INNER_QUOTES))


# --- Dates: a site's own time -----------------------------------------------------------------------------------------


def _zone(zone: Any) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone))


def _at(value: datetime, zone: Any) -> datetime:
    return timezone.localtime(value, _zone(zone)) if zone and timezone.is_aware(value) else value


def local_date(value: date | datetime | None, zone: Any = None) -> str:
    """«сб, 15 декабря», with the year if it is not this one: `{{ slot.starts_at|local_date:site.zone }}`."""
    if value is None:
        return ""
    day = _at(value, zone).date() if isinstance(value, datetime) else value
    return _day_words(day)


def _day_words(day: date, *, always_year: bool = False) -> str:
    today = timezone.localdate()
    words = f"{weekday(day)}, {date_format(day, 'j E')}"
    words += f" {day.year}" if always_year or day.year != today.year else ""
    return words.replace(" ", NBSP).replace(f",{NBSP}", ", ")


def weekday(day: date) -> str:
    """«сб» (English: Sat)."""
    return get_day_names("abbreviated", locale=cldr_locale(active_language()))[day.weekday()]


def days_until(first: date, last: date) -> str:
    """«6–7 апреля 2022», «30 апреля – 1 мая 2027»: `{{ starts_date|days_until:ends_date }}`."""
    if first == last:
        return date_format(first, "j E Y").replace(" ", NBSP)
    end = date_format(last, "j E Y").replace(" ", NBSP)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = date_format(first, "j E" + (" Y" if first.year != last.year else "")).replace(" ", NBSP)
    return f"{start} – {end}"


def local_time(value: datetime | time | None, zone: Any = None) -> str:
    """«10:00» in the given zone: `{{ slot.starts_at|local_time:site.zone }}`."""
    if value is None:
        return ""
    return (_at(value, zone) if isinstance(value, datetime) else value).strftime("%H:%M")


def iso_time(value: datetime) -> str:
    """The moment for `<time datetime="…">`, in the portal's zone as `|date:"c"` writes it."""
    return timezone.localtime(value).isoformat()


def slot_time(value: datetime | None, zone: Any = None) -> str:
    """«сб, 15 декабря, 10:00», with «(МСК+2)» if the zone differs from Moscow's."""
    if value is None:
        return ""
    return f"{local_date(value, zone)}, {_time_and_offset(value, zone)}"


def _time_and_offset(value: datetime, zone: Any) -> str:
    offset = zone_offset(value, zone)
    return local_time(value, zone) + (f"{NBSP}({offset})" if offset else "")


def dated(day: date) -> str:
    """«сб, 15 декабря 2026», always with the year."""
    return _day_words(day, always_year=True)


def dated_slot_time(value: datetime | None, zone: Any = None) -> str:
    """The time of a slot, always with the year, for what people keep: letters, tickets and their PDF."""
    if value is None:
        return ""
    return f"{dated(_at(value, zone).date())}, {_time_and_offset(value, zone)}"


def zone_offset(value: datetime | None, zone: Any = None) -> str:
    """The zone's difference from Moscow at that moment: «МСК+2», or nothing."""
    if value is None or not zone or timezone.is_naive(value):
        return ""
    there, moscow = (value.astimezone(z).utcoffset() or timedelta() for z in (_zone(zone), MOSCOW))
    minutes = (there - moscow) // timedelta(minutes=1)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return pgettext("time zone", "MSK") + ("+" if minutes > 0 else "−") + str(hours) + (f":{rest:02d}" if rest else "")
