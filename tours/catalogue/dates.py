"""What a tour's page reads of its slots, by one prepared statement: the weeks shown, their neighbours, the next ones.

The weeks depend on the first and the last slot ahead, and on the day asked for. So PostgreSQL counts them, and only
their slots are read, however many the tour has.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, DateField, DateTimeField, F, Func, IntegerField, TextField, Value
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from accelerator.base.common.dates import day_at, monday_of, read_day, read_month
from accelerator.base.common.prepared import Param, run, text_of, text_once
from tours.models import Slot
from tours.party import Party

WEEKS = 5  # shown at a time
QUIET_WEEKS = 2  # if so many weeks have no slot at the beginning, the calendar starts with the first slot's week
NEXT_SLOTS = 5
# A site's midnight is never further from UTC's: days bound the starts that an index finds, then decide by themselves.
_FARTHEST = timedelta(hours=14)


class Asked(NamedTuple):
    """The dates in a page's address: ?month=2026-12, ?from=2026-12-15 and ?date=2026-12-15; and who comes."""

    month: date | None = None
    near: date | None = None  # the weeks wanted are those of this day
    day: date | None = None
    party: Party | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read the query of a request; what is no date counts as not asked for."""
        day = read_day(query.get("date", ""))
        near = read_day(query.get("from", "")) or day
        return cls(read_month(query.get("month", "")), near, day, Party.of(dict(query.lists())))

    @property
    def people(self) -> int:
        """For how many a slot must have room."""
        return self.party.size if self.party else 1


class DateRow(NamedTuple):
    """A slot with the places left in it, and the weeks in which it stands.

    `part` is "day" (in these weeks), "next" (a next slot with a place), "later" or "sooner" (one near the day asked
    for); a tour without such slots has one row, in which it is None. The weeks are None if no slot lies ahead.
    `digest` is that of all the rows but for `version`; None if it was not asked for.
    """

    first: date | None
    last: date | None
    earlier: date | None  # a day with slots before and after these weeks
    later: date | None
    version: Any
    part: str | None
    pk: int
    uuid: UUID
    starts_at: datetime
    ends_at: datetime
    local_date: date
    timezone: str
    is_open: bool  # takes bookings, whether or not a place is left
    capacity: int
    free_seats: int
    spoken: str | None = None  # the slot's own languages, such as "ru zh"
    digest: str | None = None


_PRINTED = slice(DateRow._fields.index("uuid"), DateRow._fields.index("digest"))


def printed(row: tuple) -> tuple:
    """Return what is printed of a slot: from `uuid` to `spoken`."""
    return row[_PRINTED]


def read_dates(
    tour: int,
    zone: ZoneInfo,
    closes_before: timedelta,
    now: datetime,
    asked: Asked,
    *,
    version: str = "NULL",
    seen: str | None = None,
) -> list[tuple]:
    """Return the slots that a tour's page shows at this moment, at least one row: tuples of DateRow's fields, since a
    month may have hundreds of them. `version` is an SQL expression whose value comes with them.

    With the digest of rows that were `seen` before, or "", the rows have theirs, and come without slots if it is the
    same: comparing them here costs more than there.
    """
    month, day = asked.month, asked.day
    values = {
        "tour": tour,
        "now": now,
        "opened": now + closes_before,
        "monday": monday_of(day_at(zone, now)),
        "month": month,
        "month_begins": month and _utc(month) - _FARTHEST,
        "near": asked.near,
        "people": asked.people,
    }
    if day:
        values |= {"day": day, "day_begins": _utc(day) - _FARTHEST, "day_ends": _utc(day) + _FARTHEST}
    if seen is not None:
        values["seen"] = seen
    return run(_statement(day is not None, version, seen is not None, asked.party is not None), values)


def _utc(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


_TOUR = Param("tour", BigIntegerField())
_PEOPLE: Any = Param("people", IntegerField())
_NOW: Any = Param("now", DateTimeField())
_OPENED = Param("opened", DateTimeField())
_MONTH, _MONTH_BEGINS = Param("month", DateField()), Param("month_begins", DateTimeField())
_DAY, _DAY_BEGINS = Param("day", DateField()), Param("day_begins", DateTimeField())
_DAY_ENDS = Param("day_ends", DateTimeField())
# Text: what is drawn is remembered by it.
_SPOKEN = Func(F("languages"), Value(" "), function="array_to_string", output_field=TextField())
_COLUMNS = (
    "pk", "uuid", "starts_at", "ends_at", "local_date", "timezone", "is_open", "capacity", "free_seats", "own_spoken",
)  # fmt: skip


@text_once
def _statement(has_day: bool, version: str, has_digest: bool, has_party: bool) -> str:
    """The text for `run`; `has_day` adds the slots nearest to a day, for if it is full.

    With a party, the next slots are those with room for it.
    """
    ahead = Slot.objects.filter(tour=_TOUR).upcoming(_NOW)
    days = ahead.by_start().values_list("local_date")
    begins, ends = _of_span("begins", DateTimeField()), _of_span("ends", DateTimeField())
    first, last = _of_span("first", DateField()), _of_span("last", DateField())
    of_month = days.filter(local_date__gte=_MONTH, starts_at__gte=_MONTH_BEGINS)
    earlier = days.filter(local_date__lt=first, starts_at__lt=begins + _FARTHEST).reverse()[:1]
    later = days.filter(local_date__gt=last, starts_at__gte=ends - _FARTHEST)[:1]
    weeks = _in_steps(
        f"""({text_of(days[:1])}) AS first, ({text_of(days.reverse()[:1])}) AS last,
            ({text_of(of_month[:1])}) AS of_month""",
        f"""last, COALESCE(of_month, %(near)s::date) AS near,
            CASE WHEN first >= %(monday)s::date + {QUIET_WEEKS * 7} THEN {_monday("first")}
                 WHEN first IS NOT NULL THEN %(monday)s::date END AS first""",
        f"""last, first + CASE WHEN near <= last AND near > first
                               THEN (near - first) / {WEEKS * 7} * {WEEKS * 7} ELSE 0 END AS first""",
        f"first, LEAST(first + {WEEKS * 7}, GREATEST({_monday('last')}, first) + 7) - 1 AS last",
        """first, last, first::timestamp AT TIME ZONE 'UTC' AS begins,
           (last + 1)::timestamp AT TIME ZONE 'UTC' AS ends""",
    )
    span = f"""
        WITH span AS MATERIALIZED (
            SELECT *, ({text_of(earlier)}) AS earlier, ({text_of(later)}) AS later FROM ({weeks}) AS span
        )
    """  # noqa: S608 - made of texts of this module and of QuerySets
    free = Slot.objects.filter(tour=_TOUR).next_after(_OPENED, _PEOPLE if has_party else 1, _NOW)
    found = {
        "day": ahead.with_free_seats(_NOW).filter(
            local_date__range=(first, last), starts_at__range=(begins - _FARTHEST, ends + _FARTHEST)
        ),
        "next": free[:NEXT_SLOTS],
    }
    if has_day:
        sooner = free.filter(local_date__lt=_DAY, starts_at__lt=_DAY_ENDS).reverse()
        found["later"] = free.filter(local_date__gte=_DAY, starts_at__gte=_DAY_BEGINS)[:NEXT_SLOTS]
        found["sooner"] = sooner[:NEXT_SLOTS]
    texts = {
        name: text_of(slots.with_is_open(_OPENED).annotate(own_spoken=_SPOKEN).values_list(*_COLUMNS))
        for name, slots in found.items()
    }
    parts = " UNION ALL ".join(
        f"SELECT '{name}', {name}_slots.* FROM ({text}) AS {name}_slots"  # noqa: S608
        for name, text in texts.items()
    )
    columns = ", ".join(_COLUMNS)
    digest, digested, joins = "NULL", "", "LEFT JOIN slots ON TRUE"
    if has_digest:
        digest, joins = "digest.value", "CROSS JOIN digest LEFT JOIN slots ON digest.value <> %(seen)s"
        # Of each row two hashes of 64 bits; mixed once more, or equal changes of two rows could cancel each other.
        of_span, of_slots = _hashes("span"), (f"bit_xor(hashint8extended({one}, 0))" for one in _hashes("slots"))
        digested = f""", digest AS MATERIALIZED (
            SELECT concat_ws(' ', {", ".join(of_span)}, (SELECT ROW({", ".join(of_slots)}) FROM slots)) AS value
            FROM span
        )"""  # noqa: S608 - made of texts of this module
    return f"""{span}, slots (part, {columns}) AS MATERIALIZED (
            SELECT slots.* FROM span CROSS JOIN LATERAL ({parts}) AS slots
        ){digested}
        SELECT span.first, span.last, span.earlier, span.later, ({version}), slots.*, {digest}
        FROM span {joins}
        ORDER BY slots.starts_at, slots.pk
    """  # noqa: S608 - made of texts of this module and of QuerySets


def _in_steps(first: str, *then: str) -> str:
    """Select each of these from the one before.

    With OFFSET 0, or PostgreSQL would put each column's expression, subqueries and all, wherever the column is named.
    """
    text = f"SELECT {first} OFFSET 0"
    for step in then:
        text = f"SELECT {step} FROM ({text}) AS before OFFSET 0"  # noqa: S608 - made of texts of this module
    return text


def _hashes(rows: str) -> list[str]:
    return [f"hash_record_extended({rows}, {seed})" for seed in (0, 1)]


def _monday(day: str) -> str:
    """As `dates.monday_of`."""
    return f"{day} - (EXTRACT(ISODOW FROM {day})::int - 1)"


def _of_span(column: str, field: Any) -> RawSQL:
    return RawSQL(f"span.{column}", (), output_field=field)  # noqa: S611 - a column of the statement around it
