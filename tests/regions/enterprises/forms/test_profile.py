"""What the forms of an enterprise and its sites clean and refuse."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from accelerator.base.common.slugs import remember_slug
from regions.enterprises.forms.profile import CoordinateField, ProfileForm, SiteForm
from regions.enterprises.models import Enterprise
from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.regions import RegionFactory
from tests.regions.enterprises.test_profile import profile_values, site_values

pytestmark = pytest.mark.django_db


def profile(enterprise: Enterprise, **changes: str) -> ProfileForm:
    return ProfileForm(profile_values(enterprise, **changes), instance=Enterprise.objects.get(pk=enterprise.pk))


def site(**changes: str) -> SiteForm:
    data = QueryDict(mutable=True)
    data.update(site_values(**changes))
    return SiteForm(data, zone="Europe/Moscow")


def test_phone_is_stored_in_one_shape_or_not_at_all():
    enterprise = EnterpriseFactory()
    with_phone, without = profile(enterprise), profile(enterprise, phone="")

    assert not with_phone.errors
    assert not without.errors
    assert (with_phone.cleaned_data["phone"], without.cleaned_data["phone"]) == ("+74842550001", "")


def test_address_that_another_enterprise_had_is_taken_and_ones_own_is_not():
    enterprise, other = EnterpriseFactory(), EnterpriseFactory()
    remember_slug(enterprise, "mine")
    remember_slug(other, "theirs")

    assert set(profile(enterprise, slug="theirs").errors) == {"slug"}
    assert not profile(enterprise, slug="mine").errors


@pytest.mark.parametrize(
    ("typed", "degrees"),
    [
        ("54,5137004", "54.51370"), (54.5137004, "54.51370"), ("359.9999999", "360.00000"), ("360", "360"),
        ("1e999", "1e999"), ("-361.1234567", "-361.1234567"), ("", None),
    ],
)  # fmt: skip
def test_degrees_are_rounded_where_they_are_any(typed: Any, degrees: str | None):
    found = CoordinateField().to_python(typed)

    assert found == (None if degrees is None else Decimal(degrees))


@pytest.mark.parametrize(
    ("latitude", "longitude", "fields"),
    [("", "", set()), ("54.5", "36.2", set()), ("54.5", "", {"longitude"}), ("", "36.2", {"latitude"}),
     ("north", "", {"latitude"}), ("", "east", {"longitude"})],
)  # fmt: skip
def test_coordinates_come_as_a_pair(latitude: str, longitude: str, fields: set[str]):
    assert set(site(latitude=latitude, longitude=longitude).errors) == fields


def test_zone_of_a_city_is_the_zone():
    region = RegionFactory(timezone="Asia/Yekaterinburg")
    SiteFactory(enterprise__region=region)

    form = site(timezone=f"Asia/Yekaterinburg@{region.code}")

    assert not form.errors
    assert form.cleaned_data["timezone"] == "Asia/Yekaterinburg"
