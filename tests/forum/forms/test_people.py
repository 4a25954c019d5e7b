"""What forms of people and posts refuse."""

from typing import Any

import pytest
from django.utils import translation

from accelerator.forum.forms.people import PersonForm, part_formset, post_formset
from accelerator.forum.models import Person, Role
from tests.factories.forum import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("ru", "en", "is_one"),
    [
        ("Анна Петрова", "Anna Petrova", True),
        ("Анна Петрова", "", True),
        ("Анна http://evil.example", "Anna Petrova", False),
        ("Анна Петрова", "www.evil.com", False),
    ],
)
def test_name_is_one_in_every_language(ru: str, en: str, is_one: bool):
    form = PersonForm({"name_ru": ru, "name_en": en})

    assert form.is_valid() is is_one, form.errors
    assert is_one or list(form.errors) == ["name"]
    if is_one:
        assert form.cleaned_data["name"]["ru"] == ru


def posts(title: str, organisation: str, since: str = "") -> Any:
    row = {"posts-0-title_ru": title, "posts-0-organisation": organisation, "posts-0-since": since}
    return post_formset({"posts-TOTAL_FORMS": 1, "posts-INITIAL_FORMS": 0, **row})


def test_post_at_an_organisation_has_a_title():
    organisation = OrganisationFactory()

    assert posts("директор", str(organisation.uuid)).is_valid()
    assert posts("директор", "").is_valid()
    assert posts("", "").is_valid()  # a blank row is no post
    assert _valid(posts("", "", since="2020-01-01")).posts() == []  # nor is one of which only a day is known
    untitled = posts("", str(organisation.uuid))
    assert not untitled.is_valid()
    assert list(untitled.forms[0].errors) == ["title"]


def part(**row: str) -> Any:
    values = {f"parts-0-{name}": value for name, value in {"role": Role.SPEAKER, **row}.items()}
    return part_formset({"parts-TOTAL_FORMS": 1, "parts-INITIAL_FORMS": 0, **values})


def test_somebody_is_chosen_or_named_and_nobody_twice():
    person = PersonFactory(name={"ru": "Анна Петрова", "en": "Anna Petrova"})
    chosen = str(person.uuid)

    [by_choice] = _valid(part(person=chosen)).parts()
    assert (by_choice.person, by_choice.name) == (person, "")
    [by_name] = _valid(part(name="  Иван   Новый ")).parts()
    assert (by_name.person, by_name.name) == (None, "Иван Новый")
    assert _valid(part()).parts() == []
    for refused in (
        part(person=chosen, name="Иван Новый"),
        part(name="Анна Петрова"),
        part(name="Anna  Petrova"),
        part(name="www.evil.com"),
    ):
        assert not refused.is_valid()
        assert list(refused.forms[0].errors) == ["name"]


def test_row_that_is_not_offered_is_refused():
    other = Person(name={"ru": "Никто"})

    refused = part(person=str(other.uuid))
    assert not refused.is_valid()
    assert list(refused.forms[0].errors) == ["person"]


def _valid(rows: Any) -> Any:
    assert rows.is_valid(), rows.errors
    return rows
