"""The demo's world: invented enterprises, tours, slots and guests, relative to the day on which they are loaded.

Everything is invented except the regions and the archived forum of April 2022; the footer says so. Loading is done
once: what is there already is left as it is.
"""

import json
import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Prefetch

from accelerator.accounts.models import ConsentText, User
from accelerator.common import clock
from accelerator.notifications.models import Message
from accelerator.portal.demo.load_forum import load_forums, load_seasons
from regions.enterprises.models import Enterprise, Membership, Site
from regions.models import Region
from tours.booking.checks import VisitorDetails, party_bounds
from tours.booking.errors import BookingRefused
from tours.booking.services.checkins import check_in
from tours.booking.services.confirmations import ConsentGiven, Contact, confirm
from tours.booking.services.holds import Leg, Request, hold_seats
from tours.booking.services.slots import cancel_slot, close_slot
from tours.models import ScheduleRule, Slot, Tour, VisitorCategory, VisitRequirements
from tours.models.slots import utc_times
from tours.models.tours import default_reminders
from tours.routes.models import Route, RouteStop

CONTENT = Path(__file__).parent / "content"
PASSWORD = "prohodnaya-demo"  # noqa: S105 - printed at every start of the demo, and only there
DAYS_BACK, DAYS_AHEAD = 7, 70
SEED = 1932  # the demo looks the same whoever loads it
PAST_ORDERS, COMING_ORDERS, ORDERS_OF_TODAY = 30, 60, 2
DAY = timedelta(days=1)


def load_demo() -> bool:
    """Make the demo's world; False when it is there already. Regions must have been loaded."""
    if Enterprise.objects.filter(slug=_read("enterprises")[0]["slug"]).exists():
        return False
    today = clock.now().date()
    with transaction.atomic():
        _load_region_texts()
        enterprises = {content["slug"]: _load_enterprise(content) for content in _read("enterprises")}
        tours = {content["slug"]: _load_tour(content, enterprises[content["enterprise"]]) for content in _read("tours")}
        for content in _read("tours"):
            _load_schedule(content, tours[content["slug"]], today)
        for content in _read("routes"):
            _load_route(content, tours)
        _load_accounts(enterprises)
        load_forums(today)
        load_seasons(today)
        _load_orders({content["slug"]: content for content in _read("tours")})
    return True


def accounts() -> list[tuple[str, str]]:
    """Role and e-mail of each demo account; the password of all is PASSWORD."""
    return [(content["role"], content["email"]) for content in _read("accounts")["accounts"]]


@cache
def _read(name: str) -> Any:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


def _load_region_texts() -> None:
    for content in _read("region_texts"):
        Region.objects.filter(slug=content["region"]).update(known_for=content["known_for"])


def _load_enterprise(content: dict[str, Any]) -> Enterprise:
    region = Region.objects.get(slug=content["region"])
    enterprise = Enterprise(
        slug=content["slug"], region=region, industry=content["industry"], name=content["name"],
        summary=content["summary"], description=content["description"], founded_year=content["founded_year"],
        phone=content["phone"], email=content["email"], status=Enterprise.Status.PUBLISHED,
    )  # fmt: skip
    enterprise.render_texts()
    enterprise.save()
    for site in content["sites"]:
        Site.objects.create(
            enterprise=enterprise, name=site["name"], address=_street(site["address"]), city=_city(site["address"]),
            latitude=site["lat"], longitude=site["lon"], timezone=site.get("timezone") or region.timezone,
            gate=site["gate"],
        )  # fmt: skip
    return enterprise


def _city(address: dict[str, str]) -> dict[str, str]:
    """«Калуга» of «Калуга, улица Литейщиков, 4», “Kaluga” of “4 Liteyshchikov Street, Kaluga”."""
    return {"ru": address["ru"].split(", ")[0], "en": address["en"].rpartition(", ")[2]}


def _street(address: dict[str, str]) -> dict[str, str]:
    return {"ru": address["ru"].partition(", ")[2], "en": address["en"].rpartition(", ")[0]}


