"""What forms do of things that two people edit at once."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from accelerator.base.common.errors import Refusal
from accelerator.base.common.versioned_forms import Saving
from accelerator.base.common.versions import EditConflict
from accelerator.forum.forms.forums import HallForm
from accelerator.forum.models import Hall
from tests.factories.forum import HallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def hall() -> Hall:
    return HallFactory(name={"ru": "Синий зал", "en": "Blue Hall"}, capacity=120, version=4)


def sent(**fields: str) -> HallForm:
    """As a person sends it who has opened the third version."""
    data = QueryDict(mutable=True)
    data.update({"name_ru": "Синий зал", "name_en": "Blue Hall", "capacity": "120", "version": "3"} | fields)
    return HallForm(data)


@pytest.mark.parametrize(
    ("fields", "differences"),
    [
        ({}, []),
        ({"capacity": "80"}, [("120", "80")]),
        ({"name_en": "Red Hall"}, [("Синий зал / Blue Hall", "Синий зал / Red Hall")]),
        ({"name_en": "", "capacity": ""}, [("Синий зал / Blue Hall", "Синий зал"), ("120", "")]),
    ],
    ids=["none", "number", "words", "left empty"],
)
def test_form_tells_how_it_differs_from_what_is_stored(hall: Hall, fields: dict, differences: list[tuple[str, str]]):
    rebased = sent(**fields).rebase_on(hall)

    assert [(one.theirs, one.yours) for one in rebased] == differences


def test_form_on_top_of_another_version_would_change_that_one(hall: Hall):
    form = sent(capacity="80")
    form.rebase_on(hall)

    assert form.is_valid(), form.errors
    assert (form.expected_version, form.cleaned_data["capacity"]) == (4, 80)


def test_form_that_says_no_version_expects_none(hall: Hall):
    form = sent(version="")

    assert form.is_valid(), form.errors
    assert form.expected_version == 0


class TooLarge(Refusal):
    message = "The building has 100 seats."
    field = "capacity"


class Unlit(Refusal):
    message = "It has no light."
    field = "lamps"  # of another form


@pytest.mark.parametrize(
    ("refusal", "field", "status", "errors"),
    [
        (None, None, 200, {}),
        (Refusal("Not now."), None, 422, {"__all__": ["Not now."]}),
        (Refusal("Not now."), "name", 422, {"name": ["Not now."]}),
        (TooLarge(), None, 422, {"capacity": ["The building has 100 seats."]}),
        (TooLarge(), "name", 422, {"capacity": ["The building has 100 seats."]}),
        (Unlit(), None, 422, {"__all__": ["It has no light."]}),
    ],
    ids=["saved", "refused", "the view's field", "its own field", "its own before the view's", "no such field"],
)
def test_what_a_service_refuses_is_an_error_of_the_form(hall, refusal, field, status, errors):
    form = sent()
    assert form.is_valid()

    saving = Saving(form, field=field)
    with saving:
        if refusal:
            raise refusal

    assert (saving.status, saving.conflict, saving.refusal, form.errors) == (status, {}, refusal, errors)


def test_edit_conflict_shows_both_versions(hall):
    form = sent(capacity="80")
    assert form.is_valid()

    saving = Saving(form)
    with saving:
        raise EditConflict(hall)

    assert saving.status == 409
    assert [(one.theirs, one.yours) for one in saving.conflict["differences"]] == [("120", "80")]


def test_other_errors_of_a_service_are_not_hidden(hall):
    with pytest.raises(LookupError), Saving(sent()):
        raise LookupError
