"""Filters, their counts and the order of the list, against a plain reading of the same data."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from accelerator.base.common import clock
from accelerator.base.search.services import reindex
from regions.enterprises.models import Industry
from tests.factories.booking import held_order
from tests.factories.enterprises import EnterpriseFactory, SiteFactory, SubjectFactory, ThemeFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.requirement_checks import party_bounds
from tours.catalogue.criteria import FILTERS, YOUNGEST_AGES, Criteria, Sort, When
from tours.catalogue.nearby import Spot
from tours.catalogue.offers import is_usual
from tours.catalogue.search import Results, search
from tours.catalogue.statement import PAGE_SIZE
from tours.models import Outlook, Slot, Tour
from tours.party import Party
from tours.places import FEW_PLACES

MOSCOW = ZoneInfo("Europe/Moscow")
MOMENTS = {
    "Wednesday morning": datetime(2026, 12, 2, 9, 0, tzinfo=MOSCOW),
    "Sunday evening, in Vladivostok Monday already": datetime(2026, 12, 6, 18, 0, tzinfo=MOSCOW),
}
ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok")
pytestmark = pytest.mark.django_db


def found(**criteria: Any) -> Results:
    return search(Criteria(**criteria), page=1, now=clock.now())


def slugs(**criteria: Any) -> list[str]:
    return [card.slug for card in found(**criteria).cards]


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS.keys())
def moment(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """The time at which everything is made and asked."""
    with time_machine.travel(request.param, tick=False):
        yield request.param


@pytest.fixture
def crowd(moment: datetime) -> list[Tour]:
    """Sixty tours of every sort, made by dice."""
    dice = random.Random(20261202)
    regions = RegionFactory.create_batch(4)
    subjects = [None, *(SubjectFactory(theme=ThemeFactory(slug=slug)) for slug in THEMES)]
    sites = []
    for number in range(12):
        enterprise = EnterpriseFactory(
            published=number < 11,
            region=dice.choice(regions),
            industry=dice.choice(Industry.values[:5]),
            subject=subjects[number % 4],
        )
        sites.append(
            SiteFactory(
                enterprise=enterprise,
                timezone=dice.choice(ZONES),
                city={"ru": CITIES[number % 5]},
                **dict(zip(("latitude", "longitude"), AT[number % 5], strict=True)),
            )
        )
    tours = []
    for _ in range(60):
        tour = TourFactory(
            site=dice.choice(sites),
            status=dice.choice(["published"] * 9 + ["draft"]),
            kind=dice.choice(Tour.Kind.values),
            languages=dice.choice([["ru"], ["ru", "en"], ["en", "zh"]]),
            subject=subjects[len(tours) % 4],
            category=None,
            requirements__min_age=dice.choice([None, None, 6, 12]),
            requirements__max_age=dice.choice([None, None, None, 17]),
            requirements__wheelchair=dice.choice(["", "full", "partial", "none"]),
            requirements__lead_time_days=dice.choice([None, None, None, 3]),
            requirements__stairs_steps=dice.choice([None, 0, 0, 30]),
            requirements__noise=dice.choice(["", "none", "none", "loud"]),
            duration_minutes=dice.choice([45, 60, 75, 120]),
            booking_closes_hours=dice.choice([1, 1, 1, 30]),
            party_min=dice.choice([1, 1, 1, 3]),
            party_max=dice.choice([3, 10, 10, 10]),
            requirements__admission=dice.choice(["", "individuals", "groups", "both"]),
            requirements__group_min=dice.choice([None, 1, 4]),
            requirements__group_max=dice.choice([None, None, 6]),
        )
        for _ in range(dice.choice([1, 1, 2])):
            lowest = dice.choice([None, 7, 12, 18])
            VisitorCategoryFactory(
                tour=tour,
                price_kopecks=dice.choice([0, 0, 30_000, 50_000]),
                min_age=lowest,
                max_age=dice.choice([None, 65]),
                is_active=dice.choice([True] * 5 + [False]),
            )
        for _ in range(dice.choice([0, 1, 3])):
            SlotFactory(
                tour=tour,
                days_ahead=dice.choice([-1, 0, 1, 2, 3, 4, 5, 6, 9, 20]),
                at=time(dice.choice([8, 11, 12, 16, 17, 20]), 59 * dice.choice([0, 1])),
                capacity=10,
                seats_taken=dice.choice([0, 4, 10]),
                status=dice.choice([Slot.Status.OPEN] * 4 + [Slot.Status.CLOSED, Slot.Status.CANCELLED]),
            )
        tours.append(tour)
    return tours


def free_slots(criteria: Criteria, tour: Tour, now: datetime) -> list[Slot]:
    """The slots on the days asked for that can be booked, by the party if there is one, read plainly."""
    seats = criteria.party.size if criteria.party else 1
    closes = max(timedelta(hours=tour.booking_closes_hours), timedelta(days=tour.requirements.lead_time_days or 0))
    return [
        slot
        for slot in tour.slots.all()
        if slot.status == "open"
        and slot.seats_taken + seats <= slot.capacity
        and slot.starts_at - closes > now
        and (not criteria.time or any(starts_in(part, slot) for part in criteria.time))
        and lies_on(criteria, slot.local_date, now.astimezone(ZoneInfo(slot.timezone)).date())
    ]


def starts_in(part: str, slot: Slot) -> bool:
    """Whether the clock of the site shows such a time."""
    first, end = PARTS[part]
    return first <= slot.starts_at.astimezone(ZoneInfo(slot.timezone)).time() < end


def lies_on(criteria: Criteria, day: date, today: date) -> bool:
    """Whether the day is one of those asked for, where it is `today` at the site."""
    match criteria.when:
        case When.TODAY:
            return day == today
        case When.TOMORROW:
            return day == today + timedelta(days=1)
        case When.WEEKEND:
            week = (today + timedelta(days=1)).isocalendar()[:2]
            return day.isocalendar()[:2] == week and day.weekday() >= 5
        case _:
            return (criteria.date_from or date.min) <= day <= (criteria.date_to or date.max)


def admits(tour: Tour, age: int) -> bool:
    needs = tour.requirements
    bounds = [(0 if needs.min_age is None else needs.min_age, 200 if needs.max_age is None else needs.max_age)]
    inside = all(low <= age <= high for low, high in bounds)
    return inside and any(category.admits(age) for category in tour.categories.all() if category.is_active)


THEMES = ["fire", "clay", "cloth"]
AT = [("54.51", "36.26"), ("56.33", "44.00"), ("52.97", "36.07"), ("58.01", "56.25"), ("54.19", "37.62")]
CITIES = ["Калуга", "Нижний Новгород", "Орёл", "Пермь", "Тула"]
PARTS = {"morning": (time(0), time(12)), "day": (time(12), time(17)), "evening": (time(17), time.max)}
PLAIN = (
    "dates", "time", "party", "theme", "region", "city", "near", "industry", "kind", "age", "language", "price",
    "free", "wheelchair", "wheelchair_full", "no_stairs", "quiet", "duration", "pupils",
)  # fmt: skip


def answers(name: str, criteria: Criteria, tour: Tour, now: datetime) -> bool:
    match name:
        case "dates" | "time":
            return bool(free_slots(criteria, tour, now))
        case "party":
            least, most = party_bounds(Slot(tour=tour))
            party = criteria.party or Party(1)
            has_room = bool(free_slots(criteria.without(["dates", "time"]), tour, now))
            return least <= party.size <= most and has_room and all(admits(tour, age) for age in party.ages)
        case "theme":
            subject = tour.subject or tour.enterprise.subject
            return subject is not None and subject.theme.slug in criteria.theme
        case "region":
            return tour.enterprise.region.slug in criteria.region
        case "city":
            return tour.site.city["ru"] in criteria.city
        case "near":
            place = tour.site.latitude, tour.site.longitude
            spot = Spot.of(criteria.near) or Spot(*map(float, AT[CITIES.index(criteria.near)]))
            return spot.km_to(*map(float, place)) <= (criteria.within or 100)
        case "industry":
            return tour.enterprise.industry in criteria.industry
        case "kind":
            return tour.kind in criteria.kind
        case "age":
            return admits(tour, criteria.age or 0)
        case "language":
            return bool(set(criteria.language) & set(tour.languages))
        case "price":
            offered = [category for category in tour.categories.all() if category.is_active]
            usual = [one for one in offered if is_usual(one, tour.kind == Tour.Kind.CHILDREN)] or offered
            return bool(offered) and max(one.price_kopecks for one in usual) <= (criteria.price_to or 0) * 100
        case "pupils":
            return any(admits(tour, age) for age in range(7, 18))
        case "free":
            return {category.price_kopecks for category in tour.categories.all() if category.is_active} == {0}
        case "duration":
            return tour.duration_minutes <= (criteria.duration_to or 0)
        case "wheelchair_full":
            return tour.requirements.wheelchair == "full"
        case "no_stairs":
            return tour.requirements.stairs_steps == 0
        case "quiet":
            return tour.requirements.noise == "none"
        case _:
            return tour.requirements.wheelchair in ("full", "partial")


def plainly(criteria: Criteria, tours: list[Tour], now: datetime) -> set[str]:
    return {tour.slug for tour in tours if all(answers(name, criteria, tour, now) for name in criteria.active)}


def random_criteria(dice: random.Random, regions: list[str]) -> Criteria:
    values: dict[str, Any] = {}
    for name in dice.sample(PLAIN, dice.choice([0, 1, 2, 3])):
        match name:
            case "dates":
                values |= dice.choice(
                    [{"when": value} for value in When.values]
                    + [{"date_from": date(2026, 12, 4)}, {"date_from": date(2026, 12, 3), "date_to": date(2026, 12, 6)}]
                )
            case "party":
                values |= dice.choice(
                    [{"adults": 2}, {"child": (9, 13)}, {"adults": 7}, {"adults": 1, "child": (7, 7)}]
                )
            case "theme":
                values["theme"] = tuple(dice.sample(THEMES, 2))
            case "region":
                values["region"] = tuple(dice.sample(regions, 2))
            case "city":
                values["city"] = tuple(dice.sample(CITIES, 2))
            case "near":
                values |= dice.choice(
                    [{"near": "Калуга"}, {"near": "Тула", "within": 200}, {"near": "54.36,36.94", "within": 50}]
                )
            case "time":
                values["time"] = dice.choice([("morning",), ("day",), ("evening",), ("morning", "evening")])
            case "industry":
                values["industry"] = tuple(dice.sample(Industry.values[:5], 2))
            case "kind":
                values["kind"] = tuple(dice.sample(Tour.Kind.values, 2))
            case "age":
                values["age"] = dice.choice([0, 6, 7, 13, 18, 80])
            case "language":
                values["language"] = (dice.choice(["ru", "en", "zh"]),)
            case "duration":
                values["duration_to"] = dice.choice([45, 60, 90])
            case "price":
                values["price_to"] = dice.choice([0, 299, 300, 500])
            case _:
                values[name] = True
    return Criteria(**values)


def keep_outlooks(tours: list[Tour], moment: datetime) -> None:
    """Keep what the database makes of these tours at this moment; of no others."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tours_dueoutlook; DELETE FROM tours_outlook")
        keys = [tour.pk for tour in tours]
        cursor.execute(
            "INSERT INTO tours_outlook SELECT (tours_outlook_of(key, %s)).* FROM unnest(%s::bigint[]) AS key",
            [moment, keys],
        )


