"""Every page of the portal as a visit, in a world that is full: derived from the table of who may see what.

A new address is a line of tests/access/expected.py, and with that it is looked at here. What the table's world does not
show by itself (a held order, a slot that is full, a second step of signing in) is a `State` below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.base.search.services import reindex
from accelerator.forum.models import Day, Forum
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.releases import release_programme
from regions.enterprises.images import clean_picture
from regions.enterprises.models import Enterprise
from regions.enterprises.services import photos, renditions
from regions.enterprises.services.photos import album_of
from tests.access.expected import TABLE, Line
from tests.access.world import ACTORS, KWARGS, House, World
from tests.factories.booking import confirm_order, held_order
from tests.factories.enterprises import SiteFactory
from tests.factories.forum import (
    ForumPersonFactory,
    HallFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.routes import bookable_route
from tests.factories.seasons import SeasonRegionFactory, StageFactory
from tests.factories.tours import SlotFactory, VisitorCategoryFactory
from tests.regions.enterprises.hostile import encoded, gradient
from tours.booking.models import Booking, Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.models import Slot, Tour, VisitRequirements
from tours.schedule.services.slots import cancel_slot, close_slot

LONG_RU, LONG_EN = "Электрогидродинамическоеоборудование", "Electrohydrodynamicaluninterruptedness"

# Addresses whose answer to GET is no page of ours, each with what it is.
NO_PAGE = {
    "healthz": "a line of text",
    "readyz": "a line of text",
    "metrics": "text for a machine, and only where a token is set",
    "robots": "a text file",
    "security_txt": "a text file",
    "sitemap": "XML",
    "country_map": "an SVG",
    "photo_file": "a picture",
    "share_image": "a picture",
    "favicon": "leads to a picture",
    "touch_icon": "leads to a picture",
    "portal:manifest": "JSON",
    "portal:suggestions": "options of a list",
    "scan_redirect": "leads to the scanner's page",
    "accounts:own_data": "a file",
    "booking:own_data": "a file",
    "booking:pdf": "a PDF",
    "booking:calendar": "a calendar file",
    "gate:roster_file": "a file",
    "gate:days_file": "a file",
    "forum:calendar": "a calendar file",
    "forum:session_calendar": "a calendar file",
}


@dataclass(frozen=True)
class Visit:
    """A page and who opens it; with `sends` it is the answer to a form."""

    what: str
    actor: str
    path: str
    sends: dict[str, Any] | None = None
    status: int = 200


@dataclass
class Filled:
    """The access table's world, with what fills its pages; `clients` are its actors and those added to them."""

    world: World
    orders: dict[str, Order]
    slots: dict[str, Slot]
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def build(cls) -> Filled:
        world = World.build()
        _fill_enterprise(world.own)
        VisitRequirements.objects.filter(tour=world.own.tour).update(pass_office_data=[])  # asked again by _fill_tour
        slots = _slots(world.own)
        orders = _orders(world, slots)
        _fill_tour(world.own.tour)  # after the orders: from now on the tour asks much of who confirms one
        _fill_forum(world)
        _fill_season(world)
        return cls(world, orders, slots, world.clients)


# --- What fills the pages ---------------------------------------------------------------------------------------------


def _fill_enterprise(house: House) -> None:
    enterprise = house.enterprise
    Enterprise.objects.filter(pk=enterprise.pk).update(
        name={"ru": f"Завод «{LONG_RU}»", "en": f"{LONG_EN} Works"},
        phone="+74842000000",
        email="guests@example.org",
        website="https://a-rather-long-name-of-a-factory.example.org/",
    )
    SiteFactory(enterprise=enterprise, name={"ru": f"Цех «{LONG_RU}»", "en": f"{LONG_EN} shop"})
    for colour in ("first", "second"):
        photo = photos.add_photo(
            album=album_of(enterprise),
            picture=clean_picture([encoded(gradient(size=(400, 300)), "JPEG")]),
            alt={"ru": f"Литейщик у печи ({colour})", "en": f"A caster at the furnace ({colour})"},
            uploaded_by=None,
        )
        renditions.prepare_photo(photo_id=photo.pk)


def _fill_tour(tour: Tour) -> None:
    Tour.objects.filter(pk=tour.pk).update(
        title={"ru": f"{LONG_RU} изнутри", "en": f"{LONG_EN} inside out"}, languages=["ru", "en"]
    )
    VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок", "en": "Child"}, max_age=17, price_kopecks=0)
    kinds = VisitRequirements
    VisitRequirements.objects.filter(tour=tour).update(
        min_age=7, min_age_unaccompanied=14, max_age=80, children_per_chaperone=5, free_chaperones=1,
        guardian_consent=True, group_min=1, group_max=15, footwear=kinds.Footwear.CLOSED_FLAT,
        identity_documents=kinds.Document.values, pass_office_data=kinds.PassData.values, lead_time_days=1,
        foreigners=kinds.Foreigners.ADMITTED, arrive_minutes_before=20, ppe_provided=kinds.Equipment.values,
        photo_policy=kinds.PhotoPolicy.MARKED_POINTS, phones=kinds.Phones.SILENT, lockers=True, dust=True,
        noise=kinds.Noise.LOUD, heat=kinds.Heat.HOT, walking_metres=900, stairs_steps=64, tasting=True,
        wheelchair=kinds.Wheelchair.PARTIAL, parking=kinds.Parking.FREE,
        meeting_point={"ru": f"У стелы «{LONG_RU}»", "en": f"At the {LONG_EN} stele"},
        cancellation_policy={"ru": "Бесплатно за сутки.", "en": "Free a day ahead."},
    )  # fmt: skip