def _load_tour(content: dict[str, Any], enterprise: Enterprise) -> Tour:
    sites = [site["key"] for site in next(e for e in _read("enterprises") if e["slug"] == enterprise.slug)["sites"]]
    tour = Tour(
        slug=content["slug"], enterprise=enterprise, site=enterprise.sites.order_by("pk")[sites.index(content["site"])],
        title=content["title"], summary=content["summary"], description=content["description"], kind=content["kind"],
        languages=content["languages"], duration_minutes=content["duration_minutes"], capacity=content["capacity"],
        party_min=content["party_min"], party_max=content["party_max"],
        booking_closes_hours=content["booking_closes_hours"], cancel_until_hours=content["cancel_until_hours"],
        reminder_minutes=content["reminder_minutes"] or default_reminders(), status=Tour.Status.PUBLISHED,
    )  # fmt: skip
    tour.render_texts()
    tour.save()
    VisitorCategory.objects.bulk_create(
        VisitorCategory(tour=tour, enterprise=enterprise, position=position, **category)
        for position, category in enumerate(content["categories"])
    )
    VisitRequirements.objects.create(tour=tour, **content["requirements"])
    return tour


def _load_schedule(content: dict[str, Any], tour: Tour, today: date) -> None:
    for pattern in content["schedule"]:
        rule = ScheduleRule.objects.create(
            enterprise=tour.enterprise, tour=tour, from_date=today - timedelta(days=DAYS_BACK),
            to_date=today + timedelta(days=DAYS_AHEAD), weekdays=pattern["weekdays"],
            times=[time.fromisoformat(text) for text in pattern["times"]], capacity=pattern["capacity"],
        )  # fmt: skip
        Slot.objects.bulk_create(_slot(rule, tour, start) for start in _starts(rule))


def _starts(rule: ScheduleRule) -> Iterator[datetime]:
    for number in range((rule.to_date - rule.from_date).days + 1):
        day = rule.from_date + timedelta(days=number)
        if day.weekday() in rule.weekdays:
            yield from (datetime.combine(day, at) for at in rule.times)


def _slot(rule: ScheduleRule, tour: Tour, start: datetime) -> Slot:
    starts_at, ends_at = utc_times(start, tour.duration_minutes, tour.site.zone)
    return Slot(
        enterprise=tour.enterprise, tour=tour, site=tour.site, rule=rule, planned_start=start, local_start=start,
        local_date=start.date(), duration_minutes=tour.duration_minutes, timezone=tour.site.timezone,
        starts_at=starts_at, ends_at=ends_at, capacity=rule.capacity,
    )  # fmt: skip


def _load_route(content: dict[str, Any], tours: dict[str, Tour]) -> None:
    route = Route(
        slug=content["slug"], region=Region.objects.filter(slug=content["region"]).first(), title=content["title"],
        theme=content["theme"], description=content["description"], days=content["days"], status=Route.Status.PUBLISHED,
    )  # fmt: skip
    route.render_texts()
    route.save()
    RouteStop.objects.bulk_create(
        RouteStop(
            route=route, tour=tours[stop["tour"]], position=position, day=stop["day"],
            minutes_before=stop["minutes_between_previous"],
        )
        for position, stop in enumerate(content["stops"])
    )  # fmt: skip


def _load_accounts(enterprises: dict[str, Enterprise]) -> None:
    password = make_password(PASSWORD)  # made once: hashing is slow by design
    for content in _read("accounts")["accounts"]:
        user = User.objects.create(
            email=content["email"], password=password, name=content["name"]["ru"], language=content["language"],
            is_organizer=content["role"] == "organizer",
        )  # fmt: skip
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if content["enterprise"]:
            Membership.objects.create(user=user, enterprise=enterprises[content["enterprise"]], role=content["role"])


