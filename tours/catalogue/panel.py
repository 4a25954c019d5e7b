"""The parts of a tour's page that seats and the clock change, drawn from the rows of one statement.

Everything else is the frame, which only the staff change. A week or a slot that has been drawn is remembered: what
differs from one answer to the next is mostly one number.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accelerator.base.common import parts
from accelerator.base.common.addresses import address
from accelerator.base.common.dates import day_at
from accelerator.base.common.formats import NBSP, days_until, local_date, local_time, zone_offset
from accelerator.base.common.i18n import FALLBACK, active_language
from accelerator.base.common.parts import remembered
from tours.booking.holders import OwnPlaces
from tours.catalogue.calendar import Dates, State
from tours.catalogue.dates import DateRow, printed
from tours.foreigners import is_for_citizens
from tours.models import language_names
from tours.party import MOST_ADULTS, Party
from tours.places import places, places_left, too_few
from tours.side_by_side import side_by_side

_SPOKEN = -1  # of the columns that are printed


class Facts(NamedTuple):
    """What the dates of a tour say of the tour itself, in the active language."""

    zone: ZoneInfo
    is_public: bool
    city: str
    phone: tuple[str, str] | None  # of the enterprise: for a link, and to read
    nearby: str  # the address of other tours in the region
    alert: str  # where one asks to hear of dates; empty where nobody can book
    foreigners_ahead: timedelta | None = None  # how long before a start foreign citizens have to book
    most: int = MOST_ADULTS  # people in one booking
    languages: tuple[str, ...] = ()  # of slots that have none of their own


class Start(NamedTuple):
    """A slot as the parts print it; `hold` is empty where it cannot be booked."""

    at: str
    day: str
    begins: str
    ends: str
    offset: str
    is_open: bool
    left: str
    hold: str
    label: str
    is_for_citizens: bool = False
    languages: str = ""  # where they are not those of all slots


class _Reader(NamedTuple):
    """What the words depend on besides what they say: the year is written where it is not this one."""

    language: str
    year: int

    @classmethod
    def present(cls) -> "_Reader":
        return cls(active_language(), timezone.localdate().year)


def draw_panel(
    facts: Facts, dates: Dates, now: datetime, own: Sequence[OwnPlaces] = (), party: Party | None = None
) -> SafeString:
    """Return the dates of the tour for this party: weeks, the chosen day, the next slots, the reader's own places."""
    reader = _Reader.present()
    chosen = dates.chosen
    is_next_shown = chosen is None or not chosen.has_places
    following = (dates.nearest if chosen else dates.next_slots) if is_next_shown else []
    differ = _languages_differ([*(dates.slots if chosen else []), *following, *dates.with_places], facts)
    return parts.draw(
        "catalogue/_dates.jinja",
        facts=facts,
        weeks=_weeks(dates, day_at(facts.zone, now), reader, party) if dates.days else [],
        weekdays=_weekdays(reader),
        caption=_caption(dates.days[0].date, dates.days[-1].date, reader) if dates.days else "",
        ways=[(day, _day_name(day, reader)) if day else None for day in (dates.earlier, dates.later)],
        chosen=_day_name(chosen.date, reader) if chosen else "",
        slots=_slots(dates.slots, facts, now, reader, party, differ=differ, is_day=True) if chosen else [],
        is_next_shown=is_next_shown,
        next=_slots(following, facts, now, reader, party, differ=differ),
        languages="" if differ else ", ".join(language_names(facts.languages)),
        two=_two(dates, facts, now, reader, party, differ=differ) if party and is_next_shown and not following else [],
        party=party,
        with_party=f"&{party.query}" if party else "",
        who=parts.draw_once("catalogue/_who.jinja", party=party, prefix="who_", of_dates=True),
        day=chosen.date.isoformat() if chosen else "",
        offset=zone_offset(now, facts.zone),
        own=own,
        alert=facts.alert if dates.is_dead_end else "",
    )


def draw_next(facts: Facts, dates: Dates, party: Party | None = None) -> SafeString:
    """Return when so many can next come, and how many places there are."""
    following = printed(dates.next_slots[0]) if dates.next_slots else None
    people = party.size if party else 1
    return _next(following, bool(dates.days), facts.is_public, people, _Reader.present())


def draw_bar(facts: Facts, price: str, dates: Dates) -> SafeString:
    """Return the bar that leads to the dates, or to whoever knows them."""
    alert = facts.alert if dates.is_dead_end else ""
    return parts.draw("catalogue/_bar.jinja", facts=facts, price=price, has_next=bool(dates.next_slots), alert=alert)


# --- Slots ------------------------------------------------------------------------------------------------------------


def _languages_differ(slots: Sequence[DateRow], facts: Facts) -> bool:
    """Whether some of these slots are led in other languages than the tour's; else these are said once for all."""
    own = {slot.spoken for slot in slots}
    own.discard(None)
    return bool(own) and any(set(spoken.split()) != set(facts.languages) for spoken in own if spoken)


