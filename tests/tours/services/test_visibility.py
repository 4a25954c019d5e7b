"""What goes out of sight with an enterprise, counted and said."""

import re

import pytest
import time_machine

from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.models import Slot
from tours.services.visibility import hidden_with

pytestmark = pytest.mark.django_db


def numbers(sentences: list[str]) -> list[int]:
    return [int(re.findall(r"\d+", sentence)[0]) for sentence in sentences]


def test_nothing_is_hidden_with_an_enterprise_that_shows_no_tour():
    site = SiteFactory()
    SlotFactory(tour=TourFactory(site=site))
    SlotFactory()  # another enterprise's

    assert hidden_with(site.enterprise) == []
    assert hidden_with(EnterpriseFactory()) == []


def test_tours_coming_starts_and_taken_places_are_counted_apart():
    site = SiteFactory()
    one, two = TourFactory(site=site, published=True), TourFactory(site=site, published=True)
    SlotFactory(tour=TourFactory(site=site), seats_taken=1)  # a draft's
    SlotFactory(seats_taken=1)  # another enterprise's
    SlotFactory(tour=one, status=Slot.Status.CLOSED, seats_taken=1)
    assert numbers(hidden_with(site.enterprise)) == [2]

    first = SlotFactory(tour=one, days_ahead=2)
    SlotFactory(tour=two, days_ahead=5)
    assert numbers(hidden_with(site.enterprise)) == [2, 2]

    SlotFactory(tour=two, days_ahead=6, seats_taken=3)
    assert numbers(hidden_with(site.enterprise)) == [2, 3, 1]
    with time_machine.travel(first.starts_at, tick=False):
        assert numbers(hidden_with(site.enterprise)) == [2, 2, 1]