@pytest.mark.parametrize("kept", [False, True], ids=["of slots", "of outlooks and slots"])
def test_lists_and_counts_are_what_a_plain_reading_gives(crowd: list[Tour], moment: datetime, kept: bool) -> None:
    public = list(
        Tour.objects.filter(status="published", enterprise__status="published")
        .select_related("site", "enterprise__region", "enterprise__subject__theme", "subject__theme", "requirements")
        .prefetch_related("categories", "slots")
    )
    by_slug = {tour.slug: tour for tour in public}
    keep_outlooks(public[1::4] + public[2::4] + public[3::4] if kept else [], moment)
    assert (Outlook.objects.true_at(moment).count() > len(public) / 2) == kept
    regions = sorted({tour.enterprise.region.slug for tour in public})
    dice = random.Random(7)
    seen_some = False
    for _ in range(60):
        criteria = random_criteria(dice, regions)
        results = search(criteria, page=1, now=moment)
        expected = plainly(criteria, public, moment)
        assert results.total == len(expected), criteria
        assert {card.slug for card in results.cards} <= expected
        assert len(results.cards) == min(len(expected), PAGE_SIZE)
        for card in results.cards:
            starts = sorted(
                (slot.starts_at, slot.capacity - slot.seats_taken)
                for slot in free_slots(criteria, by_slug[card.slug], moment)
            )
            start, free = starts[0] if starts else (None, None)
            assert (card.next_start, card.next_free) == (start, free if free and free <= FEW_PLACES else None)
        seen_some = seen_some or bool(expected)
        options = {
            "region": [(slug, {"region": (slug,)}) for slug in regions],
            "city": [(name, {"city": (name,)}) for name in CITIES],
            "theme": [(slug, {"theme": (slug,)}) for slug in THEMES],
            "industry": [(value, {"industry": (value,)}) for value in Industry.values],
            "kind": [(value, {"kind": (value,)}) for value in Tour.Kind.values],
            "language": [(value, {"language": (value,)}) for value in ("ru", "en", "zh")],
            "dates": [(value, {"when": value}) for value in When.values],
            "age": [(str(age), {"age": age}) for age in YOUNGEST_AGES],
            "free": [("1", {"free": True})],
            "wheelchair": [("1", {"wheelchair": True})],
            "wheelchair_full": [("1", {"wheelchair_full": True})],
            "no_stairs": [("1", {"no_stairs": True})],
            "quiet": [("1", {"quiet": True})],
            "pupils": [("1", {"pupils": True})],
        }
        for facet, choices in options.items():
            for value, change in choices:
                narrowed = criteria.without([facet]).but(**change)
                count = len(plainly(narrowed, public, moment))
                assert results.facets.of(facet).get(value, 0) == count, (criteria, facet, value)
        for one in results.wider:
            assert one.count == len(plainly(one.criteria, public, moment)) > 0
    assert seen_some