def _slots(house: House) -> dict[str, Slot]:
    tour = house.tour
    slots = {
        "open": SlotFactory(tour=tour, days_ahead=8),
        "soon": SlotFactory(tour=tour, days_ahead=2, at=clock_time(14)),
        "full": SlotFactory(tour=tour, days_ahead=9, capacity=2),
        "cancelled": SlotFactory(tour=tour, days_ahead=10),
        "closed": SlotFactory(tour=tour, days_ahead=11),
        "today": SlotFactory(tour=tour, days_ahead=0, at=clock_time(23, 59)),
        "past": SlotFactory(tour=tour, days_ahead=-2),
    }
    cancel_slot(slot=slots["cancelled"], reason="Печь остановлена")
    close_slot(slot=slots["closed"])
    return slots


def _orders(world: World, slots: dict[str, Slot]) -> dict[str, Order]:
    lapsed = held_order(slots["soon"], 2)
    Booking.objects.filter(order=lapsed).update(hold_expires_at=clock.now() - timedelta(minutes=1))
    route = bookable_route(2)
    orders = {
        "held": held_order(slots["open"], 3),
        "lapsed": lapsed,
        "full": confirm_order(held_order(slots["full"], 2), names=[f"Гость {LONG_RU}"]),
        "cancelled": confirm_order(held_order(slots["open"], 2)),
        "tourist": confirm_order(held_order(slots["open"], 2), email="tourist@example.org"),
        "gone": confirm_order(held_order(slots["open"]), email="tourist@example.org"),
    }
    world.public["bookable"] = route
    for name in ("cancelled", "gone"):
        cancel_by_visitor(order=orders[name])
    Order.objects.filter(pk__in=[orders["tourist"].pk, orders["gone"].pk]).update(user=world.people["tourist"])
    return orders


