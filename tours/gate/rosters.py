"""What the gate reads: the slots of a day, the bookings of a slot, the ticket of a code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accelerator.base.common import clock, phones
from accelerator.base.common.text import fold, in_latin_keys
from regions.enterprises.models import Enterprise
from tours.booking.models import Attendance, Booking
from tours.booking.tickets.qr import read_scan
from tours.models import Slot

SHORTEST_NUMBER, LONG_NUMBER = 4, 11  # digits of a phone that can be searched for, and of one with its 8 or +7
# Cyrillic letters that people type for the printed Latin ones of the same shape.
_LOOK_ALIKES = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")


def day_slots(enterprise: Enterprise, day: date, *, running_at: datetime | None = None) -> QuerySet:
    """Return the day's slots in order, each with the numbers of `expected` and `arrived` visitors.

    With `running_at` also those of the night before that are still going on then.
    """
    of_day = Q(local_date=day)
    if running_at is not None:
        night_before = day - timedelta(days=1)  # no tour lasts longer than a day
        of_day |= Q(local_date=night_before, starts_at__lte=running_at, ends_at__gt=running_at)
    expected = Booking.objects.expected().filter(slot=OuterRef("pk")).order_by().values("slot")
    came = Attendance.objects.checked_in().filter(booking__slot=OuterRef("pk"), booking__status__in=Booking.EXPECTED)
    arrived = came.order_by().values("booking__slot").annotate(n=Count("pk")).values("n")
    return (
        Slot.objects.of(enterprise)
        .filter(of_day)
        .select_related("tour", "site")
        .annotate(
            expected=Coalesce(Subquery(expected.annotate(n=Sum("seats")).values("n"), IntegerField()), 0),
            arrived=Coalesce(Subquery(arrived, IntegerField()), 0),
        )
        .order_by("starts_at", "pk")
    )


def expected_bookings(slots: QuerySet | Sequence[Slot], query: str = "", *, by_contacts: bool = False) -> QuerySet:
    """Return the expected bookings of these slots, with everybody's names.

    The query matches names in any order, or a code; `by_contacts` also a phone or an e-mail, for who may see them.
    """
    attendances = Attendance.objects.select_related("visitor", "category", "checked_in_by").order_by("position")
    bookings = Booking.objects.expected().filter(slot__in=slots)
    if query:
        bookings = bookings.filter(Q(pk__in=_named(bookings, fold(query).split())) | _matching(query, by_contacts))
    return (
        bookings.select_related("order__contact", "slot__tour", "slot__site")
        .prefetch_related(Prefetch("attendances", queryset=attendances))
        .order_by("slot__starts_at", "order__contact__name", "pk")
    )


def _named(bookings: QuerySet, parts: Sequence[str]) -> set[int]:
    """Return the bookings of which the contact, or one visitor, has all these parts in the name.

    Compared here, since the database would have to fold every name that it holds; a gate searches the people of a day.
    """
    if not parts:
        return set()
    contacts = bookings.order_by().values_list("pk", "order__contact__name")
    visitors = bookings.order_by().values_list("pk", "attendances__visitor__name")
    names = ((pk, fold(name)) for pk, name in (*contacts, *visitors) if name)
    return {pk for pk, name in names if all(part in name for part in parts)}


def _matching(query: str, by_contacts: bool) -> Q:
    """The query is the beginning of a code, or part of a phone or an e-mail."""
    matches = Q(pk__in=())
    if codes := plain_codes(query):
        matches |= Q(*(("order__code__startswith", code) for code in codes), _connector=Q.OR)
    if by_contacts:
        matches |= Q(order__contact__email__icontains=query)
        number = phones.without_extension(query)
        digits = re.sub(r"\D", "", number)
        if len(digits) >= SHORTEST_NUMBER and not re.search(r"[^\d\s()+-]", number):
            # «8 900 …» and «+7 900 …» are the same number, which is stored as +7900….
            matches |= Q(order__contact__phone__contains=digits[1:] if len(digits) == LONG_NUMBER else digits)
    return matches


@dataclass(frozen=True)
class Ticket:
    """What a scanned or typed code names: a whole party, or one visitor of it."""

    booking: Booking
    attendance: Attendance | None = None

    @property
    def only(self) -> list[Attendance] | None:
        """The one visitor, or None for the whole party."""
        return [self.attendance] if self.attendance else None


def find_ticket(enterprise: Enterprise, text: str) -> Ticket | None:
    """Return the ticket at this enterprise that a QR code or a typed booking code names.

    Of an order with several legs here it is the one that is not over yet, or else today's.
    """
    bookings = Booking.objects.of(enterprise).select_related("order__contact", "slot__tour", "slot__site")
    if scanned := read_scan(text):
        rows = Attendance.objects.of(enterprise).filter(uuid=scanned).values_list("pk", "booking")
        if named := rows.first():
            return Ticket(bookings.get(pk=named[1]), Attendance.objects.select_related("visitor").get(pk=named[0]))
        booking = bookings.filter(uuid=scanned).first()
        return Ticket(booking) if booking else None
    legs = list(bookings.filter(order__code__in=plain_codes(text)).order_by("slot__starts_at", "pk"))
    if not legs:
        return None
    now, today = clock.now(), enterprise.today()
    live = [leg for leg in legs if leg.is_expected] or legs
    not_over = [leg for leg in live if leg.slot.ends_at > now] or [leg for leg in live if leg.slot.local_date >= today]
    return Ticket((not_over or live[-1:])[0])


def plain_codes(text: str) -> list[str]:
    """Return the booking codes that the text can stand for, as they are stored.

    Case, spaces and dashes do not count; Cyrillic letters stand for the Latin ones that look alike or share their keys.
    """
    readings = (text.upper().translate(_LOOK_ALIKES), in_latin_keys(text).upper())
    codes = ("".join(letter for letter in reading if letter.isalnum()) for reading in readings)
    return [code for code in dict.fromkeys(codes) if code and code.isascii()]
