"""Forms of people, their posts and organisations, and of their roles."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.common.forms import ChosenRow, DateInput, PersonNameField, validate_person_name
from accelerator.base.common.i18n import I18nText, I18nTextFormField
from accelerator.base.common.versioned_forms import VersionedForm, VersionedRows, VersionForm
from accelerator.forum.models import Organisation, Person, PersonPost, Role
from accelerator.forum.services.people import Part
from regions.enterprises.models import Enterprise

BLANK_ROWS = 3


class PersonForm(VersionedForm):
    class Meta:
        model = Person
        fields = Person.EDITABLE

    def clean_name(self) -> I18nText:
        name: I18nText = self.cleaned_data["name"]
        for text in name.values():
            validate_person_name(text)
        return name


class OrganisationForm(VersionedForm):
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = Organisation.EDITABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["enterprise"]
        chosen.queryset = Enterprise.objects.published().by_name()
        chosen.empty_label = _("not on the portal")


class PostForm(forms.ModelForm):
    """A post; a row without a title does not count."""

    title = I18nTextFormField(label=_("Post"), max_length=200, required=False)
    organisation = ChosenRow(label=_("Organisation"))

    class Meta:
        model = PersonPost
        fields = PersonPost.EDITABLE
        widgets = {"since": DateInput(), "until": DateInput()}

    def __init__(self, *args: Any, organisations: Mapping[str, Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.offer(organisations)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("organisation") and not cleaned.get("title"):
            self.add_error("title", _("Enter the post held at this organisation."))
        return cleaned


class PartForm(forms.Form):
    """A person in a session, chosen or new by name; a row with neither does not count."""

    person = ChosenRow(label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.SPEAKER)
    name = PersonNameField(label=_("Someone new: first name and surname"), max_length=120, required=False)

    def __init__(self, *args: Any, people: Mapping[str, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["person"]
        chosen.offer(people, _with_post)
        if self.initial.get("person"):
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen: Any = self.fields["person"]
        if name := " ".join(cleaned.get("name", "").split()):
            if cleaned.get("person"):
                self.add_error("name", _("Choose a person from the list or enter a new one, not both."))
            elif any(name in person.name.values() for person in chosen.rows.values()):
                self.add_error("name", _("There is already someone with this name in the list: choose them there."))
            cleaned["name"] = name
        return cleaned


def _with_post(person: Person) -> str:
    """«Анна Петрова, директор, Завод»: the present post tells namesakes apart."""
    post = person.post_on(clock.now().date())
    parts = (person.name, post.title, post.organisation) if post else (person.name,)
    return ", ".join(str(text) for text in parts if text)


class ForumPeopleForm(VersionForm):
    version_column = "people_version"


class ForumPartForm(PartForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.PARTICIPANT)
    note = I18nTextFormField(label=_("Note"), max_length=120, required=False)
    field_order = ("person", "role", "note", "name")


class Rows(VersionedRows):
    """Rows of which blank ones do not count; each has a heading for the summary of errors."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.heading = _("Row {n}").format(n=(index or 0) + 1)

    def posts(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]

    def parts(self) -> list[Part]:
        return [
            Part(row["person"], row["role"], row.get("name", ""), row.get("note", I18nText())) for row in self._named()
        ]

    def _named(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms]
        return [row for row in rows if row.get("person") or row.get("name")]

    @property
    def new_names(self) -> list[str]:
        """The names that were typed, each once."""
        return list(dict.fromkeys(row["name"] for row in self._named() if row.get("name")))


def _by_uuid(rows: Iterable[Any]) -> dict[str, Any]:
    return {str(row.uuid): row for row in rows}


def post_formset(data: Any, posts: Iterable[PersonPost] = ()) -> Rows:
    """A person's posts, and blank rows for more."""
    initial = [{name: getattr(post, name) for name in PersonPost.EDITABLE} for post in posts]
    return _rows(PostForm, "posts", data, initial, organisations=_by_uuid(Organisation.objects.by_name()), blank=2)


def part_formset(data: Any, parts: Iterable[Any] = ()) -> Rows:
    """A session's people, and blank rows for more."""
    initial = [{"person": part.person, "role": part.role} for part in parts]
    return _rows(PartForm, "parts", data, initial, people=_by_uuid(Person.objects.with_posts().by_name()))


def forum_part_formset(data: Any, parts: Iterable[Any] = ()) -> Rows:
    """A forum's people, and blank rows for more."""
    initial = [{"person": part.person, "role": part.role, "note": part.note} for part in parts]
    return _rows(ForumPartForm, "parts", data, initial, people=_by_uuid(Person.objects.with_posts().by_name()))


def _rows(
    form: Any, prefix: str, data: Any, initial: list[dict[str, Any]], *, blank: int = BLANK_ROWS, **offered: Any
) -> Rows:
    made: Any = forms.formset_factory(form, formset=Rows, extra=blank, max_num=200, absolute_max=250)
    return made(data, prefix=prefix, initial=initial, form_kwargs=offered)
