"""The demo's world: invented enterprises, tours, slots and guests, relative to the day on which they are loaded.

Everything is invented except the regions and the archived forum of April 2022; the footer says so. Loading is done
once: what is there already is left as it is.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.base.search.services import reindex
from accelerator.demo.load_forum import FORUMS, load_forums, load_seasons
from accelerator.demo.load_guests import load_guests
from accelerator.demo.load_pictures import cleaned_pictures, load_pictures
from regions.enterprises.models import Enterprise, Membership, Role, Site, Subject
from regions.models import Region
from tours.models import ScheduleRule, Slot, Tour, VisitorCategory, VisitRequirements
from tours.models.slots import utc_times
from tours.models.tours import default_reminders
from tours.routes.models import Route, RouteStop
from tours.services import rarest_variant

CONTENT = Path(__file__).parent / "content"
PASSWORD = "prohodnaya-demo"  # noqa: S105 - printed at every start of the demo, and only there
DAYS_BACK, DAYS_AHEAD = 7, 70


def load_demo() -> bool:
    """Make the demo's world; False when it is there already. Regions must have been loaded."""
    if Enterprise.objects.filter(slug=_read("enterprises")[0]["slug"]).exists():
        reindex()  # its data may be older than the index
        return False
    today = clock.now().date()
    with cleaned_pictures() as pictures, transaction.atomic():
        _load_region_texts()
        enterprises = {content["slug"]: _load_enterprise(content) for content in _read("enterprises")}
        tours = {content["slug"]: _load_tour(content, enterprises[content["enterprise"]]) for content in _read("tours")}
        for content in _read("tours"):
            _load_schedule(content, tours[content["slug"]], today)
        for content in _read("routes"):
            _load_route(content, tours)
        _load_accounts(enterprises)
        forums = dict(zip(FORUMS, load_forums(today), strict=True))
        load_seasons(today)
        load_guests(
            popular=[content["slug"] for content in _read("tours") if content["popular"]],
            visits=_read("accounts")["visits"],
        )
        load_pictures(pictures, tours, forums)
        reindex()
    return True


def accounts() -> list[tuple[str, str]]:
    """Role and email of each demo account; the password of all is PASSWORD."""
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
        slug=content["slug"], region=region, industry=content["industry"],
        subject=Subject.objects.get(slug=content["subject"]), name=content["name"],
        summary=content["summary"], description=content["description"], founded_year=content["founded_year"],
        phone=content["phone"], email=content["email"], status=Enterprise.Status.PUBLISHED,
    )  # fmt: skip
    enterprise.set_derived()
    enterprise.save()
    for site in content["sites"]:
        Site.objects.create(
            enterprise=enterprise, name=site["name"], address=_street(site["address"]), city=_city(site["address"]),
            city_in=site["city_in"], latitude=site["lat"], longitude=site["lon"],
            timezone=site.get("timezone") or region.timezone, gate=site["gate"],
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
        title=content["title"], summary=content["summary"], moment=content["moment"],
        description=content["description"], kind=content["kind"], languages=content["languages"],
        duration_minutes=content["duration_minutes"], capacity=content["capacity"], party_min=content["party_min"],
        party_max=content["party_max"],
        booking_closes_hours=content["booking_closes_hours"], cancel_until_hours=content["cancel_until_hours"],
        reminder_minutes=content["reminder_minutes"] or default_reminders(), status=Tour.Status.PUBLISHED,
        subject=Subject.objects.get(slug=content["subject"]), cover_variant=rarest_variant(enterprise),
    )  # fmt: skip
    tour.set_derived()
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
            languages=pattern.get("languages"),
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
        starts_at=starts_at, ends_at=ends_at, capacity=rule.capacity, languages=rule.languages,
    )  # fmt: skip


def _load_route(content: dict[str, Any], tours: dict[str, Tour]) -> None:
    route = Route(
        slug=content["slug"], region=Region.objects.filter(slug=content["region"]).first(), title=content["title"],
        theme=content["theme"], description=content["description"], days=content["days"], status=Route.Status.PUBLISHED,
    )  # fmt: skip
    route.set_derived()
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
    for slug, name in _read("accounts")["owners"].items():
        owner = User.objects.create(
            email=f"owner.{slug}@example.org", password=password, name=name["ru"], language="ru", is_organizer=False
        )
        EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
        Membership.objects.create(user=owner, enterprise=enterprises[slug], role=Role.OWNER)
