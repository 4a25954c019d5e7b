"""What the form of a forum refuses."""

from typing import Any

import pytest

from accelerator.forum.forms.forums import ForumForm
from regions.enterprises.zones import SEPARATOR, zone_choices
from tests.factories.enterprises import SiteFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def form(**changes: Any) -> ForumForm:
    data = {
        "title_ru": "Форум", "title_en": "Forum", "starts_date": "2027-04-06", "ends_date": "2027-04-07",
        "city_ru": "Калуга", "timezone": "Europe/Moscow", "status": "draft", **changes,
    }  # fmt: skip
    return ForumForm(data)


def test_forum_meets_at_a_site_or_in_a_city():
    site = SiteFactory()

    assert form().is_valid(), form().errors
    assert form(city_ru="", site=site.pk).is_valid()
    assert form(site=site.pk).is_valid()
    assert list(form(city_ru="").errors) == ["city"]
    wrong = form(city_ru="я" * 9999)
    assert len(wrong.errors["city"]) == 1  # what is wrong with it already is not said to be missing


def test_zone_is_stored_by_its_name_whatever_its_label_says():
    RegionFactory()
    offered = [value for _group, zones in zone_choices("Europe/Moscow") for value, _label in zones]
    option = next(value for value in offered if SEPARATOR in value)

    chosen = form(timezone=option)

    assert chosen.is_valid(), chosen.errors
    assert chosen.cleaned_data["timezone"] == option.partition(SEPARATOR)[0]
