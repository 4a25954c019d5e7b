"""Every form that a page shows, filled with values that are hard to expect; a new form is found by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.forms.forms import BaseForm
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from accelerator.base.accounts.admin import UserAdminForm
from accelerator.base.common.emails import EmailField
from accelerator.base.common.forms import PersonNameField
from accelerator.base.common.i18n import I18nTextField, I18nTextFormField
from tests.access.bodies import forms_in
from tests.access.expected import TABLE
from tests.access.test_matrix import ROUTES, letters_of, world
from tests.access.world import ACTORS, KWARGS, World
from tests.factories.booking import held_order

__all__ = ["world"]
OURS = ("accelerator.", "regions.", "tours.")
HOSTILE = "\ufeff А\u0000\u0007\u00ad\u200b\u202eн\ue000\ud800\u0430\tи\u0306\r\nб\u2028в \u2060"
ON_ONE_LINE, ON_LINES = " Ана й б в ", " Ана й\nб\nв "
BLANK = "\u200b\u3164\u2800\u00ad \t"


class FilledValues(MultiValueDict):
    """A request with the same value for every field."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def __getitem__(self, key: str) -> Any:
        return self.text

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: str, default: Any = None) -> Any:
        return self.text

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        return [self.text]


@pytest.fixture(scope="module")
def shown(world: World) -> list[BaseForm]:
    """The forms of all pages, as those who may fill them see them."""
    found: list[BaseForm] = []
    cache.clear()
    with transaction.atomic():
        pages = [reverse("booking:details", args=[held_order(world.own.slot, people).token]) for people in (1, 2)]
        for url in (*pages, *(reverse(name) for name in ROUTES if _is_library_form(name))):
            for actor in ("anonymous", "tourist"):
                found += forms_in(world.clients[actor].get(url))
        found += [form for line in TABLE for form in _forms_of(world, line)]
        transaction.set_rollback(True)
    return [*found, UserAdminForm()]


def _is_library_form(name: str) -> bool:
    return name.startswith(("account_", "mfa_")) and "<" not in ROUTES[name]


def _forms_of(world: World, line: Any) -> Iterator[BaseForm]:
    url = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))
    posted = letters_of(line.post) if line.post != "~" else "-" * len(ACTORS)
    for actor, seen, sent in zip(ACTORS, letters_of(line.get), posted, strict=True):
        if seen == ".":
            yield from forms_in(world.clients[actor].get(url))
        if sent == "e":
            with transaction.atomic():
                yield from forms_in(world.clients[actor].post(url, {"csrfmiddlewaretoken": "…", **line.body}))
                transaction.set_rollback(True)
        if seen == "." or sent == "e":
            return


def filled(form: BaseForm, text: str) -> BaseForm:
    """The form as if this had been typed into every field."""
    form.data, form.files, form.is_bound = FilledValues(text), MultiValueDict(), True
    return form


