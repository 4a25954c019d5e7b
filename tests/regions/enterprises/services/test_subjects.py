"""Writes of the table of subjects, each way out."""

import pytest
from django.utils import translation

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import EditConflict
from regions.enterprises.models import Subject, Theme
from regions.enterprises.services import subjects as services
from regions.enterprises.services.subjects import SubjectUsed
from tests.factories.enterprises import EnterpriseFactory, SubjectFactory, ThemeFactory
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db
NAME = I18nText({"ru": "Лёд", "en": "Ice"})


@pytest.fixture(autouse=True)
def no_starting_table(db: None) -> None:
    Subject.objects.all().delete()
    Theme.objects.all().delete()


def order(rows) -> list[str]:
    return [row.slug for row in rows.order_by("position", "pk")]


def test_new_ones_come_last_with_an_address_of_their_english_name():
    theme = services.save_theme(values={"name": NAME})
    twin = services.save_theme(values={"name": I18nText({"ru": "Лёд и снег"})})
    first, second = (services.save_subject(values={"theme": theme, "name": NAME, "motif": "salt"}) for _ in range(2))

    assert [(one.slug, one.position, one.version) for one in (theme, twin)] == [("ice", 0, 1), ("led-i-sneg", 1, 1)]
    assert [(one.slug, one.position, one.motif) for one in (first, second)] == [
        ("ice", 0, "salt"),
        ("ice-2", 1, "salt"),
    ]


def test_a_change_keeps_the_address_and_the_place_and_raises_the_version():
    theme, subject = ThemeFactory(slug="old"), SubjectFactory(slug="old", position=4)

    services.save_theme(values={"name": NAME}, theme=theme, expected_version=1)
    services.save_subject(
        values={"theme": subject.theme, "name": NAME, "motif": "bell"}, subject=subject, expected_version=1
    )

    theme.refresh_from_db()
    subject.refresh_from_db()
    assert (theme.slug, theme.name, theme.version) == ("old", NAME, 2)
    assert (subject.slug, subject.name, subject.motif, subject.position, subject.version) == ("old", NAME, "bell", 4, 2)


def test_a_change_of_what_somebody_else_has_changed_is_refused():
    theme, subject = ThemeFactory(version=2), SubjectFactory(version=2)

    with pytest.raises(EditConflict) as refused:
        services.save_theme(values={"name": NAME}, theme=theme, expected_version=1)
    assert refused.value.current == theme
    with pytest.raises(EditConflict):
        values = {"theme": subject.theme, "name": NAME, "motif": "bell"}
        services.save_subject(values=values, subject=subject, expected_version=1)


def test_a_subject_that_changes_its_theme_comes_last_there():
    subject, other = SubjectFactory(position=0), SubjectFactory(position=7)

    values = {"theme": other.theme, "name": NAME, "motif": "bell"}
    moved = services.save_subject(values=values, subject=subject, expected_version=1)

    assert (moved.theme, moved.position) == (other.theme, 8)


@pytest.mark.parametrize(
    ("moved", "by", "expected"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("a", 2, "bca"), ("c", -9, "cab")],
)
def test_rows_move_among_their_siblings_and_no_further(moved: str, by: int, expected: str):
    theme = ThemeFactory(slug="x", position=9)
    subjects = {slug: SubjectFactory(theme=theme, slug=slug, position=3) for slug in "abc"}
    elsewhere = SubjectFactory(slug="d", position=5)

    services.shift_subject(subject=subjects[moved], by=by)

    assert "".join(order(Subject.objects.filter(theme=theme))) == expected
    elsewhere.refresh_from_db()
    assert elsewhere.position == 5


def test_themes_move_too():
    for position, slug in enumerate("abc"):
        ThemeFactory(slug=slug, position=position)

    services.shift_theme(theme=Theme.objects.get(slug="a"), by=1)

    assert order(Theme.objects.all()) == ["b", "a", "c"]


def test_a_subject_that_something_is_about_stays_and_the_refusal_names_it():
    subject = SubjectFactory()
    for number in range(3):
        TourFactory(subject=subject, title={"ru": f"Плавка «{number}»"})
    EnterpriseFactory(subject=subject, name={"ru": "Завод"})

    with translation.override("ru"), pytest.raises(SubjectUsed) as refused:
        services.delete_subject(subject=subject)

    assert str(refused.value) == (
        "Этот сюжет выбран здесь: «Завод», «Плавка „0“», «Плавка „1“» и ещё 1. Сначала выберите там другой."
    )
    assert Subject.objects.filter(pk=subject.pk).exists()


def test_a_theme_that_has_subjects_stays_and_the_refusal_counts_them():
    subject = SubjectFactory()
    SubjectFactory(theme=subject.theme)

    with translation.override("ru"), pytest.raises(SubjectUsed, match="В теме 2 сюжета"):
        services.delete_theme(theme=subject.theme)

    assert Theme.objects.filter(pk=subject.theme_id).exists()


def test_what_nothing_is_about_is_deleted():
    subject, other, empty = SubjectFactory(), SubjectFactory(), ThemeFactory()

    services.delete_subject(subject=subject)
    services.delete_theme(theme=subject.theme)

    assert list(Subject.objects.all()) == [other]
    assert set(Theme.objects.all()) == {other.theme, empty}


def test_few_things_that_a_subject_is_chosen_for_are_all_named():
    subject = SubjectFactory()
    for number in range(3):
        TourFactory(subject=subject, title={"ru": f"Плавка {number}"})

    with translation.override("ru"), pytest.raises(SubjectUsed, match="«Плавка 0», «Плавка 1», «Плавка 2»\\. Сначала"):
        services.delete_subject(subject=subject)
