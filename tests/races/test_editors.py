"""Several people save the same version of a thing in the same moment: one of them does, the others are told."""

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import EditConflict
from tests.factories.tours import TourFactory
from tests.together import at_once
from tours.models import Tour
from tours.services import update_basics

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_version_saved_many_times_at_once_is_saved_once():
    tour = TourFactory()
    jobs = [
        lambda n=n: update_basics(tour=tour, values={"title": I18nText({"ru": f"Цех {n}"})}, expected_version=1)
        for n in range(8)
    ]

    outcomes = at_once(jobs, expected=EditConflict)

    (saved,) = [outcome for outcome in outcomes if isinstance(outcome, Tour)]
    stored = Tour.objects.get()
    assert (stored.title, stored.version) == (saved.title, 2)
    assert {outcome.current.title["ru"] for outcome in outcomes if outcome is not saved} == {stored.title["ru"]}
