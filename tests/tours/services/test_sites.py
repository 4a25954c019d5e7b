"""What of the tours holds a site."""

import pytest

from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.models import Slot, Tour
from tours.services.sites import holders_of_site

pytestmark = pytest.mark.django_db


def test_site_is_held_by_its_tours_and_by_slots_that_were_there_once():
    site, other = SiteFactory.create_batch(2, enterprise=SiteFactory().enterprise)
    here = TourFactory(site=site)
    moved = TourFactory(site=site)
    SlotFactory(tour=moved, days_ahead=3)
    last = SlotFactory(tour=moved, days_ahead=9)
    Tour.objects.filter(pk=moved.pk).update(site=other)
    SlotFactory(tour=TourFactory(site=other))

    tour, slots = holders_of_site(site)

    assert (tour.words, tour.url) == (here.title, f"/cabinet/{site.enterprise.slug}/tours/{here.uuid}/basics/")
    assert str(moved.title) in str(slots.words)
    assert "2" in str(slots.words)
    assert slots.url == f"/cabinet/{site.enterprise.slug}/tours/{moved.uuid}/"
    assert str(last.local_date.day) in slots.note


def test_unused_site_is_held_by_nothing():
    site = SiteFactory()
    SlotFactory(tour=TourFactory(published=True))

    assert holders_of_site(site) == []
    assert Slot.objects.exists()
