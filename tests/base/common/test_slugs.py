"""Which addresses are taken, and what keeps leading to a thing."""

import pytest

from accelerator.base.common.slugs import free_slug, is_taken, remember_slug, was_of_another
from tests.factories.tours import TourFactory
from tours.models import Tour

pytestmark = pytest.mark.django_db


def test_slug_is_taken_by_the_thing_that_has_it_and_by_the_one_that_had_it():
    tour, other = TourFactory(slug="forge"), TourFactory(slug="foundry")
    remember_slug(tour, "smithy")

    taken = ["forge", "foundry", "smithy", "mill"]
    assert [is_taken(Tour, slug) for slug in taken] == [True, True, True, False]
    assert [is_taken(Tour, slug, besides=tour) for slug in taken] == [False, True, False, False]
    assert [was_of_another(Tour, slug, besides=tour) for slug in taken] == [False, False, False, False]
    assert [was_of_another(Tour, slug, besides=other) for slug in taken] == [False, False, True, False]


def test_free_slug_is_numbered_past_those_in_use_and_in_memory():
    remember_slug(TourFactory(slug="tseh"), "tseh-2")

    assert free_slug(Tour, "Цех") == "tseh-3"
