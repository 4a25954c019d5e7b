"""What the forms of a tour refuse, each rule at its boundary."""

from typing import Any

import pytest

from accelerator.base.common.slugs import remember_slug
from regions.enterprises.models import Enterprise
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import TourFactory
from tests.tours.cabinet.forms import basics, rules
from tours.forms.tours import BasicsForm, CategoryForm, RulesForm
from tours.models import Tour

pytestmark = pytest.mark.django_db


def wrong(form: Any) -> set[str]:
    form.is_valid()
    return set(form.errors)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"party_min": "8", "party_max": "8", "capacity": "8"}, set()),
        ({"party_min": "8", "party_max": "7"}, {"party_max"}),
        ({"party_min": "8", "party_max": "8", "capacity": "7"}, {"capacity"}),
        ({"booking_closes_hours": "2160", "cancel_until_hours": "2160"}, set()),
        ({"booking_closes_hours": "2161"}, {"booking_closes_hours"}),
        ({"cancel_until_hours": "2161"}, {"cancel_until_hours"}),
        ({"booking_closes_hours": "0", "cancel_until_hours": "0"}, set()),
        ({"party_min": "", "party_max": "1", "capacity": "1"}, {"party_min"}),
        ({"party_max": ""}, {"party_max"}),
        ({"capacity": ""}, {"capacity"}),
        ({"cancel_until_hours": ""}, {"cancel_until_hours"}),
    ],
)
def test_rules_of_booking_fit_each_other(changes: dict[str, str], fields: set[str]):
    assert wrong(RulesForm(rules(**changes), instance=TourFactory())) == fields


@pytest.mark.parametrize(
    ("least", "most", "fields"),
    [("7", "7", set()), ("8", "7", {"max_age"}), ("", "7", set()), ("8", "", set()), ("x", "7", {"min_age"})],
)
def test_ages_of_a_category_are_no_empty_span(least: str, most: str, fields: set[str]):
    data = {"name_ru": "Дети", "min_age": least, "max_age": most, "price": "0"}

    assert wrong(CategoryForm(data)) == fields


def test_address_that_another_tour_had_is_taken_and_ones_own_is_not():
    site = SiteFactory()
    own, other = TourFactory(site=site), TourFactory(site=site)
    remember_slug(own, "mine")
    remember_slug(other, "theirs")
    remember_slug(site.enterprise, "a-works")

    def form(slug: str) -> BasicsForm:
        instance = Tour.objects.get(pk=own.pk)
        enterprise = Enterprise.objects.get(pk=site.enterprise_id)
        return BasicsForm(basics(site, slug=slug), instance=instance, enterprise=enterprise)

    assert wrong(form("theirs")) == {"slug"}
    assert wrong(form("a-works")) == set()
    kept = form("mine")
    assert wrong(kept) == set()
    assert kept.cleaned_data["slug"] == "mine"