def _fill_forum(world: World) -> None:
    """A released programme, and a draft that has gone on since, with clashes."""
    forum: Forum = world.public["forum"]
    halls = [world.public["session"].hall, HallFactory(forum=forum, note={"ru": "Второй этаж", "en": "First floor"})]
    tracks = [world.public["track"], TrackFactory(forum=forum, name={"ru": LONG_RU, "en": LONG_EN})]
    speakers = [PersonPostFactory().person for _ in range(3)]
    speakers.append(PersonFactory(name={"ru": f"Анна {LONG_RU}", "en": f"Anna {LONG_EN}"}))
    for number in range(6):
        SessionFactory(
            forum=forum, kind="presentation", hall=halls[number % 2], track=tracks[number % 2],
            start_time=clock_time(10 + number // 2), minutes=45, speakers=speakers[:2] if number % 2 else speakers[2:],
            title={"ru": f"{LONG_RU} {number}", "en": f"{LONG_EN} {number}"},
            abstract={"ru": "Подробности. " * 10, "en": "Details. " * 10},
        )  # fmt: skip
    for person in speakers:
        ForumPersonFactory(forum=forum, person=person)
    Day.objects.filter(forum=forum).update(title={"ru": "День первый", "en": "The first day"})
    _release(forum)
    SessionFactory(forum=forum, kind="discussion", hall=halls[0], start_time=clock_time(10, 15), speakers=speakers[:1])


def _release(forum: Forum) -> None:
    release_programme(
        forum=forum,
        user=None,
        waivers={one.key: "так задумано" for one in find_conflicts(read_draft(forum)) if one.blocking},
        note=I18nText({"ru": "Первый выпуск", "en": "The first release"}),
        expected_draft=read_draft(forum).fingerprint,
    )


def _fill_season(world: World) -> None:
    season = world.public["season"]
    type(season).objects.filter(pk=season.pk).update(
        closing_forum=world.public["forum"],
        summary={"ru": "Итоги сезона", "en": "What the season brought"},
        shortlist_name={"ru": "ТОП-30", "en": "TOP 30"},
    )
    StageFactory(season=season)
    StageFactory(season=season, starts_date=date(season.year, 4, 1), ends_date=date(season.year, 5, 1))
    for result in ("winner", "shortlisted", "participant", "applied"):
        SeasonRegionFactory(season=season, result=result, note={"ru": LONG_RU, "en": LONG_EN})
    SeasonRegionFactory(season=season, region=world.own.enterprise.region, result="shortlisted")


# --- The pages --------------------------------------------------------------------------------------------------------

# Strangers see public pages; what needs more is opened by the first of these who may.
PREFERRED = ("anonymous", "owner", "organizer", "tourist")


def _first(letters: str, wanted: str) -> str | None:
    """Who of the preferred ones gets this answer in a pattern of the table."""
    bare = letters.replace(" ", "")
    pattern = dict(zip(ACTORS, bare * len(ACTORS) if len(bare) == 1 else bare, strict=True))
    return next((actor for actor in PREFERRED if pattern[actor] == wanted), None)


def _path(line: Line, filled: Filled) -> str:
    return reverse(line.name, kwargs=KWARGS[line.kwargs](filled.world, filled.world.own))


def opened(filled: Filled) -> Iterator[Visit]:
    """The page of every line of the table that a person may open."""
    for line in TABLE:
        if line.name in NO_PAGE or line.get == "x":
            continue
        actor = _first(line.get, ".")
        if actor is None and line.name in NEEDS_STATE:
            continue
        # What no one sees in the table's bare world is public in this full one.
        yield Visit(line.name, actor or "anonymous", _path(line, filled))


def refused(filled: Filled) -> Iterator[Visit]:
    """The answer to every form of the table that is refused when it is empty."""
    for line in TABLE:
        if actor := _first(line.post, "e"):
            yield Visit(f"{line.name}, refused", actor, _path(line, filled), sends=line.body, status=422)


# --- States that the table's world does not show by itself ------------------------------------------------------------

NEEDS_STATE = {"booking:details", "booking:reschedule", "planner:book"}


def states(filled: Filled) -> Iterator[Visit]:
    """Pages in a state of their own."""
    world, orders, slots = filled.world, filled.orders, filled.slots
    held, lapsed = (reverse("booking:details", args=[orders[name].token]) for name in ("held", "lapsed"))
    route = reverse("booking:route", args=[world.public["bookable"].slug])
    slug, sign_in = world.own.enterprise.slug, reverse("account_login")
    yield Visit("booking:details", "anonymous", held)
    yield Visit("booking:details, lapsed", "anonymous", lapsed)
    token, leg = orders["tourist"].token, orders["tourist"].bookings.get().uuid
    yield Visit("booking:reschedule", "anonymous", reverse("booking:reschedule", args=[token, leg, slots["soon"].uuid]))
    wrong = {"people": " ".join(one.uuid.hex for one in orders["tourist"].visitors.order_by("position"))}
    people = reverse("booking:people", args=[token])
    yield Visit("booking:people, refused for its fields", "anonymous", people, sends=wrong, status=422)
    yield Visit("booking:people, too late", "anonymous", reverse("booking:people", args=[orders["cancelled"].token]))
    yield Visit("booking:times, cancelled", "anonymous", reverse("booking:times", args=[orders["cancelled"].token]))
    yield Visit("booking:order, cancelled", "anonymous", reverse("booking:order", args=[orders["cancelled"].token]))
    yield Visit("booking:hold, full", "anonymous", reverse("booking:hold", args=[slots["full"].uuid]))
    yield Visit("booking:mine, filled", "tourist", reverse("booking:mine"))
    yield Visit("catalogue:tours, nothing found", "anonymous", reverse("catalogue:tours") + "?q=ничегошеньки")
    reindex()
    yield Visit(
        "portal:search, found", "anonymous", f"{reverse('portal:search')}?q={world.own.enterprise.name} бегемот"
    )
    yield Visit("portal:search, nothing found", "anonymous", reverse("portal:search") + "?q=ничегошеньки")
    yield Visit("gate:roster, filled", "owner", reverse("gate:roster", args=[slug, slots["open"].uuid]))
    yield Visit("schedule:slot, cancelled", "owner", reverse("schedule:slot", args=[slug, slots["cancelled"].uuid]))
    first = SlotFactory._meta.model.objects.filter(tour__in=world.public["bookable"].stops.values("tour")).first()
    yield Visit("booking:route, a day", "anonymous", f"{route}?date={first.local_date.isoformat()}")
    stops = [stop.tour for stop in world.public["bookable"].stops.all()]
    plan = urlencode([("tour", tour.slug) for tour in stops])
    yield Visit("planner:plan, filled", "anonymous", f"{reverse('planner:plan')}?{plan}")
    yield Visit("planner:book", "anonymous", f"{reverse('planner:book')}?slot={first.uuid}")
    yield Visit("catalogue:map, nothing found", "anonymous", f"{reverse('catalogue:map')}?q=ничегошеньки")
    yield Visit("an unknown address", "anonymous", "/no-such-page/", status=404)
    yield Visit(
        "a form with a foreign token", "anonymous", sign_in, sends={"csrfmiddlewaretoken": "z" * 32}, status=403
    )
