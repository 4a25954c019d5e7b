"""The table of visit requirements: whole, and true on the page."""

import re
from collections.abc import Iterator
from datetime import time
from html import unescape
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.test import Client
from django.utils import translation

from accelerator.base.common.i18n import I18nTextField
from tests.factories.tours import SlotFactory, TourFactory
from tests.portal.markup import html_of
from tours.models import VisitRequirements
from tours.requirements import BY_NAME, TABLE, Group, Use, essentials, grouped, requirements_of, with_use

FIELDS = {
    field.name: field
    for field in VisitRequirements._meta.get_fields()
    if isinstance(field, models.Field) and field.name not in ("id", "tour", "version")
}


def samples(field: models.Field) -> Iterator[Any]:
    """Values that the field can hold: every choice of it, both answers, zero and more."""
    if isinstance(field, I18nTextField):
        yield {"ru": f"Слова: {field.name}", "en": f"Words: {field.name}"}
    elif isinstance(field, ArrayField):
        choices = [value for value, _label in field.base_field.choices or []]
        yield choices
        yield choices[:1]
    elif field.choices:
        yield from (value for value, _label in field.flatchoices)
    elif isinstance(field, models.BooleanField):
        yield from (True, False)
    else:
        yield from (1, 2, 5)
        if not any(getattr(validator, "limit_value", 0) == 1 for validator in field.validators):
            yield 0


CASES = [(name, value) for name, field in FIELDS.items() for value in samples(field)]


def test_every_field_is_in_the_table_once() -> None:
    assert [row.name for row in TABLE] == list(dict.fromkeys(row.name for row in TABLE))
    assert set(BY_NAME) == set(FIELDS)


def test_every_row_is_used_in_a_group_and_shown() -> None:
    assert all(row.uses for row in TABLE)
    assert with_use(Use.SHOWN) == list(TABLE)
    assert {row.group for row in TABLE} == set(Group)
    assert all(Use.CHECKED in row.uses for row in with_use(Use.ASKED))


@pytest.mark.parametrize("name", list(FIELDS))
def test_unknown_says_nothing(name: str) -> None:
    assert BY_NAME[name].text_for(VisitRequirements()) is None


@pytest.mark.parametrize("name", list(FIELDS))
def test_labels_hold_no_units_of_the_staffs_form(name: str) -> None:
    with translation.override("en"):
        label = BY_NAME[name].label
    assert not re.search(r",.*(minutes|hours|days|people|metres|steps)|\b(from|up to)$", label)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("name", "value"), CASES)
def test_every_value_has_words_in_both_languages(name: str, value: Any, language: str) -> None:
    requirements = VisitRequirements(**{name: value})
    with translation.override(language):
        words = BY_NAME[name].text_for(requirements)
        label = BY_NAME[name].label
    assert words
    assert label
    assert "{" not in words
    is_russian = any("а" <= letter <= "я" for letter in f"{label}{words}".lower())
    assert is_russian == (language == "ru")


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "language"), [("", "ru"), ("/en", "en")])
def test_every_shown_field_is_on_the_page(client: Client, prefix: str, language: str) -> None:
    filled = {name: next(samples(field)) for name, field in FIELDS.items()} | {"group_min": 5, "group_max": None}
    tour = TourFactory(published=True, **{f"requirements__{name}": value for name, value in filled.items()})
    page = unescape(html_of(client.get(f"{prefix}/tours/{tour.slug}/")))
    rows = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page)
    with translation.override(language):
        for row in with_use(Use.SHOWN):
            words = row.text_for(tour.requirements)
            assert words is not None or row.name == "group_max"
            is_shown = any(label == row.label and str(words) in f"{line}, " for label, line in rows)
            assert is_shown or f"<p>{words}</p>" in page or words is None, row.name


@pytest.mark.django_db
def test_what_has_one_label_is_one_line_and_what_is_unknown_is_named_once(client: Client) -> None:
    tour = TourFactory(
        published=True, requirements__group_min=8, requirements__group_max=15, requirements__min_age=4,
        requirements__max_age=65, requirements__min_age_unaccompanied=18, requirements__briefing="on_arrival",
        requirements__briefing_minutes=15,
    )  # fmt: skip
    page = unescape(html_of(client.get(tour.get_absolute_url()))).replace("\u00a0", " ")

    rows = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page)
    assert ("Группа", "8–15 человек") in rows
    assert ("Возраст", "от 4 лет, до 65 лет") in rows
    assert ("Дети", "только со взрослыми") in rows
    assert next(words for label, words in rows if label == "Инструктаж").endswith(", 15 минут")
    assert re.findall(r"<dt>([^<]+)</dt>", page).count("Документ") == 1


@pytest.mark.django_db
def test_children_may_come_alone_from_an_age() -> None:
    tour = TourFactory(requirements__min_age_unaccompanied=14)

    assert BY_NAME["min_age_unaccompanied"].text_for(tour.requirements) == "без взрослого\u00a0— от\u00a014\u00a0лет"


@pytest.mark.django_db
def test_only_important_requirements_are_named_as_unknown() -> None:
    tour = TourFactory(published=True)
    lines = [line for _group, _icon, lines in grouped(requirements_of(tour)) for line in lines]
    assert {line.requirement.name for line in lines} == {
        "min_age", "identity_documents", "footwear", "photo_policy", "wheelchair"
    }  # fmt: skip
    assert {line.text for line in lines} == {"уточните на предприятии"}
    assert [words for _label, words in essentials(SlotFactory(tour=tour))] == ["уточните на предприятии"] * 5


@pytest.mark.django_db
def test_tour_without_requirements_knows_nothing(client: Client) -> None:
    tour = TourFactory(published=True, requirements=None)
    assert "уточните на предприятии" in html_of(client.get(tour.get_absolute_url()))


@pytest.mark.django_db
def test_essentials_are_written_in_words() -> None:
    tour = TourFactory(
        requirements__min_age=12, requirements__footwear="closed", requirements__arrive_minutes_before=20,
        requirements__allergens={"ru": "Фундук, следы арахиса"},
    )  # fmt: skip
    lines = dict(essentials(SlotFactory(tour=tour, at=time(11))))
    assert lines["Возраст"] == "от\u00a012\u00a0лет"
    assert lines["Обувь"] == "закрытая"
    assert lines["Аллергены"] == "Фундук, следы арахиса"
    assert lines["Приходите"] == "к 10:40"
