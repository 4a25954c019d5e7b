"""A manager's tour, and a slot of it in ten days."""

import pytest


@pytest.fixture
def tour(membership):
    from tests.factories.enterprises import SiteFactory  # noqa: PLC0415 - models come later than conftests
    from tests.factories.tours import TourFactory  # noqa: PLC0415 - models come later than conftests

    return TourFactory(published=True, site=SiteFactory(enterprise=membership.enterprise))


@pytest.fixture
def slot(tour):
    from tests.factories.tours import SlotFactory  # noqa: PLC0415 - models come later than conftests

    return SlotFactory(tour=tour, days_ahead=10)