@time_machine.travel(datetime(2026, 12, 2, 12, 0, tzinfo=ZoneInfo("Europe/Moscow")))
def test_slot_sold_out_by_lapsed_holds_is_free_though_nobody_swept() -> None:
    tour = TourFactory(published=True, capacity=4)
    slot = SlotFactory(tour=tour, days_ahead=1)
    held_order(slot, people=4)
    slot.refresh_from_db()
    assert slot.seats_taken == slot.capacity
    assert found(when="tomorrow").total == 0
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        again = found(when="tomorrow")
        slot.refresh_from_db()
        assert slot.seats_taken == slot.capacity  # the counter has not been touched
        assert again.total == 1
        assert again.cards[0].next_free == 4


def test_today_is_the_sites_own_day() -> None:
    east = SiteFactory(timezone="Asia/Vladivostok")
    with time_machine.travel(datetime(2026, 12, 2, 23, 0, tzinfo=ZoneInfo("Europe/Moscow"))):
        # It is 6 o'clock on Thursday in Vladivostok.
        tour = TourFactory(published=True, site=east)
        SlotFactory(tour=tour, local_start=datetime.combine(date(2026, 12, 3), time(10)))
        assert slugs(when="today") == [tour.slug]
        assert slugs(when="tomorrow") == []


