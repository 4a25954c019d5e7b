"""Several people edit the same thing in the same moment: of one version one is saved, and the others are told."""

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import EditConflict
from regions.enterprises.models import Subject, Theme
from regions.enterprises.services.subjects import shift_subject, shift_theme
from tests.factories.enterprises import SubjectFactory, ThemeFactory
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


def test_rows_of_a_list_that_are_moved_at_once_are_all_moved():
    Subject.objects.all().delete()
    Theme.objects.all().delete()
    themes = [ThemeFactory(position=place) for place in range(10)]
    subjects = [SubjectFactory(theme=themes[0], position=place) for place in range(10)]

    at_once([lambda: shift_theme(theme=themes[0], by=1)] * 8)
    at_once([lambda: shift_subject(subject=subjects[0], by=1)] * 8)

    for row, others in ((themes[0], Theme.objects.all()), (subjects[0], themes[0].subjects.all())):
        row.refresh_from_db()
        assert row.position == 8
        assert sorted(others.values_list("position", flat=True)) == [*range(10)]