def subclasses(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def is_ours(form: type) -> bool:
    return form.__module__.startswith(OURS)


def test_every_form_of_ours_is_walked(shown: list[BaseForm]):
    bases = {base for form in shown for base in type(form).__mro__}
    missed = {form.__name__ for form in subclasses(BaseForm) if is_ours(form) and form not in bases}

    assert missed == NOT_SHOWN


# No page of this world shows them; they ask for choices and numbers, or are allauth's with nothing of ours but words.
NOT_SHOWN = {
    "AuthenticateForm", "AuthenticatePasskeyForm", "ChangePasswordForm",
    "ConfirmEmailVerificationCodeForm", "ConfirmLoginCodeForm",
    "EditWebAuthnForm", "PlanForm", "ReauthenticateForm",
    "ReauthenticatePasskeyForm", "ResetPasswordKeyForm", "RoleForm", "RoutePartyForm",
    "SecondStepReauthenticateForm", "SocialSignupForm",
}  # fmt: skip


def test_every_text_comes_to_its_field_clean(shown: list[BaseForm]):
    for form in shown:
        for bound in filled(form, HOSTILE):
            for widget, text in parts_of(bound):
                keeps = isinstance(widget, forms.Textarea) or isinstance(bound.field, PersonNameField)
                expected = HOSTILE if isinstance(widget, forms.PasswordInput) else ON_LINES if keeps else ON_ONE_LINE
                assert text == expected, f"{type(form)}.{bound.name}"


def parts_of(bound: forms.BoundField) -> list[tuple[forms.Widget, str]]:
    """Each input of the field with what came of it, if it is a text."""
    widget, data = bound.field.widget, bound.data
    if isinstance(widget, forms.MultiWidget):
        return list(zip(widget.widgets, data, strict=True))
    return [(widget, text) for text in (data if isinstance(data, list) else [data]) if isinstance(text, str)]


def test_what_nobody_can_see_counts_as_nothing(shown: list[BaseForm]):
    for form in shown:
        for bound in filled(form, BLANK):
            is_text = isinstance(bound.field, forms.CharField | I18nTextFormField)
            if is_text and bound.field.required and not isinstance(bound.field.widget, forms.PasswordInput):
                with pytest.raises(ValidationError) as refused:
                    bound.field.clean(bound.data)
                assert refused.value.error_list[0].code in ("required", "incomplete"), f"{type(form)}.{bound.name}"


def longest(field: forms.Field) -> float:
    """How many characters the field takes."""
    inner = field.fields[0] if isinstance(field, I18nTextFormField) else field
    limit = getattr(inner, "max_length", None)
    return float("inf") if limit is None else limit


def column_of(form: BaseForm, name: str) -> Any:
    try:
        return form._meta.model._meta.get_field(name) if isinstance(form, forms.BaseModelForm) else None
    except FieldDoesNotExist:
        return None


def test_no_field_takes_more_than_its_column(shown: list[BaseForm]):
    too_long = set()
    for form in shown:
        for name, field in form.fields.items():
            column = column_of(form, name)
            limit = column.length if isinstance(column, I18nTextField) else getattr(column, "max_length", None)
            if limit and isinstance(field, forms.CharField | I18nTextFormField) and longest(field) > limit:
                too_long.add((type(form).__name__, name))

    assert too_long == set()


def test_every_field_for_free_text_has_an_end(shown: list[BaseForm]):
    endless = {
        (type(form).__name__, name)
        for form in shown
        for name, field in form.fields.items()
        if is_ours(type(form))
        and isinstance(field, forms.CharField | I18nTextFormField)
        and not isinstance(field, forms.UUIDField | forms.JSONField)
        and not isinstance(field.widget, forms.PasswordInput)
        and longest(field) == float("inf")
        and not isinstance(column_of(form, name), models.TextField)
    }

    assert endless == set()


def test_every_email_is_asked_for_by_our_field(shown: list[BaseForm]):
    others = {
        (type(form).__name__, name)
        for form in shown
        for name, field in form.fields.items()
        if isinstance(field, forms.EmailField) and not isinstance(field, EmailField)
    }

    assert others == set()


# Where a `name` is a thing's.
NAMES_OF_THINGS = {
    "accelerator.base.accounts.forms.AddWebAuthnForm", "accelerator.base.common.gallery.GalleryForm",
    "accelerator.forum.forms.forums.HallForm", "accelerator.forum.forms.forums.TrackForm",
    "accelerator.forum.forms.people.OrganisationForm", "regions.enterprises.forms.people.OpeningForm",
    "regions.enterprises.forms.profile.ProfileForm", "regions.enterprises.forms.profile.SiteForm",
    "regions.enterprises.forms.subjects.SubjectForm", "regions.enterprises.forms.subjects.ThemeForm",
    "tours.forms.tours.CategoryForm",
}  # fmt: skip


def test_name_of_a_person_is_no_address_of_a_site(shown: list[BaseForm]):
    taken = set()
    for form in shown:
        for name in form.fields:
            if not re.fullmatch(r"(v\d+_)?name", name) or not is_ours(type(form)):
                continue
            with transaction.atomic():
                filled(form, "evil.example/pay").full_clean()
            if "web_address" not in [error.code for error in form.errors.as_data().get(name, [])]:
                taken.add(f"{type(form).__module__}.{type(form).__name__}")

    assert taken == NAMES_OF_THINGS
