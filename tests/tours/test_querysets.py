"""Which tours and slots a person may see, and which of them can be booked: each verb called directly."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accelerator.base.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, held_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, SiteFactory, SubjectFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.services.holds import HOLD_FOR
from tours.models import ScheduleRule, Slot, Tour
from tours.querysets import about_themes

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown() -> Tour:
    return TourFactory(published=True)


@pytest.fixture
def draft(shown: Tour) -> Tour:
    return TourFactory(site=shown.site)


@pytest.fixture
def hidden() -> Tour:
    """Published, of an enterprise that is a draft."""
    return TourFactory(published=True, site=SiteFactory(enterprise=EnterpriseFactory()))


@pytest.fixture
def foreign() -> Tour:
    """A draft of another enterprise."""
    return TourFactory()


def readers(tour: Tour) -> dict:
    inactive = MembershipFactory(enterprise=tour.enterprise).user
    inactive.is_active = False
    inactive.save()
    return {"stranger": AnonymousUser(), "tourist": UserFactory(), "inactive member": inactive}


def test_public_sees_published_tours_of_published_enterprises(shown: Tour, draft: Tour, hidden: Tour, foreign: Tour):
    slots = {tour: SlotFactory(tour=tour) for tour in (shown, draft, hidden, foreign)}

    assert list(Tour.objects.published()) == [shown]
    assert list(Slot.objects.public()) == [slots[shown]]
    assert [tour for tour in slots if tour.is_public] == [shown]
    for reader in readers(shown).values():
        assert list(Tour.objects.visible_to(reader)) == [shown]
        assert list(Slot.objects.visible_to(reader)) == [slots[shown]]


@pytest.mark.parametrize("role", ["owner", "gate"])
def test_member_sees_everything_of_their_own_enterprise(
    role: str, shown: Tour, draft: Tour, hidden: Tour, foreign: Tour
):
    slots = {tour: SlotFactory(tour=tour) for tour in (shown, draft, hidden, foreign)}
    member = MembershipFactory(enterprise=shown.enterprise, role=role).user
    elsewhere = MembershipFactory(enterprise=hidden.enterprise, role=role).user

    assert set(Tour.objects.visible_to(member)) == {shown, draft}
    assert set(Slot.objects.visible_to(member)) == {slots[shown], slots[draft]}
    assert set(Tour.objects.visible_to(elsewhere)) == {shown, hidden}
    assert set(Slot.objects.visible_to(elsewhere)) == {slots[shown], slots[hidden]}


def test_of_an_enterprise_is_nobody_elses(shown: Tour, draft: Tour, hidden: Tour):
    mine, _other = SlotFactory(tour=shown), SlotFactory(tour=hidden)
    rules = [
        ScheduleRule.objects.create(
            tour=tour, enterprise=tour.enterprise, from_date=mine.local_date, to_date=mine.local_date, weekdays=[0],
            times=["10:00"], capacity=5,
        )
        for tour in (shown, hidden)
    ]  # fmt: skip

    assert set(Tour.objects.of(shown.enterprise)) == {shown, draft}
    assert list(Slot.objects.of(shown.enterprise)) == [mine]
    assert list(ScheduleRule.objects.of(shown.enterprise)) == rules[:1]


def test_related_tours_are_nearer_the_more_they_have_in_common():
    region, other_region = RegionFactory(), RegionFactory()

    def made(region: object, industry: str) -> Tour:
        enterprise = EnterpriseFactory(published=True, region=region, industry=industry)
        return TourFactory(published=True, site=SiteFactory(enterprise=enterprise))

    tour = made(region, "metal")
    own = TourFactory(published=True, site=tour.site)
    both, same_region, same_industry = made(region, "metal"), made(region, "food"), made(other_region, "metal")
    made(other_region, "food")

    found = {related.pk: related.distance for related in Tour.objects.related_to(tour)}

    assert found == {own.pk: 0, both.pk: 1, same_region.pk: 2, same_industry.pk: 3}


def test_free_seats_count_lapsed_holds_as_free():
    slot = SlotFactory(capacity=9)
    confirmed_order(slot, people=2)
    held = held_order(slot, people=3).bookings.get()

    def free(now: object) -> int:
        return Slot.objects.with_free_seats(now).get(pk=slot.pk).free_seats

    assert free(held.hold_expires_at - timedelta(seconds=1)) == 4
    assert free(held.hold_expires_at) == 7


@pytest.mark.parametrize(("seats", "found"), [(1, True), (2, True), (3, False)])
def test_places_for_a_party(seats: int, found: bool):
    slot = SlotFactory(capacity=5, seats_taken=3)
    now = clock.now()

    assert Slot.objects.with_places_for(seats, now).filter(pk=slot.pk).exists() is found
    assert Slot.objects.next_of(slot.tour, seats, now).exists() is found


def test_places_that_a_lapsed_hold_gives_back_are_found():
    slot = SlotFactory(capacity=5)
    held_order(slot, people=4)
    now = clock.now()

    assert not Slot.objects.with_places_for(3, now).exists()
    assert Slot.objects.with_places_for(3, now + HOLD_FOR).exists()


def test_next_slots_of_a_tour_are_its_own_in_the_order_of_their_starts():
    later = SlotFactory(days_ahead=9)
    sooner = SlotFactory(tour=later.tour, days_ahead=8)
    SlotFactory(tour=later.tour, days_ahead=7, status=Slot.Status.CLOSED)
    SlotFactory(days_ahead=8)

    assert list(Slot.objects.next_of(later.tour, 1, clock.now())) == [sooner, later]


def test_locked_slots_are_those_asked_for_by_their_ids():
    slots = [SlotFactory() for _ in range(3)]

    assert Slot.objects.locked([slots[2].pk, slots[0].pk]) == [slots[0], slots[2]]


def test_theme_holds_tours_of_its_subjects_and_those_without_one_of_its_enterprises():
    own, house = SubjectFactory(), SubjectFactory()
    named = TourFactory(subject=own, site=SiteFactory(enterprise=EnterpriseFactory(subject=house)))
    unnamed = TourFactory(site=named.site)
    TourFactory()

    def of(*slugs: str) -> set[Tour]:
        return set(Tour.objects.filter(about_themes(slugs)))

    assert of(own.theme.slug) == {named}
    assert of(house.theme.slug) == {unnamed}
    assert of(own.theme.slug, house.theme.slug) == {named, unnamed}


def test_tour_is_bookable_while_a_start_ahead_has_a_place_left():
    slot, full, past = SlotFactory(), SlotFactory(capacity=1, seats_taken=1), SlotFactory(days_ahead=-1)
    TourFactory(published=True)

    assert set(Tour.objects.bookable(clock.now())) == {slot.tour}
    assert {full.tour, past.tour}.isdisjoint(Tour.objects.bookable(clock.now()))


def test_current_tours_are_those_not_archived(shown: Tour, draft: Tour):
    TourFactory(site=shown.site, status=Tour.Status.ARCHIVED)

    assert set(Tour.objects.current()) == {shown, draft}


def test_tour_is_named_by_its_uuid_alone(shown: Tour, draft: Tour):
    assert [Tour.objects.named(str(tour.uuid)) for tour in (shown, draft)] == [shown, draft]
    assert Tour.objects.named(shown.slug) is None
    assert Tour.objects.named("") is None
