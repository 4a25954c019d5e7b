"""What a ticket says of each visit and each day, in the order in which it is needed, and what can be sent to others."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accelerator.base.common.formats import dated_slot_time, local_time
from tours.booking.models import Attendance, Booking, Order
from tours.models import Slot, Tour
from tours.requirements import TO_BRING, TO_KNOW, WAY, known

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Visit:
    """A leg as its ticket shows it."""

    booking: Booking
    attendances: Sequence[Attendance]
    arrive_at: datetime | None  # None too once it has begun
    way: Facts  # how to get there
    to_bring: Facts
    to_know: Facts
    cancelling: str
    can_cancel: bool

    @property
    def slot(self) -> Slot:
        return self.booking.slot

    @property
    def tour(self) -> Tour:
        return self.booking.slot.tour

    @property
    def place(self) -> str:
        """The enterprise and its address, in a line whose house number stays with its street."""
        return re.sub(r", (?=\d)", ",\u00a0", place_of(self.booking))

    @property
    def arrival(self) -> str:
        """When to be at the gate, in words; empty where that is not known."""
        if self.arrive_at is None:
            return ""
        return _("Be there by %(time)s") % {"time": local_time(self.arrive_at, self.slot.zone)}

    @property
    def cid(self) -> str:
        """Under which name the code of the party stands in a letter (RFC 2392)."""
        return f"{self.booking.order.code}.{self.booking.position}@{urlsplit(settings.BASE_URL).hostname}"

    @property
    def people(self) -> str:
        """Who comes, by category: «Взрослый, Ребёнок × 2»."""
        counts = Counter(str(attendance.category.name) for attendance in self.attendances)
        return ", ".join(name if count == 1 else f"{name}\u00a0×\u00a0{count}" for name, count in counts.items())

    @property
    def language(self) -> str:
        """In which language the party wants the visit: «китайский»; where that is not known, in which it is led."""
        return self.booking.language_name or ", ".join(self.slot.language_names)

    @property
    def total_kopecks(self) -> int:
        """What is to be paid on site for this visit."""
        return sum(attendance.price_kopecks for attendance in self.attendances)


def visit_of(leg: Booking, now: datetime) -> Visit:
    """Return what a ticket says of a leg of `Order.objects.with_legs()`."""
    slot, tour = leg.slot, leg.slot.tour
    return Visit(
        booking=leg,
        attendances=list(leg.attendances.all()),
        arrive_at=slot.arrive_at if now < slot.starts_at else None,
        way=known(tour, WAY),
        to_bring=known(tour, TO_BRING),
        to_know=known(tour, TO_KNOW),
        cancelling=cancelling(leg, now),
        can_cancel=leg.is_open_to_visitor(now),
    )


def place_of(leg: Booking) -> str:
    """Where a leg is, in a line: the enterprise and its address."""
    slot = leg.slot
    return ", ".join(filter(None, (str(slot.enterprise.name), str(slot.site.city), str(slot.site.address))))


def cancelling(leg: Booking, now: datetime) -> str:
    """Until when the visitor can cancel this leg, in the site's zone; after that, how it is still possible."""
    if not leg.is_open_to_visitor(now):
        return _("by phone only")
    return _("until {moment}").format(moment=dated_slot_time(leg.cancel_until, leg.slot.zone))


@dataclass(frozen=True)
class Stage:
    """A visit on a day, and what lies between it and the one before on that day: the way, and time to spare."""

    leg: Booking
    way_minutes: int = 0  # 0 where a day begins, and where it is unknown
    spare_minutes: int = 0

    @property
    def hours(self) -> str:
        """From when to when, on the site's clock."""
        slot = self.leg.slot
        return f"{local_time(slot.starts_at, slot.zone)}–{local_time(slot.ends_at, slot.zone)}"


def stages_by_day(order: Order) -> list[tuple[date, list[Stage]]]:
    """Return the expected visits by the site's days.

    The way is the route's, from stop to stop; where the stop between was cancelled, it is unknown.
    """
    ways = order.minutes_between()
    legs = sorted(order.expected_legs, key=lambda leg: leg.slot.starts_at)
    stages = [_stage(leg, before, ways) for leg, before in zip_longest(legs, [None, *legs[:-1]]) if leg]
    return [(day, list(group)) for day, group in groupby(stages, key=lambda stage: stage.leg.slot.local_date)]


def _stage(leg: Booking, before: Booking | None, ways: dict[int, int]) -> Stage:
    if before is None or before.slot.local_date != leg.slot.local_date or leg.position != before.position + 1:
        return Stage(leg)
    way = ways.get(leg.slot.tour_id, 0)
    gap = (leg.slot.starts_at - before.slot.ends_at) // timedelta(minutes=1)
    return Stage(leg, way, max(0, gap - way) if way else 0)


# --- What the ticket's page sends to others ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Shared:
    """A link with what is said of it."""

    title: str
    text: str
    url: str

    @property
    def mailto(self) -> str:
        """A letter without a recipient, for browsers that cannot share."""
        return f"mailto:?subject={quote(self.title)}&body={quote(self.text)}%0D%0A{quote(self.url)}"


def invitation(order: Order, leg: Booking) -> Shared:
    """Return the public page of what is booked, on the leg's day: it is safe with anyone, so it is offered first."""
    slot = leg.slot
    thing = order.route or slot.tour
    when = dated_slot_time(slot.starts_at, slot.zone)
    text = _("%(title)s: %(when)s, %(city)s. Want to come along?")
    return Shared(
        title=str(thing.title),
        text=text % {"title": thing.title, "when": when, "city": slot.site.city},
        url=f"{settings.BASE_URL}{thing.get_absolute_url()}?date={slot.local_date:%Y-%m-%d}",
    )


def shared_ticket(order: Order, leg: Booking) -> Shared:
    """Return the ticket itself, for those who come along: who has its link can move, cancel and read the booking."""
    title = _("Ticket %(code)s") % {"code": order.code}
    when = dated_slot_time(leg.slot.starts_at, leg.slot.zone)
    text = _("Our ticket: %(title)s, %(when)s. Anyone with the link has the ticket, so please don’t pass it on.")
    return Shared(title, text % {"title": order.route or leg.slot.tour, "when": when}, absolute(order))


def absolute(order: Order) -> str:
    """Return the ticket's address with its host."""
    return settings.BASE_URL + order.get_absolute_url()
