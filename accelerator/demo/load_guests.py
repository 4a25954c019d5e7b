"""The demo's guests: who came in the last week, who comes in the next ones, and what the tourist's account has booked.

Every order goes through the services of booking, as of the day on which it would have been made.
"""

import json
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db.models import F, Prefetch

from accelerator.base.accounts.models import ConsentText, User
from accelerator.base.common import clock
from accelerator.base.common.dates import day_at
from accelerator.base.notifications.models import Message
from regions.enterprises.models import Role
from tours.booking.errors import BookingRefused
from tours.booking.models import Order
from tours.booking.requirement_checks import VisitorDetails, party_bounds
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import HoldRequest, Leg, hold_seats
from tours.booking.services.people import Contact
from tours.gate.services import check_in
from tours.models import Slot, Tour, VisitorCategory
from tours.models.slots import utc_times
from tours.querysets import SlotQuerySet
from tours.routes.days import route_days, slots_by_stop
from tours.routes.models import Route
from tours.schedule.services.slots import cancel_slot, close_slot

CONTENT = Path(__file__).parent / "content"
SEED = 1932  # the demo looks the same whoever loads it
DAY = timedelta(days=1)
PAST_ORDERS, COMING_ORDERS, ORDERS_OF_TODAY = 30, 30, 2
SOON = 2 * DAY  # so far ahead nearly every slot has guests
# How many places the coming slots of a popular tour have left, the nearest first.
LEFT_OF_POPULAR = (0, 2, 0, 4)
# How full a slot of the next days is: from nobody at all to the last place.
FULLNESS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass(frozen=True)
class Guest:
    """Somebody who comes, and the category that they are booked in."""

    name: str
    age: int
    category: VisitorCategory


@dataclass(frozen=True)
class Party:
    """Guests who come together, and whose order it is."""

    guests: Sequence[Guest]
    email: str
    user: User | None = None


class Guests:
    """Makes up parties, always the same ones in the same order."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 - a demo, not a secret
        names = json.loads((CONTENT / "guests.json").read_text(encoding="utf-8"))
        self._names = [f"{given} {family}" for family in names["families"] for given in names["men"]]
        self._names += [f"{given} {family}а" for family in names["families"] for given in names["women"]]

    def party(self, slot: Slot, *, people: int | None = None) -> Party:
        """A party that the tour's rules let in, of so many people or of a few."""
        least, most = party_bounds(slot)
        size = people or self.dice.randint(least, max(least, min(most, 4)))
        category = slot.tour.categories.all()[0]
        age = max(category.min_age or 0, min(category.max_age or 120, self.dice.randint(24, 58)))
        guests = [Guest(self.dice.choice(self._names), age, category) for _guest in range(size)]
        return Party(guests, f"guest{self.dice.randint(100, 999)}@example.org")

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128))


def load_guests(*, popular: Sequence[str], visits: Sequence[dict[str, Any]]) -> None:
    """Fill the demo's slots: popular tours nearly to the last place, other slots of the next days more or less.

    At the enterprises of the demo's accounts somebody comes to every slot of today: their gate has something to do.
    """
    now = clock.now()
    guests = Guests()
    slots = _slots()
    for slug in popular:
        coming = list(slots.filter(tour__slug=slug, starts_at__gt=now + DAY)[: len(LEFT_OF_POPULAR)])
        for left, slot in zip(LEFT_OF_POPULAR, coming, strict=False):
            _fill(slot, left, guests)
    for slot in slots.filter(enterprise__memberships__role=Role.GATE, starts_at__range=(now - DAY, now + DAY)):
        if slot.local_date == day_at(slot.site.zone, now):
            for _order in range(ORDERS_OF_TODAY):
                made_at = slot.starts_at - timedelta(days=guests.dice.randint(8, 12))
                book(slot, guests.party(slot), guests, made_at=made_at)
    _fill_soon(slots.filter(starts_at__range=(now, now + SOON)).exclude(tour__slug__in=popular), guests)
    past = list(slots.filter(starts_at__lt=now))
    for slot in guests.dice.sample(past, min(PAST_ORDERS, len(past))):
        made_at = slot.starts_at - timedelta(days=guests.dice.randint(3, 9), hours=guests.dice.randint(1, 9))
        book(slot, guests.party(slot), guests, made_at=made_at)
    later = list(slots.filter(starts_at__range=(now + SOON, now + 21 * DAY)))
    for slot in guests.dice.sample(later, min(COMING_ORDERS, len(later))):
        book(slot, guests.party(slot), guests, made_at=now - timedelta(hours=guests.dice.randint(2, 60)))
    for visit in visits:
        _visit(visit, guests)
    _tell_as_sent(now)
    _close_some(list(slots.filter(starts_at__gt=now + 4 * DAY)[:400]), guests.dice)