def _slots(
    slots: Sequence[DateRow], facts: Facts, now: datetime, reader: _Reader, party: Party | None, *, differ: bool,
    is_day: bool = False,
) -> list[SafeString]:  # fmt: skip
    people = party.size if party else 1
    first = next((slot.pk for slot in slots if slot.is_open and slot.free_seats >= people), None)
    spoken = facts.languages if differ else ()
    closed = [is_for_citizens(facts.foreigners_ahead, slot.starts_at, now) for slot in slots]
    return [
        _slot(printed(slot), facts.is_public, is_day, slot.pk == first, for_citizens, spoken, party, reader)
        for slot, for_citizens in zip(slots, closed, strict=True)
    ]


def _two(dates: Dates, facts: Facts, now: datetime, reader: _Reader, party: Party, *, differ: bool) -> list[SafeString]:
    """Two slots of a day for a party that fits into none, each with those who go there; none if no day has such."""
    chosen = dates.chosen.date if dates.chosen else None
    found = side_by_side(dates.with_places, party.size, facts.most, near=chosen)
    if found is None:
        return []
    parties = party.divided(*(min(slot.free_seats, facts.most) for slot in found))
    return [
        _slots([slot], facts, now, reader, half, differ=differ)[0] for slot, half in zip(found, parties, strict=True)
    ]


@remembered
def _slot(
    columns: tuple, is_public: bool, is_day: bool, is_first: bool, for_citizens: bool, spoken: tuple[str, ...],
    party: Party | None, _reader: _Reader,
) -> SafeString:  # fmt: skip
    """A slot of these last columns of DateRow, and what depends on nothing else.

    `spoken` are the languages of a slot that has none of its own; empty where languages are said once for all slots.
    """
    languages = (columns[_SPOKEN] or "").split() or spoken if spoken else ()
    start = _start(columns, is_public, party)._replace(
        is_for_citizens=for_citizens, languages=", ".join(language_names(languages))
    )
    return parts.draw("catalogue/_slot.jinja", slot=start, is_day=is_day, is_first=is_first)


@remembered
def _next(columns: tuple | None, has_dates: bool, is_public: bool, people: int, _reader: _Reader) -> SafeString:
    start = _start(columns, is_public) if columns else None
    return parts.draw("catalogue/_next.jinja", next=start, has_dates=has_dates, is_public=is_public, people=people)


def _start(columns: tuple, is_public: bool, party: Party | None = None) -> Start:
    uuid, starts_at, ends_at, local_day, zone_name, is_open, _capacity, free, _spoken = columns
    zone = ZoneInfo(zone_name)
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    people, query = (party.size, f"?{party.query}") if party else (1, "")
    day, begins, offset = local_date(local_day), local_time(starts), zone_offset(starts, zone)
    return Start(
        at=starts.isoformat(),
        day=day,
        begins=begins,
        ends=local_time(ends),
        offset=offset,
        is_open=is_open,
        left=places_left(free) if free >= people or free < 1 else too_few(free, people),
        hold=f"{address('booking:hold', uuid)}{query}" if is_public and is_open and free >= people else "",
        label=f"{day}, {begins}" + (f"{NBSP}({offset})" if offset else ""),
    )


# --- Weeks ------------------------------------------------------------------------------------------------------------


def _weeks(dates: Dates, today: date, reader: _Reader, party: Party | None) -> list[SafeString]:
    chosen = dates.chosen.date if dates.chosen else None
    cells = [
        (at, _PAST if at < today else state.name, free, at == today, at == chosen) for at, state, free in dates.days
    ]
    return [_week(tuple(cells[number : number + 7]), party, reader) for number in range(0, len(cells), 7)]


_PAST = "PAST"


@remembered
def _week(cells: tuple[Any, ...], party: Party | None, _reader: _Reader) -> SafeString:
    with_party = f"&{party.query}" if party else ""
    return parts.draw("catalogue/_week.jinja", cells=[_cell(*cell) for cell in cells], with_party=with_party)


def _cell(at: date, state: str, free: int, is_today: bool, is_chosen: bool) -> tuple[str, str, str, str, bool]:
    """What `catalogue/_week.jinja` prints: classes, the date, its number, the words, and whether it is chosen."""
    if state == _PAST:
        css = "is-past"
    else:
        look = State.SOLD_OUT if state == State.SHORT.name else State[state]
        css = "" if look == State.NONE and not is_today else f"is-{look.value}"
    words = ""
    if state in (State.FREE.name, State.FEW.name, State.SHORT.name):
        words = places(free).replace(NBSP, " ")  # a cell is narrow: the number may stand above its noun
    elif state in (State.SOLD_OUT.name, State.CLOSED.name):
        words = _("no places") if state == State.SOLD_OUT.name else pgettext("day", "closed")
    return f"{css} is-today" if is_today else css, at.isoformat(), _number(at), words, is_chosen


def _number(day: date) -> str:
    """«15»; «1 дек» at the beginning of a month."""
    if day.day > 1:
        return str(day.day)
    return f"{day.day}{NBSP}{date_format(day, 'b' if active_language() == FALLBACK else 'M')}"


@remembered
def _weekdays(_reader: _Reader) -> list[tuple[str, str]]:
    """The names of the days, in full and in short."""
    week = [date(2024, 1, 1 + day) for day in range(7)]  # any week that begins with a Monday
    return [(date_format(day, "l"), date_format(day, "D")) for day in week]


@remembered
def _caption(first: date, last: date, _reader: _Reader) -> str:
    return days_until(first, last)


@remembered
def _day_name(day: date, _reader: _Reader) -> str:
    return local_date(day)
