"""A portal of the size of the benchmarks: 2,000 tours with 200,000 slots beside the demo's world.

`python -m tests.bench.seed` on a migrated database that `load_demo` has filled; it prints as JSON where a load client
finds things. Everything is the same at every run, except the ids. `--times-tours 10` and `--times-slots 10` make it
larger.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import django

django.setup()

# ruff: noqa: E402 - models exist only once Django is set up
from django.db import connection, transaction
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.common.dates import monday_of
from accelerator.forum.models import Forum
from regions.enterprises.models import Enterprise, Industry, Site
from regions.models import Region
from tests.bench.desks import desks
from tests.factories.booking import confirmed_order
from tours.catalogue.calendar import WEEK, WEEKS
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.routes.models import Route

ENTERPRISES, TOURS, DAYS = 400, 2000, 100
SPREAD = 400  # tours of which one slot each is offered to the load client
HOT, FIFTY = 3, 3  # slots of 500 and of 50 places
CROWDED = 200  # slots that the calendar of one tour shows at a time
WHAT = ["Литейный цех", "Прокатный стан", "Сборка приборов", "Музей завода", "Пекарня", "Ткацкий цех", "Верфь", "ТЭЦ"]
HOW = ["день открытых дверей", "путь детали", "ночная смена", "для семьи", "глазами технолога", "за кулисами"]


@transaction.atomic
def seed(*, times_tours: int = 1, times_slots: int = 1) -> dict[str, Any]:
    """Make everything, and say where it is."""
    dice = random.Random(2000)  # the same world at every run
    sites = _sites(_enterprises(dice))
    tours = _tours(sites, dice, TOURS * times_tours)
    _slots(times_slots)
    hot = _big_slots(tours[0], HOT, 500)
    fifty = _big_slots(tours[1], FIFTY, 50)
    offered = Slot.objects.filter(tour__in=tours[5 : 5 + SPREAD]).order_by("tour", "starts_at", "pk").distinct("tour")
    return {
        "tours": Tour.objects.count(),
        "slots": Slot.objects.count(),
        "pages": _pages(tours),
        **desks(tours[4]),
        "spread": [_where(slot) for slot in offered.select_related("tour")],
        "hot": [_where(slot) for slot in hot],
        "fifty": [_where(slot) for slot in fifty],
    }


def _pages(tours: Sequence[Tour]) -> dict[str, str]:
    """What the public reads, by the names that `--pages` knows."""
    usual, crowded = tours[2], tours[3]
    weeks = _full_weeks()
    _crowd(crowded, weeks)
    asked = f"?from={weeks + timedelta(days=1)}"
    slots = Slot.objects.filter(tour=usual, local_date__gte=weeks).by_start()
    open_slot, sold_out = slots[10], slots[11]
    Slot.objects.filter(pk=sold_out.pk).update(seats_taken=sold_out.capacity)
    forum = Forum.objects.filter(status=Forum.Status.PUBLISHED).order_by("-starts_date").first()
    return {
        "home": reverse("portal:home"),
        "catalogue": reverse("catalogue:tours"),
        "region": usual.enterprise.region.get_absolute_url(),
        "enterprise": usual.enterprise.get_absolute_url(),
        "route": Route.objects.published().by_title()[0].get_absolute_url(),
        "programme": reverse("forum:programme", args=[forum.slug]),
        "tour": usual.get_absolute_url() + asked,
        "tour-200": crowded.get_absolute_url() + asked,
        "step-one": _where(open_slot)[1],
        "sold-out": _where(sold_out)[1],
        "ticket": confirmed_order(open_slot).get_absolute_url(),
    }


def _full_weeks() -> date:
    """The Monday of the second page of a tour's calendar: the first begins before the slots do."""
    return monday_of(clock.now().date()) + WEEKS * WEEK


def _crowd(tour: Tour, weeks: date) -> None:
    """Give the tour CROWDED slots in these weeks."""
    days = WEEKS * WEEK.days
    missing = CROWDED - Slot.objects.filter(tour=tour, local_date__range=(weeks, weeks + WEEKS * WEEK)).count()
    made = []
    for number in range(missing):
        hour, day = divmod(number, days)
        slot = Slot(
            enterprise=tour.enterprise, tour=tour, site=tour.site, duration_minutes=tour.duration_minutes, capacity=15,
            local_start=datetime.combine(weeks + timedelta(days=day), time(18, 10 * hour)),
        )  # fmt: skip
        slot.derive_times()
        made.append(slot)
    Slot.objects.bulk_create(made)


def _where(slot: Slot) -> list[str]:
    return [slot.tour.get_absolute_url(), reverse("booking:hold", args=[slot.uuid])]