def _slots() -> SlotQuerySet:
    slots = Slot.objects.select_related("tour__requirements", "site", "enterprise").order_by("starts_at", "pk")
    return slots.prefetch_related(Prefetch("tour__categories", VisitorCategory.objects.order_by("position")))


def _fill_soon(slots: SlotQuerySet, guests: Guests) -> None:
    """People in the slots of the next days, in few large parties, since each order takes its time."""
    for slot in slots:
        _fill(slot, slot.capacity - round(slot.capacity * guests.dice.choice(FULLNESS)), guests)


def _fill(slot: Slot, left: int, guests: Guests) -> None:
    """Book the slot by parties as large as may be until so many places are left, or its rules let nobody in."""
    while slot.capacity - slot.seats_taken > left:
        people = min(party_bounds(slot)[1], slot.capacity - slot.seats_taken - left)
        made_at = clock.now() - timedelta(hours=guests.dice.randint(1, 40))
        if book(slot, guests.party(slot, people=people), guests, made_at=made_at) is None:
            return
        slot.refresh_from_db(fields=["seats_taken"])


def book(slot: Slot, party: Party, guests: Guests, *, made_at: datetime) -> Order | None:
    """One order as of `made_at`, checked in if its day has been; None where the tour's rules do not let them in."""
    order = _order([(slot, party)], guests, made_at=made_at)
    if order is not None and slot.starts_at < clock.now():
        _came(slot, order, guests.dice)
    return order


def _order(
    legs: Sequence[tuple[Slot, Party]], guests: Guests, *, made_at: datetime, route: Route | None = None
) -> Order | None:
    """An order of these legs, whose parties are the same people in each leg's own categories."""
    party = legs[0][1]
    text = ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())
    details = [VisitorDetails(name=one.name, age=one.age, identity=_identity(one.age)) for one in party.guests]
    with clock.at(made_at):
        try:
            order = hold_seats(
                legs=[Leg(slot_id=slot.pk, category_ids=tuple(one.category.pk for one in own.guests))
                      for slot, own in legs],
                request=HoldRequest(key=guests.key(), bound_to="demo", language="ru", user=party.user, route=route),
            )  # fmt: skip
            confirm(
                order=order,
                contact=Contact(party.guests[0].name, party.email, "+79000000000"),
                visitors=details,
                consent=ConsentGiven(text=text, ip_address=None),
                guardian_consent=True,
            )
        except BookingRefused:
            return None
    return order


def _identity(age: int) -> dict[str, str]:
    return {"birth_date": f"{clock.now().year - age}-01-01", "citizenship": "RU", "document_number": "0000 000000"}


def _came(slot: Slot, order: Order, dice: random.Random) -> None:
    gate = User.objects.filter(memberships__enterprise=slot.enterprise).order_by("pk").first()
    booking = order.bookings.get()
    present = list(booking.attendances.order_by("position"))[: dice.choice([None, None, None, 1])]
    with clock.at(slot.starts_at - timedelta(minutes=dice.randint(2, 14))):
        check_in(booking=booking, by=gate, attendances=present)


# --- The visits of an account -----------------------------------------------------------------------------------------