@pytest.mark.parametrize(
    ("weekday", "expected"),
    [(date(2026, 12, 2), {"sat", "sun"}), (date(2026, 12, 5), {"sat", "sun"}), (date(2026, 12, 6), {"next"})],
)
def test_weekend_is_this_weeks_and_on_a_sunday_the_next(weekday: date, expected: set[str]) -> None:
    with time_machine.travel(datetime.combine(weekday, time(6), tzinfo=ZoneInfo("Europe/Moscow"))):
        for slug, day in (("sat", 5), ("sun", 6), ("mon", 7), ("next", 12)):
            start = datetime.combine(date(2026, 12, day), time(12))
            SlotFactory(tour=TourFactory(published=True, slug=slug), local_start=start)
        assert set(slugs(when="weekend")) == expected


def test_slot_whose_booking_has_closed_is_no_free_date() -> None:
    tour = TourFactory(published=True, booking_closes_hours=48)
    SlotFactory(tour=tour, days_ahead=1)
    assert found(when="tomorrow").total == 0
    assert found().cards[0].next_start is None


def test_card_shows_the_next_date_within_the_days_asked_for() -> None:
    tour = TourFactory(published=True, slots=5)
    third = tour.slots.by_start()[2]
    assert found().cards[0].next_start == tour.slots.by_start()[0].starts_at
    assert found(date_from=third.local_date).cards[0].next_start == third.starts_at


