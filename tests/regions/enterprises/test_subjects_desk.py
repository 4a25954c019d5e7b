"""The organizers' desk of themes and subjects."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.models import Subject, Theme
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import SubjectFactory, ThemeFactory
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db
LIST = reverse("enterprises:subjects")


@pytest.fixture
def organizer(client: Client) -> Client:
    client.force_login(UserFactory(organizer=True))
    return client


@pytest.fixture
def subject(db: None) -> Subject:
    Subject.objects.all().delete()
    Theme.objects.all().delete()
    theme = ThemeFactory(slug="fire", name={"ru": "Огонь и металл", "en": "Fire and metal"})
    return SubjectFactory(theme=theme, slug="bells", name={"ru": "Колокола", "en": "Bells"}, motif="bell")


def text(response) -> str:
    return " ".join(response.content.decode().split())


def form_values(subject: Subject, **changes: object) -> dict[str, object]:
    return {
        "name_ru": "Колокола и звон", "name_en": "Bells", "theme": subject.theme_id, "motif": "anvil",
        "version": subject.version, **changes,
    }  # fmt: skip


def test_list_shows_themes_with_drawn_subjects_in_few_queries(
    organizer: Client, subject: Subject, django_assert_max_num_queries
):
    for _ in range(5):
        SubjectFactory(theme=subject.theme, name={"ru": "Ковка"})

    with django_assert_max_num_queries(8):
        page = text(organizer.get(LIST))

    assert "Огонь и металл" in page
    assert page.count('class="cover accent-metal"') == 6
    assert page.count("Нет перевода (английский): на страницах будет русское название.") == 5
    assert "Выше: Колокола" in page


def test_table_leaves_as_a_file(organizer: Client, subject: Subject):
    content = organizer.get(LIST, {"format": "csv"}).content.decode("utf-8-sig")

    assert "Огонь и металл" in content
    assert "колокол" in content
    assert "bells" in content


def test_form_shows_every_motif_drawn_and_the_chosen_one_ticked(organizer: Client, subject: Subject):
    page = text(organizer.get(reverse("enterprises:subject", args=[subject.uuid])))

    assert page.count('name="motif"') == page.count('class="cover accent-metal"') == len(Motif)
    assert re.search(r'value="bell"[^>]*checked', page)


def test_subject_is_changed(organizer: Client, subject: Subject):
    response = organizer.post(reverse("enterprises:subject", args=[subject.uuid]), form_values(subject))

    assert response.url == LIST
    subject.refresh_from_db()
    assert (subject.name["ru"], subject.motif, subject.version) == ("Колокола и звон", "anvil", 2)


def test_two_at_one_subject_see_both_versions(organizer: Client, subject: Subject):
    address, form = reverse("enterprises:subject", args=[subject.uuid]), form_values(subject)
    Subject.objects.filter(pk=subject.pk).update(version=2, name={"ru": "Бубенцы"})

    response = organizer.post(address, form)

    assert response.status_code == 409
    assert "Бубенцы" in text(response)
    assert "наковальня" in text(response)
    again = organizer.post(address, {**form, "version": 2})
    assert again.url == LIST


@pytest.mark.parametrize("wrong", [{"motif": "magic"}, {"name_ru": ""}, {"theme": ""}])
def test_invalid_subject_is_an_error_of_the_form(organizer: Client, subject: Subject, wrong: dict):
    response = organizer.post(reverse("enterprises:subject_new"), form_values(subject, **wrong))

    assert response.status_code == 422
    assert Subject.objects.count() == 1


def test_subject_and_theme_are_added(organizer: Client, subject: Subject):
    assert f'<option value="{subject.theme_id}" selected>' in text(
        organizer.get(reverse("enterprises:subject_new"), {"theme": "fire"})
    )

    organizer.post(reverse("enterprises:theme_new"), {"name_ru": "Лёд", "name_en": "Ice"})
    ice = Theme.objects.get(slug="ice")
    organizer.post(reverse("enterprises:subject_new"), form_values(subject, theme=ice.pk, name_en="Rink", version=""))

    assert Subject.objects.get(slug="rink").theme == ice


def test_theme_is_changed(organizer: Client, subject: Subject):
    address = reverse("enterprises:theme", args=[subject.theme.uuid])

    organizer.post(address, {"name_ru": "Жар", "name_en": "", "version": 1})

    assert Theme.objects.get().name == {"ru": "Жар"}


def test_rows_are_moved(organizer: Client, subject: Subject):
    second = SubjectFactory(theme=subject.theme, slug="second", position=9)
    last = ThemeFactory(slug="last", position=900)

    organizer.post(reverse("enterprises:subject_shift", args=[second.uuid]), {"to": "up"})
    organizer.post(reverse("enterprises:theme_shift", args=[last.uuid]), {"to": "up"})
    organizer.post(reverse("enterprises:theme_shift", args=[last.uuid]), {"to": "aside"})

    assert list(Subject.objects.in_order().values_list("slug", flat=True)) == ["second", "bells"]
    assert list(Theme.objects.in_order().values_list("slug", flat=True)) == ["last", "fire"]


def test_what_is_used_is_kept_with_a_word_and_the_rest_goes_after_a_question(organizer: Client, subject: Subject):
    tour = TourFactory(subject=subject, title={"ru": "Отливка колокола"})
    address = reverse("enterprises:subject_delete", args=[subject.uuid])

    assert "Удалить «Колокола»?" in text(organizer.get(address))
    assert "«Отливка колокола»" in text(organizer.post(address, follow=True))
    assert "В теме 1 сюжет" in text(
        organizer.post(reverse("enterprises:theme_delete", args=[subject.theme.uuid]), follow=True)
    )
    tour.delete()
    assert "«Колокола»: удалено" in text(organizer.post(address, follow=True))
    assert not Subject.objects.exists()