def _visit(content: dict[str, Any], guests: Guests) -> None:
    """A visit of the tourist's account, so many days before or after the load: a tour, or a route on its next day."""
    user = User.objects.get(email=content["account"])
    now = clock.now()
    if "route" in content:
        _visit_route(content, user, guests)
    elif (days := content["days"]) < 0:
        slot = _past_slot(Tour.objects.select_related("site").get(slug=content["tour"]), now.date() + days * DAY)
        slot = _slots().get(pk=slot.pk)
        book(slot, _party_of(content, user, slot.tour), guests, made_at=slot.starts_at - 6 * DAY)
    else:
        coming = _slots().filter(tour__slug=content["tour"], starts_at__gt=now + days * DAY)
        for slot in coming.with_places_for(len(content["party"]), now)[:1]:
            book(slot, _party_of(content, user, slot.tour), guests, made_at=now - 30 * timedelta(hours=1))


def _visit_route(content: dict[str, Any], user: User, guests: Guests) -> None:
    """The whole route on the first day on which the party can take it, so many days ahead."""
    route = Route.objects.get(slug=content["route"])
    stops = list(route.stops.select_related("tour__site").order_by("position"))
    now = clock.now()
    found = slots_by_stop(stops, len(content["party"]), now, now + (content["days"] + 28) * DAY)
    later = [day for day in route_days(stops, found) if day.first_day >= now.date() + content["days"] * DAY]
    for day in later[:1]:
        slots = [_slots().get(pk=stop.proposed.pk) for stop in day.stops if stop.proposed]
        legs = [(slot, _party_of(content, user, slot.tour)) for slot in slots]
        _order(legs, guests, made_at=now - 50 * timedelta(hours=1), route=route)


def _party_of(content: dict[str, Any], user: User, tour: Tour) -> Party:
    """The people whom the content names, each in the first category of the tour that their age belongs to."""
    return Party([Guest(one["name"], one["age"], _category(tour, one["age"])) for one in content["party"]],
                 user.email, user)  # fmt: skip


def _category(tour: Tour, age: int) -> VisitorCategory:
    return next(one for one in tour.categories.all() if (one.min_age or 0) <= age <= (one.max_age or age))


def _past_slot(tour: Tour, before: date) -> Slot:
    """A slot of the tour on the last day not after this one on which its rules would have had one."""
    rules = list(tour.rules.order_by("pk"))
    day = before
    while not (fitting := [rule for rule in rules if day.weekday() in rule.weekdays]):
        day -= DAY
    start = datetime.combine(day, fitting[0].times[0] if fitting[0].times else time(11))
    starts_at, ends_at = utc_times(start, tour.duration_minutes, tour.site.zone)
    return Slot.objects.create(
        enterprise_id=tour.enterprise_id, tour=tour, site=tour.site, local_start=start, local_date=day,
        duration_minutes=tour.duration_minutes, timezone=tour.site.timezone, starts_at=starts_at, ends_at=ends_at,
        capacity=fitting[0].capacity,
    )  # fmt: skip


# --- Afterwards -------------------------------------------------------------------------------------------------------


def _tell_as_sent(now: datetime) -> None:
    """What was due before the demo began counts as sent, so that it does not begin with a flood of old mail."""
    recent = Message.objects.filter(kind="booking.confirmed").order_by("-due_at", "-pk").values("pk")[:6]
    old = Message.objects.filter(state=Message.State.QUEUED, due_at__lt=now).exclude(
        pk__in=list(recent.values_list("pk", flat=True))
    )
    old.update(state=Message.State.SENT, sent_at=F("due_at"))


def _close_some(slots: list[Slot], dice: random.Random) -> None:
    """Some slots without guests are closed; three are cancelled."""
    empty = [slot for slot in slots if not slot.seats_taken]
    for slot in dice.sample(empty, min(12, len(empty))):
        close_slot(slot=slot)
    for slot in dice.sample(slots, min(3, len(slots))):
        cancel_slot(slot=slot, reason="В этот день цех закрыт на профилактику.")
