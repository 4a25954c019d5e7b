"""A portal of the size of the benchmarks: 2,000 tours with 200,000 slots beside the demo's world; or a smaller one.

Everything is the same at every run, except the ids.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.common.dates import monday_of
from accelerator.forum.models import Forum
from regions.enterprises.models import Enterprise, Industry, Site
from regions.models import Region
from tests.factories.booking import confirmed_order
from tours.catalogue.dates import WEEKS
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.routes.models import Route

ENTERPRISES, TOURS, DAYS = 400, 2000, 100
WEEK = timedelta(weeks=1)
CROWDED = 200  # slots that the calendar of one tour shows at a time
WHAT = ["Литейный цех", "Прокатный стан", "Сборка приборов", "Музей завода", "Пекарня", "Ткацкий цех", "Верфь", "ТЭЦ"]
HOW = ["день открытых дверей", "путь детали", "ночная смена", "для семьи", "глазами технолога", "за кулисами"]


@transaction.atomic
def build(*, enterprises: int = ENTERPRISES, tours: int = TOURS, times_slots: int = 1) -> list[Tour]:
    """Make enterprises in the regions there are, their tours, and a slot of each (or several) on each of DAYS days."""
    dice = random.Random(2000)  # the same world at every run
    made = _tours(_sites(_enterprises(dice, enterprises)), dice, tours)
    _slots(times_slots)
    return made


def pages(tours: Sequence[Tour]) -> dict[str, str]:
    """What the public reads, by name; a route, a released forum and a season have to be there."""
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
        "seasons": reverse("seasons:catalogue"),
        "tour": usual.get_absolute_url() + asked,
        "tour-200": crowded.get_absolute_url() + asked,
        "step-one": offer_of(open_slot)[1],
        "sold-out": offer_of(sold_out)[1],
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


def offer_of(slot: Slot) -> list[str]:
    """Where a visitor finds the tour, and where they book the slot."""
    return [slot.tour.get_absolute_url(), reverse("booking:hold", args=[slot.uuid])]


def _enterprises(dice: random.Random, count: int) -> list[Enterprise]:
    regions = list(Region.objects.order_by("pk"))
    made = []
    for number in range(count):
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


def big_slots(tour: Tour, count: int, capacity: int) -> list[Slot]:
    """Make slots of so many places, months ahead."""
    made = []
    for day in range(count):
        slot = Slot(
            enterprise=tour.enterprise, tour=tour, site=tour.site, duration_minutes=tour.duration_minutes,
            local_start=datetime.combine(clock.now().date() + timedelta(days=120 + day), time(10)), capacity=capacity,
        )  # fmt: skip
        slot.derive_times()
        made.append(slot)
    return Slot.objects.bulk_create(made)