@pytest.mark.parametrize(
    ("required", "category", "age", "fits"),
    [
        (None, (None, None), 0, True),
        (12, (None, None), 11, False),
        (12, (None, None), 12, True),
        (None, (14, None), 13, False),
        (None, (14, None), 14, True),
        (6, (7, 17), 6, False),  # let in, but there is no price for such a visitor
        (None, (None, 17), 18, False),
    ],
)
def test_age_is_admitted_by_requirements_and_by_a_category(
    required: int | None, category: tuple[int | None, int | None], age: int, fits: bool
) -> None:
    TourFactory(
        published=True, requirements__min_age=required, category__min_age=category[0], category__max_age=category[1]
    )
    assert found(age=age).total == int(fits)


def test_free_means_that_nobody_pays() -> None:
    free = TourFactory(published=True, category__price_kopecks=0)
    half = TourFactory(published=True, category__price_kopecks=0)
    VisitorCategoryFactory(tour=half, price_kopecks=50_000)
    TourFactory(published=True, category=None)
    assert slugs(free=True) == [free.slug]
    cards = {card.slug: card.offer for card in found().cards}
    assert (cards[free.slug].is_free, cards[half.slug].is_free) == (True, False)
    assert cards[half.slug].price == 50_000


def test_retired_categories_count_for_nothing() -> None:
    tour = TourFactory(published=True, category__price_kopecks=0)
    VisitorCategoryFactory(tour=tour, price_kopecks=90_000, min_age=2, is_active=False)
    assert slugs(free=True) == [tour.slug]


@pytest.mark.parametrize("sort", [*Sort.values, ""])
def test_pages_never_overlap(sort: str) -> None:
    made = {
        TourFactory(published=True, title={"ru": "Одна и та же", "en": "The same"}).slug for _ in range(PAGE_SIZE + 7)
    }
    reindex()
    criteria = Criteria(sort=sort, q="одна" if sort == Sort.RELEVANCE else "")
    pages = [search(criteria, page=number, now=clock.now()).cards for number in (1, 2)]
    shown = [card.slug for page in pages for card in page]
    assert [len(page) for page in pages] == [PAGE_SIZE, 7]
    assert set(shown) == made
    assert len(shown) == len(made)


def test_page_past_the_end_is_the_last_one() -> None:
    TourFactory.create_batch(3, published=True)
    assert len(search(Criteria(), page=99, now=clock.now()).cards) == 3


def test_orders() -> None:
    cheap = TourFactory(published=True, title={"ru": "Ёлочный цех"}, category__price_kopecks=100_00)
    dear = TourFactory(published=True, title={"ru": "Дальний цех"}, category__price_kopecks=900_00, slots=1)
    free = TourFactory(published=True, title={"ru": "Жаркий цех"}, category__price_kopecks=0)
    SlotFactory(tour=free, days_ahead=40)
    assert slugs() == [dear.slug, free.slug, cheap.slug]
    assert slugs(sort="price") == [free.slug, cheap.slug, dear.slug]
    assert slugs(sort="name") == [dear.slug, cheap.slug, free.slug]


