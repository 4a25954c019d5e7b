"""What keeps a site, and what goes out of sight with an enterprise, counted and said."""

import re

import pytest
import time_machine

from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.answers import tours_and_slots_of_site, tours_out_of_sight
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db


def numbers(sentences: list[str]) -> list[int]:
    return [int(re.findall(r"\d+", sentence)[0]) for sentence in sentences]


def test_nothing_is_hidden_with_an_enterprise_that_shows_no_tour():
    site = SiteFactory()
    SlotFactory(tour=TourFactory(site=site))
    SlotFactory()  # another enterprise's

    assert tours_out_of_sight(site.enterprise) == []
    assert tours_out_of_sight(EnterpriseFactory()) == []


def test_tours_coming_starts_and_taken_places_are_counted_apart():
    site = SiteFactory()
    one, two = TourFactory(site=site, published=True), TourFactory(site=site, published=True)
    SlotFactory(tour=TourFactory(site=site), seats_taken=1)  # a draft's
    SlotFactory(seats_taken=1)  # another enterprise's
    SlotFactory(tour=one, status=Slot.Status.CLOSED, seats_taken=1)
    assert numbers(tours_out_of_sight(site.enterprise)) == [2]

    first = SlotFactory(tour=one, days_ahead=2)
    SlotFactory(tour=two, days_ahead=5)
    assert numbers(tours_out_of_sight(site.enterprise)) == [2, 2]

    SlotFactory(tour=two, days_ahead=6, seats_taken=3)
    assert numbers(tours_out_of_sight(site.enterprise)) == [2, 3, 1]
    with time_machine.travel(first.starts_at, tick=False):
        assert numbers(tours_out_of_sight(site.enterprise)) == [2, 2, 1]


def test_site_is_held_by_its_tours_and_by_slots_that_were_there_once():
    site, other = SiteFactory.create_batch(2, enterprise=SiteFactory().enterprise)
    here = TourFactory(site=site)
    moved = TourFactory(site=site)
    SlotFactory(tour=moved, days_ahead=3)
    last = SlotFactory(tour=moved, days_ahead=9)
    Tour.objects.filter(pk=moved.pk).update(site=other)
    SlotFactory(tour=TourFactory(site=other))

    tour, slots = tours_and_slots_of_site(site)

    assert (tour.words, tour.url) == (here.title, f"/cabinet/{site.enterprise.slug}/tours/{here.uuid}/basics/")
    assert str(moved.title) in str(slots.words)
    assert "2" in str(slots.words)
    assert slots.url == f"/cabinet/{site.enterprise.slug}/tours/{moved.uuid}/"
    assert str(last.local_date.day) in slots.note


def test_unused_site_is_held_by_nothing():
    site = SiteFactory()
    SlotFactory(tour=TourFactory(published=True))

    assert tours_and_slots_of_site(site) == []
    assert Slot.objects.exists()
