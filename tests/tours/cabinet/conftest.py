"""A site of the manager's enterprise, and the draft of a tour there."""

import pytest


@pytest.fixture
def site(membership):
    from tests.factories.enterprises import SiteFactory  # noqa: PLC0415 - models come later than conftests

    return SiteFactory(enterprise=membership.enterprise)


@pytest.fixture
def tour(site):
    from tests.factories.tours import TourFactory  # noqa: PLC0415 - models come later than conftests

    return TourFactory(site=site, enterprise=site.enterprise)
