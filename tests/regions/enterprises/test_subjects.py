"""The table of subjects to begin with, and how forms ask for one."""

import pytest
from django.utils import translation

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.forms.profile import ProfileForm
from regions.enterprises.forms.subjects import SubjectField
from regions.enterprises.models import Subject, Theme
from tests.factories.enterprises import EnterpriseFactory, SubjectFactory, ThemeFactory, starting_subjects

pytestmark = pytest.mark.django_db


def test_the_starting_table_is_whole_and_in_both_languages():
    starting_subjects()

    themes, subjects = list(Theme.objects.in_order()), list(Subject.objects.with_theme().in_order())
    assert len(themes) == 11
    assert len(subjects) == 106
    assert [theme.slug for theme in themes][:3] == ["fire-and-metal", "clay-and-glass", "chocolate-cheese-wine"]
    assert all(set(one.name) == {"ru", "en"} for one in [*themes, *subjects])
    assert {subject.motif for subject in subjects} == set(Motif) - {Motif.GATE}
    assert [subject.theme for subject in subjects] == sorted(
        (subject.theme for subject in subjects), key=lambda theme: theme.position
    )


def test_field_asks_theme_by_theme_and_reads_slugs():
    Subject.objects.all().delete()
    late, early = ThemeFactory(position=2, name={"ru": "Вторая"}), ThemeFactory(position=1, name={"ru": "Первая"})
    second = SubjectFactory(theme=early, position=2, slug="second", name={"ru": "Б"})
    SubjectFactory(theme=early, position=1, slug="first", name={"ru": "А"})
    SubjectFactory(theme=late, slug="third", name={"ru": "В"})

    field = SubjectField()

    with translation.override("ru"):
        choices = [(str(value), words) for value, words in field.choices]
    assert [value for value, _words in choices] == ["", "Первая", "Вторая"]
    assert [[(str(slug), words) for slug, words in group] for _name, group in choices[1:]] == [
        [("first", "А"), ("second", "Б")], [("third", "В")],
    ]  # fmt: skip
    assert field.clean("second") == second
    assert field.clean("") is None
    assert field.prepare_value(second.pk) == "second"
    assert field.prepare_value(second.pk + 1_000_000) == ""
    assert field.prepare_value("typed") == "typed"


def test_profile_form_shows_and_takes_the_subject():
    subject = SubjectFactory()
    enterprise = EnterpriseFactory(subject=subject)

    form = ProfileForm(instance=enterprise)

    assert form["subject"].value() == subject.slug
    assert f'<option value="{subject.slug}" selected>' in str(form["subject"])