def _load_orders(contents: dict[str, dict[str, Any]]) -> None:
    """Guests of the last week, who came, and of the weeks ahead: some slots full, some nearly, some closed.

    At the enterprise of the demo's accounts somebody comes to every slot of today: its gate has something to do.
    """
    dice = random.Random(SEED)  # noqa: S311 - a demo, not a secret
    now = clock.now()
    slots = (
        Slot.objects.select_related("tour__requirements", "site", "enterprise")
        .prefetch_related(Prefetch("tour__categories", VisitorCategory.objects.order_by("position")))
        .order_by("starts_at", "pk")
    )
    popular = [slug for slug, content in contents.items() if content.get("popular")]
    for slug in popular:
        coming = list(slots.filter(tour__slug=slug, starts_at__gt=now + timedelta(days=1))[:4])
        for left, slot in zip((0, 2, 0, 4), coming, strict=False):
            _fill(slot, left, dice)
    for slot in slots.filter(enterprise__memberships__isnull=False, starts_at__range=(now - DAY, now + DAY)).distinct():
        if slot.local_date == now.astimezone(slot.site.zone).date():
            for _order in range(ORDERS_OF_TODAY):
                _book(slot, dice, made_at=slot.starts_at - timedelta(days=dice.randint(8, 12)))
    past = list(slots.filter(starts_at__lt=now, starts_at__gt=now - timedelta(days=DAYS_BACK)))
    for slot in dice.sample(past, min(PAST_ORDERS, len(past))):
        _book(slot, dice, made_at=slot.starts_at - timedelta(days=dice.randint(3, 9), hours=dice.randint(1, 9)))
    near = list(slots.filter(starts_at__gt=now, starts_at__lt=now + timedelta(days=21)))
    for slot in dice.sample(near, min(COMING_ORDERS, len(near))):
        _book(slot, dice, made_at=now - timedelta(hours=dice.randint(2, 60)))
    _tell_as_sent(now)
    _close_some(list(slots.filter(starts_at__gt=now + timedelta(days=4))[:400]), dice)


def _fill(slot: Slot, left: int, dice: random.Random) -> None:
    while slot.capacity - slot.seats_taken > left:
        most = min(party_bounds(slot)[1], slot.capacity - slot.seats_taken - left)
        if not _book(slot, dice, made_at=clock.now() - timedelta(hours=dice.randint(1, 40)), people=most):
            return
        slot.refresh_from_db(fields=["seats_taken"])


def _book(slot: Slot, dice: random.Random, *, made_at: datetime, people: int | None = None) -> bool:
    """One order made through the services as of `made_at`; False where the tour's rules do not let this party in."""
    guests = _read("guests")
    least, most = party_bounds(slot)
    size = people or dice.randint(least, max(least, min(most, 4)))
    category = slot.tour.categories.all()[0]
    age = max(category.min_age or 0, min(category.max_age or 120, dice.randint(24, 58)))
    names = [f"{dice.choice(guests['men'])} {dice.choice(guests['families'])}" for _guest in range(size)]
    details = [VisitorDetails(name=name, age=age, identity=_invented_identity(age)) for name in names]
    text = ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())
    with clock.at(made_at):
        try:
            order = hold_seats(
                legs=[Leg(slot_id=slot.pk, category_ids=(category.pk,) * size)],
                request=Request(key=uuid.UUID(int=dice.getrandbits(128)), bound_to="demo", language="ru"),
            )
            confirm(
                order=order,
                contact=Contact(names[0], f"guest{dice.randint(100, 999)}@example.org", "+79000000000"),
                visitors=details,
                consent=ConsentGiven(text=text, ip_address=None),
                guardian_consent=True,
            )
        except BookingRefused:
            return False
    if slot.starts_at < clock.now():
        _came(slot, order, dice)
    return True


def _came(slot: Slot, order: Any, dice: random.Random) -> None:
    gate = User.objects.filter(memberships__enterprise=slot.enterprise).order_by("pk").first()
    booking = order.bookings.get()
    present = list(booking.attendances.order_by("position"))[: dice.choice([None, None, None, 1])]
    with clock.at(slot.starts_at - timedelta(minutes=dice.randint(2, 14))):
        check_in(booking=booking, by=gate, attendances=present)


def _invented_identity(age: int) -> dict[str, str]:
    return {
        "birth_date": f"{clock.now().year - age}-01-01",
        "citizenship": "RU",
        "document_number": "0000 000000",
    }


def _tell_as_sent(now: datetime) -> None:
    """What was due before the demo began counts as sent, so that it does not begin with a flood of old mail."""
    recent = Message.objects.filter(kind="booking.confirmed").order_by("-due_at", "-pk").values("pk")[:6]
    old = Message.objects.filter(state=Message.State.QUEUED, due_at__lt=now).exclude(
        pk__in=list(recent.values_list("pk", flat=True))
    )
    old.update(state=Message.State.SENT, sent_at=F("due_at"))


def _close_some(slots: list[Slot], dice: random.Random) -> None:
    for slot in dice.sample(slots, min(12, len(slots))):
        close_slot(slot=slot)
    for slot in dice.sample(slots, min(3, len(slots))):
        cancel_slot(slot=slot, reason="В этот день цех закрыт на профилактику.")