def test_best_match_comes_first() -> None:
    aside = TourFactory(published=True, title={"ru": "Прогулка"}, description={"ru": "Фарфор лишь упомянут."}, slots=1)
    about = TourFactory(published=True, title={"ru": "Фарфор"}, summary={"ru": "Фарфор"})
    reindex()
    assert slugs(q="фарфор") == [about.slug, aside.slug]


def test_drafts_and_archived_are_not_found() -> None:
    TourFactory(status=Tour.Status.DRAFT)
    TourFactory(status=Tour.Status.ARCHIVED)
    TourFactory(published=True, site=SiteFactory(enterprise=EnterpriseFactory()))
    assert found().total == 0
    assert found().wider == []


def test_nothing_found_offers_three_searches_that_have_results() -> None:
    food = EnterpriseFactory(published=True, industry=Industry.FOOD)
    tour = TourFactory(published=True, site=SiteFactory(enterprise=food), kind="business", languages=["ru"], slots=1)
    TourFactory(published=True, kind="children")
    criteria = Criteria(industry=("metal",), kind=("business",), language=("zh",), region=(food.region.slug,))
    results = search(criteria, page=1, now=clock.now())
    assert results.total == 0
    assert len(results.wider) == 3
    for one in results.wider:
        again = search(one.criteria, page=1, now=clock.now())
        assert again.total == one.count > 0
    assert results.wider[0].criteria == Criteria(kind=("business",), region=(food.region.slug,))
    assert tour.slug in slugs(kind=("business",))


@pytest.mark.parametrize("criteria", [{"when": "today"}, {"q": "синхрофазотрон"}, {"age": 0}, {"language": ("zh",)}])
def test_one_filter_too_many_still_offers_three(criteria: dict[str, Any]) -> None:
    for industry in Industry.values[:3]:
        enterprise = EnterpriseFactory(published=True, industry=industry)
        TourFactory(published=True, site=SiteFactory(enterprise=enterprise), category__min_age=7, slots=2)
    results = found(**criteria)
    assert results.total == 0
    assert len(results.wider) == 3
    assert len({one.criteria for one in results.wider}) == 3
    assert all(search(one.criteria, page=1, now=clock.now()).total == one.count for one in results.wider)


def test_child_is_offered_the_nearest_age_and_no_other() -> None:
    metal = EnterpriseFactory(published=True, industry=Industry.METAL)
    for youngest in (8, 12, 18):
        TourFactory(published=True, site=SiteFactory(enterprise=metal), category__min_age=youngest)
    TourFactory.create_batch(2, published=True, site__enterprise__industry=Industry.FOOD)
    wider = found(industry=("metal",), age=3).wider
    assert [(one.criteria, one.count) for one in wider][:2] == [
        (Criteria(age=3), 2),
        (Criteria(industry=("metal",), age=8), 1),
    ]
    assert {one.criteria.age for one in wider} == {3, 8}


def test_age_above_all_tours_is_offered_none() -> None:
    TourFactory(published=True, requirements__max_age=17)
    assert found(age=40).wider[0].criteria == Criteria()


def test_every_filter_has_its_condition_and_its_parameters() -> None:
    everything = Criteria(
        q="цех", when="today", time=("day",), adults=2, theme=("fire",), region=("x",), city=("Тула",),
        near="54.51,36.26",
        industry=("food",), kind=("business",), age=0,
        language=("ru",), price_to=500, free=True, wheelchair=True, wheelchair_full=True,
        no_stairs=True, quiet=True, duration_to=60, pupils=True,
    )  # fmt: skip
    assert everything.active == list(FILTERS)
    assert search(everything, page=1, now=clock.now()).total == 0
    assert everything.without(FILTERS) == Criteria()
