"""Several people give things the same address at the same moment."""

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import SlugTaken
from accelerator.base.common.versions import ANY_VERSION
from accelerator.portal.models import Page
from accelerator.portal.services import create_page
from tests.factories.tours import TourFactory
from tests.together import at_once
from tours.models import Tour
from tours.services import update_basics

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def test_address_that_many_ask_for_is_given_to_one():
    tours = TourFactory.create_batch(MANY)
    jobs = [
        lambda tour=tour: update_basics(tour=tour, values={"slug": "forge"}, expected_version=ANY_VERSION)
        for tour in tours
    ]

    outcomes = at_once(jobs, expected=SlugTaken)

    (renamed,) = [outcome for outcome in outcomes if isinstance(outcome, Tour)]
    assert Tour.objects.get(slug="forge") == renamed


def test_things_of_one_title_get_an_address_each():
    values = {"title": I18nText(en="Forge"), "summary": {}, "body": I18nText(ru="Огонь")}

    at_once([lambda: create_page(values=values, changed_by=None)] * MANY)

    assert set(Page.objects.values_list("slug", flat=True)) == {"forge", *(f"forge-{n}" for n in range(2, MANY + 1))}