def _enterprises(dice: random.Random) -> list[Enterprise]:
    regions = list(Region.objects.order_by("pk"))
    made = []
    for number in range(ENTERPRISES):
        enterprise = Enterprise(
            slug=f"bench-{number}", region=dice.choice(regions), industry=dice.choice(Industry.values),
            name={"ru": f"Завод № {number}", "en": f"Works No. {number}"}, summary={"ru": "Льём, куём и точим."},
            description={"ru": "Завод, который **открывает ворота**."}, founded_year=1880 + number % 130,
            status=Enterprise.Status.PUBLISHED,
        )  # fmt: skip
        enterprise.set_derived()
        made.append(enterprise)
    return Enterprise.objects.bulk_create(made)


def _sites(enterprises: list[Enterprise]) -> list[Site]:
    return Site.objects.bulk_create(
        Site(
            enterprise=enterprise, name={"ru": "Главная площадка"}, address={"ru": "ул. Заводская, 1"},
            city=dict(enterprise.region.centre or {"ru": "Город"}), latitude=enterprise.region.latitude,
            longitude=enterprise.region.longitude, timezone=enterprise.region.timezone, gate={"ru": "Проходная № 2"},
        )
        for enterprise in enterprises
    )  # fmt: skip


def _tours(sites: list[Site], dice: random.Random, count: int) -> list[Tour]:
    made = []
    for number in range(count):
        site = sites[number % len(sites)]
        title = f"{dice.choice(WHAT)}: {dice.choice(HOW)}, {number}"
        tour = Tour(
            slug=f"bench-{number}", enterprise=site.enterprise, site=site, title={"ru": title},
            summary={"ru": "От слитка до детали за полтора часа."},
            description={"ru": "Покажем **цех** за работой, ответим на вопросы. " * 8},
            kind=dice.choice(Tour.Kind.values), languages=["ru"], duration_minutes=dice.choice([60, 90, 120]),
            capacity=15, status=Tour.Status.PUBLISHED,
        )  # fmt: skip
        tour.set_derived()
        made.append(tour)
    tours = Tour.objects.bulk_create(made, batch_size=500)
    VisitorCategory.objects.bulk_create(
        VisitorCategory(
            tour=tour, enterprise_id=tour.enterprise_id, name={"ru": "Взрослый", "en": "Adult"}, price_kopecks=price
        )
        for tour, price in zip(tours, dice.choices([0, 30_000, 50_000, 90_000], k=len(tours)), strict=True)
    )
    VisitRequirements.objects.bulk_create(VisitRequirements(tour=tour, footwear="closed") for tour in tours)
    return tours


def _slots(times: int) -> None:
    """So many slots a day, the first at one of four times; in SQL, since Django would take a minute for them."""
    first = clock.now().date() + timedelta(days=2)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tours_slot (uuid, enterprise_id, tour_id, site_id, local_start, duration_minutes, timezone,
                                    local_date, starts_at, ends_at, capacity, seats_taken, status, revision, note)
            SELECT gen_random_uuid(), tour.enterprise_id, tour.id, tour.site_id, start, tour.duration_minutes,
                   site.timezone, start::date, start AT TIME ZONE site.timezone,
                   start AT TIME ZONE site.timezone + tour.duration_minutes * interval '1 minute',
                   tour.capacity, 0, 'open', 0, ''
            FROM tours_tour AS tour
            JOIN enterprises_site AS site ON site.id = tour.site_id
            CROSS JOIN generate_series(0, %s - 1) AS day
            CROSS JOIN generate_series(0, %s - 1) AS number
            CROSS JOIN LATERAL (SELECT %s::timestamp + day * interval '1 day' + number * interval '11 minutes'
                                       + (9 + 2 * (tour.id %% 4)) * interval '1 hour') AS at (start)
            WHERE tour.slug LIKE 'bench-%%'
            """,
            [DAYS, times, datetime.combine(first, time())],
        )


def _big_slots(tour: Tour, count: int, capacity: int) -> list[Slot]:
    made = []
    for day in range(count):
        slot = Slot(
            enterprise=tour.enterprise, tour=tour, site=tour.site, duration_minutes=tour.duration_minutes,
            local_start=datetime.combine(clock.now().date() + timedelta(days=120 + day), time(10)), capacity=capacity,
        )  # fmt: skip
        slot.derive_times()
        made.append(slot)
    return Slot.objects.bulk_create(made)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.seed")
    parser.add_argument("--times-tours", type=int, default=1)
    parser.add_argument("--times-slots", type=int, default=1)
    json.dump(seed(**vars(parser.parse_args())), sys.stdout)
