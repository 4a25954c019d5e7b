"""Every way out of the services of tours, called directly: no form looks first."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import SlugTaken, find_moved, remember_slug
from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.covers import VARIANTS
from regions.enterprises.models import Enterprise, Site
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours import services
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.requirements import TABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def tour() -> Tour:
    return TourFactory(published=True)


def basics(site: Site, **changes: Any) -> dict[str, Any]:
    return {
        "site": site, "subject": None, "title": I18nText({"ru": "Горячий цех", "en": "Hot shop"}),
        "summary": I18nText({"ru": "Печи"}), "moment": I18nText({"ru": "льют чугун"}),
        "description": I18nText({"ru": "Увидите **литьё**"}), "kind": "hands_on", "languages": ["ru", "en"],
        "duration_minutes": 75, **changes,
    }  # fmt: skip


def row(category: VisitorCategory | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "uuid": category.uuid if category else None, "name": I18nText({"ru": "Ребёнок"}), "min_age": 7, "max_age": 13,
        "price_kopecks": 100, "is_active": True, "remove": False, **changes,
    }  # fmt: skip


def written(tour: Tour) -> list[tuple]:
    rows = tour.categories.order_by("pk")
    return list(rows.values_list("name__ru", "min_age", "max_age", "price_kopecks", "position", "is_active"))


def complete() -> Tour:
    """A published tour that lacks nothing at all."""
    tour = TourFactory(published=True, slots=1, requirements__meeting_point={"ru": "Проходная"})
    stated = tour.requirements
    for requirement in TABLE:
        if requirement.important and requirement.text_for(stated) is None:
            setattr(stated, requirement.name, a_value(requirement.name))
    stated.save()
    return tour


def a_value(name: str) -> Any:
    field = VisitRequirements._meta.get_field(name)
    if field.get_internal_type() == "BooleanField":
        return True
    if field.choices:
        return field.choices[0][0]
    if isinstance(field.get_default(), list) or hasattr(field, "base_field"):
        return [field.base_field.choices[0][0]]
    return {"ru": "Скажем"} if field.get_internal_type() == "JSONField" else 1


# --- What it is -------------------------------------------------------------------------------------------------------


def test_created_tour_is_a_draft_of_which_nothing_is_required():
    site = SiteFactory()

    first, second = (services.create_tour(enterprise=site.enterprise, values=basics(site)) for _ in range(2))

    first = Tour.objects.get(pk=first.pk)
    assert (first.status, first.slug, second.slug) == (Tour.Status.DRAFT, "hot-shop", "hot-shop-2")
    assert {name: getattr(first, name) for name in services.BASICS} == basics(site)
    assert "<strong>литьё</strong>" in first.description_html["ru"]
    assert VisitRequirements.objects.filter(tour=first).count() == 1


def test_tours_of_an_enterprise_get_different_covers_and_the_rarest_again_once_all_are_used():
    site = SiteFactory()
    TourFactory(cover_variant=5)  # of another enterprise
    TourFactory(site=site, cover_variant=1)

    made = [services.create_tour(enterprise=site.enterprise, values=basics(site)) for _ in range(VARIANTS - 1)]
    copied = services.duplicate_tour(tour=made[0])

    variants = list(Tour.objects.of(site.enterprise).order_by("pk").values_list("cover_variant", flat=True))
    assert variants == [1, 0, *range(2, VARIANTS), 0]
    assert copied.cover_variant == 0


def test_tour_is_not_created_at_another_enterprises_site():
    with pytest.raises(Refusal, match="предприяти"):
        services.create_tour(enterprise=SiteFactory().enterprise, values=basics(SiteFactory()))

    assert not Tour.objects.exists()


def test_changed_basics_are_written_and_the_former_address_leads_on(tour: Tour):
    former, site = tour.slug, SiteFactory(enterprise=tour.enterprise)

    services.update_basics(tour=tour, values=basics(site, slug="kolokola"), expected_version=ANY_VERSION)

    tour = Tour.objects.get(pk=tour.pk)
    assert {name: getattr(tour, name) for name in services.BASICS} == basics(site)
    assert tour.slug == "kolokola"
    assert "<strong>литьё</strong>" in tour.description_html["ru"]
    assert find_moved(Tour, former) == tour.uuid


def test_basics_that_are_not_named_stay_and_no_address_is_remembered(tour: Tour):
    services.update_basics(tour=tour, values={"duration_minutes": 30}, expected_version=ANY_VERSION)

    changed = Tour.objects.get(pk=tour.pk)
    assert (changed.duration_minutes, changed.title, changed.slug) == (30, tour.title, tour.slug)
    assert find_moved(Tour, tour.slug) is None


def test_basics_refuse_a_taken_address_another_enterprises_site_and_a_gap(tour: Tour):
    remember_slug(TourFactory(slug="taken"), "former")
    ways_out: list[tuple[dict[str, Any], type[Refusal]]] = [
        ({"slug": "taken"}, SlugTaken),
        ({"slug": "former"}, SlugTaken),
        ({"site": SiteFactory()}, Refusal),
        ({"title": I18nText({"en": "Hot shop"})}, Refusal),
        ({"description": I18nText({})}, Refusal),
        ({"languages": []}, Refusal),
    ]
    for values, refusal in ways_out:
        with pytest.raises(refusal):
            services.update_basics(tour=tour, values=values, expected_version=ANY_VERSION)
    kept = Tour.objects.get(pk=tour.pk)
    assert [getattr(kept, name) for name in ("slug", "site", "title", "description", "languages")] == [
        getattr(tour, name) for name in ("slug", "site", "title", "description", "languages")
    ]


def test_published_tour_without_a_price_can_still_change_its_texts(tour: Tour):
    tour.categories.all().delete()  # before there was such a rule

    services.update_basics(tour=tour, values={"duration_minutes": 30}, expected_version=ANY_VERSION)

    assert Tour.objects.get(pk=tour.pk).duration_minutes == 30


def test_changed_rules_are_written(tour: Tour):
    values = {
        "capacity": 7, "party_min": 2, "party_max": 3, "booking_closes_hours": 5, "cancel_until_hours": 6,
        "reminder_minutes": [60],
    }  # fmt: skip

    services.update_rules(tour=tour, values=values, expected_version=ANY_VERSION)

    tour = Tour.objects.get(pk=tour.pk)
    assert {name: getattr(tour, name) for name in services.RULES} == values


def test_changed_requirements_are_those_that_are_named_also_of_a_tour_without_a_row(tour: Tour):
    services.update_requirements(
        tour=tour, values={"min_age": 12, "max_age": 60, "title": "no requirement"}, expected_version=ANY_VERSION
    )
    services.update_requirements(tour=tour, values={"min_age": 14}, expected_version=ANY_VERSION)
    bare = TourFactory(requirements=None)
    services.update_requirements(tour=bare, values={"min_age": 6}, expected_version=ANY_VERSION)

    found = VisitRequirements.objects.values_list("tour", "min_age", "max_age")
    assert set(found) == {(tour.pk, 14, 60), (bare.pk, 6, None)}


# --- Prices -----------------------------------------------------------------------------------------------------------


def test_categories_are_written_in_the_order_of_the_rows(tour: Tour):
    old = tour.categories.get()
    gone = VisitorCategoryFactory(tour=tour)

    services.save_categories(
        tour=tour,
        rows=[row(price_kopecks=0), row(gone, remove=True), row(remove=True), row(old, min_age=9, is_active=False)],
        expected_version=ANY_VERSION,
    )

    assert written(tour) == [("Ребёнок", 9, 13, 100, 3, False), ("Ребёнок", 7, 13, 0, 0, True)]
    assert VisitorCategory.objects.get(position=0).enterprise == tour.enterprise


def test_booked_category_is_retired_and_another_one_that_goes_with_it_removed(tour: Tour):
    booked, unbooked = tour.categories.get(), VisitorCategoryFactory(tour=tour)
    confirmed_order(SlotFactory(tour=tour))

    services.save_categories(
        tour=tour, rows=[row(booked, remove=True), row(unbooked, remove=True), row()], expected_version=ANY_VERSION
    )

    booked.refresh_from_db()
    assert (booked.is_active, booked.price_kopecks, booked.position) == (False, 50_000, booked.position)
    assert not VisitorCategory.objects.filter(pk=unbooked.pk).exists()
    assert tour.categories.filter(is_active=True).count() == 1


@pytest.mark.parametrize("whose", ["another tour's", "nobody's"])
def test_category_that_is_not_the_tours_is_refused_with_all_the_others(tour: Tour, whose: str):
    stranger = VisitorCategoryFactory(tour=TourFactory())
    number = stranger.uuid if whose == "another tour's" else uuid.uuid4()
    before = written(tour), written(stranger.tour)

    with pytest.raises(Refusal, match="экскурсии"):
        services.save_categories(tour=tour, rows=[row(), row(None, uuid=number)], expected_version=ANY_VERSION)

    assert (written(tour), written(stranger.tour)) == before


def test_published_tour_keeps_a_category_and_a_draft_need_not(tour: Tour):
    category = tour.categories.get()
    before = written(tour)

    for rows in ([row(category, remove=True)], [row(category, is_active=False)]):
        assert services.leaves_no_category(tour, rows)
        with pytest.raises(Refusal, match="нужно"):
            services.save_categories(tour=tour, rows=rows, expected_version=ANY_VERSION)
        assert written(tour) == before

    services.withdraw_tour(tour=tour)
    draft = Tour.objects.get(pk=tour.pk)
    assert not services.leaves_no_category(draft, [row(category, remove=True)])
    services.save_categories(tour=draft, rows=[row(category, remove=True)], expected_version=ANY_VERSION)
    assert written(tour) == []


def test_one_offered_row_is_enough(tour: Tour):
    assert not services.leaves_no_category(tour, [row(remove=True), row(is_active=False), row()])


def test_published_tour_without_a_description_can_still_change_its_prices(tour: Tour):
    Tour.objects.filter(pk=tour.pk).update(description={})

    services.save_categories(
        tour=tour, rows=[row(tour.categories.get(), price_kopecks=1)], expected_version=ANY_VERSION
    )

    assert tour.categories.get().price_kopecks == 1


# --- What it lacks ----------------------------------------------------------------------------------------------------


def test_complete_tour_lacks_nothing():
    assert services.publication_checklist(complete()) == []


def retire_categories(tour: Tour) -> None:
    tour.categories.update(is_active=False)


LACKS: dict[str, tuple[Callable[[Tour], object], list[tuple[str, bool]]]] = {
    "title": (lambda _tour: Tour.objects.update(title={"en": "Hot shop"}), [("basics", True)]),
    "summary": (lambda _tour: Tour.objects.update(summary={"en": "Hot"}), [("basics", True)]),
    "description": (lambda _tour: Tour.objects.update(description={"en": "Hot"}), [("basics", True)]),
    "language": (lambda _tour: Tour.objects.update(languages=[]), [("basics", True)]),
    "category": (retire_categories, [("prices", True)]),
    "ages without a price": (lambda tour: tour.categories.update(min_age=18), [("prices", False)]),
    "important requirement": (
        lambda _tour: VisitRequirements.objects.update(footwear=""), [("requirements", False)]),
    "no translated title": (lambda _tour: Tour.objects.update(title={"ru": "Цех"}), [("basics", False)]),
    "English description": (lambda _tour: Tour.objects.update(description={"ru": "Цех"}), [("basics", False)]),
    "slot": (lambda _tour: Slot.objects.all().delete(), [("slots", False)]),
    "open slot": (lambda _tour: Slot.objects.update(status=Slot.Status.CLOSED), [("slots", False)]),
    "coming slot": (
        lambda _tour: Slot.objects.update(starts_at=clock.now() - timedelta(hours=5)), [("slots", False)]),
    "enterprise": (lambda _tour: Enterprise.objects.update(status="draft"), [("enterprise", False)]),
}  # fmt: skip


@pytest.mark.parametrize("what", LACKS)
def test_each_lack_is_named_with_its_page_and_whether_it_blocks(what: str):
    tour = complete()
    take_away, expected = LACKS[what]

    take_away(tour)

    lacks = services.publication_checklist(Tour.objects.get(pk=tour.pk))
    assert [(lack.page, lack.blocks) for lack in lacks] == expected


def test_ages_that_nobody_may_have_need_no_price():
    tour = complete()
    tour.categories.update(min_age=18)
    VisitorCategoryFactory(tour=tour, is_active=False, max_age=17)
    VisitRequirements.objects.update(min_age=18)

    assert services.publication_checklist(Tour.objects.get(pk=tour.pk)) == []
    VisitRequirements.objects.update(min_age=17)
    [lack] = services.publication_checklist(Tour.objects.get(pk=tour.pk))
    assert "17" in lack.text


# --- Who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [name for name, (_away, lacks) in LACKS.items() if lacks[0][1]])
def test_tour_that_lacks_something_is_not_published(what: str):
    tour = complete()
    services.withdraw_tour(tour=tour)
    LACKS[what][0](tour)

    with pytest.raises(Refusal, match=r"не хватает"):
        services.publish_tour(tour=tour)

    assert Tour.objects.get(pk=tour.pk).status == Tour.Status.DRAFT


def test_tour_that_lacks_only_advice_is_published():
    tour = TourFactory(title={"ru": "Цех"})

    services.publish_tour(tour=tour)

    assert Tour.objects.get(pk=tour.pk).status == Tour.Status.PUBLISHED


def test_withdrawn_tour_is_a_draft_whatever_it_was_before(tour: Tour):
    assert services.withdraw_tour(tour=tour).status == Tour.Status.DRAFT
    assert services.archive_tour(tour=tour).status == Tour.Status.ARCHIVED
    assert services.withdraw_tour(tour=tour).status == Tour.Status.DRAFT
    assert Tour.objects.get(pk=tour.pk).status == Tour.Status.DRAFT


def test_tour_is_archived_only_when_nobody_comes(tour: Tour):
    SlotFactory(tour=tour, seats_taken=1, status=Slot.Status.CANCELLED)
    SlotFactory(tour=tour)
    SlotFactory(seats_taken=1)
    coming = SlotFactory(tour=tour, seats_taken=1, status=Slot.Status.CLOSED)

    assert services.taken_ahead(tour) == 1
    with pytest.raises(Refusal, match="записались"):
        services.archive_tour(tour=tour)
    assert Tour.objects.get(pk=tour.pk).status == Tour.Status.PUBLISHED

    with time_machine.travel(coming.starts_at, tick=False):
        assert services.taken_ahead(tour) == 0
        services.archive_tour(tour=tour)
    assert Tour.objects.get(pk=tour.pk).status == Tour.Status.ARCHIVED


# --- Copies -----------------------------------------------------------------------------------------------------------


def test_copy_has_everything_but_slots_and_retired_categories(tour: Tour):
    Tour.objects.filter(pk=tour.pk).update(title={"ru": "Ц" * 150, "en": "Shop"}, party_max=7, reminder_minutes=[30])
    tour = Tour.objects.get(pk=tour.pk)
    VisitRequirements.objects.filter(tour=tour).update(min_age=12, footwear="closed_flat")
    VisitorCategoryFactory(tour=tour, is_active=False)
    VisitorCategoryFactory(tour=tour, name={"ru": "Дети"}, min_age=3, max_age=6, price_kopecks=0, position=0)
    SlotFactory(tour=tour)

    twin = services.duplicate_tour(tour=tour)

    twin = Tour.objects.get(pk=twin.pk)
    assert (twin.status, twin.enterprise, twin.slots.count()) == (Tour.Status.DRAFT, tour.enterprise, 0)
    assert twin.slug != tour.slug
    assert twin.title == {"ru": "Ц" * 120 + " (копия)", "en": "Shop (copy)"}
    for name in (*services.BASICS, *services.RULES):
        assert name == "title" or getattr(twin, name) == getattr(tour, name)
    assert twin.description_html == tour.description_html
    assert [getattr(twin.requirements, one.name) for one in TABLE] == [
        getattr(tour.requirements, one.name) for one in TABLE
    ]
    assert {values[:4] for values in written(twin)} == {("Взрослый", None, None, 50_000), ("Дети", 3, 6, 0)}


def test_tour_is_locked_while_it_changes(tour: Tour):
    with CaptureQueriesContext(connection) as asked:
        services.update_rules(
            tour=tour, values={name: getattr(tour, name) for name in services.RULES}, expected_version=ANY_VERSION
        )

    assert any("FOR NO KEY UPDATE" in query["sql"] for query in asked)
