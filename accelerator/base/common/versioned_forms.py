"""Forms of things that two people may edit at once: the second sees both versions and loses nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.choices import flatten_choices
from django.utils.translation import pgettext

from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import as_text
from accelerator.base.common.posted import wrong
from accelerator.base.common.slugs import SlugTaken, check_slug
from accelerator.base.common.versions import EditConflict, Versioned


@dataclass(frozen=True)
class Difference:
    """A field as it is stored now, and as this user would have it."""

    label: str
    theirs: str
    yours: str


class _ShowsConflicts(forms.BaseForm):
    @property
    def expected_version(self) -> int:
        return max(self.cleaned_data.get("version") or 0, 0)  # nobody may send ANY_VERSION

    def showing(self, current: Any, **kwargs: Any) -> forms.BaseForm:
        """Return this form as opened for `current`."""
        raise NotImplementedError

    def rebase_on(self, current: Any, **kwargs: Any) -> list[Difference]:
        """Bind this form's data to the version of `current`, and return how the two differ."""
        theirs = self.showing(current, **kwargs)
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: what was sent
        data[self.add_prefix("version")] = str(theirs["version"].value())
        self.adjust_rebased(data, theirs)
        self.data = data
        pairs = [Difference(str(field.label), _text(theirs[name]), _text(self[name])) for name, field in self._shown()]
        return [one for one in pairs if one.theirs != one.yours]

    def adjust_rebased(self, data: Any, theirs: Any) -> None:
        """Change what was sent beyond its version, before it is shown again over `theirs`."""

    def _shown(self) -> Iterator[tuple[str, forms.Field]]:
        return ((name, field) for name, field in self.fields.items() if name != "version")


class VersionedForm(_ShowsConflicts, forms.ModelForm):
    """Carries the version that its author saw; services refuse an older one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version_column = "version"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = getattr(self.instance, self.version_column)
        self.fields["version"].initial = version if self.instance.pk else None

    def clean_slug(self) -> str:
        """Refuse a slug that the service would refuse, beside the errors of other fields."""
        slug: str = self.cleaned_data["slug"].lower()
        try:
            check_slug(self.instance, slug)
        except SlugTaken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return slug

    def showing(self, current: Any, **kwargs: Any) -> forms.BaseForm:
        return type(self)(instance=current, **kwargs)


class VersionForm(_ShowsConflicts, forms.Form):
    """The version alone: what is edited is in rows beneath, or in the fields of a subclass."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version_column = "version"

    def showing(self, current: Versioned, **kwargs: Any) -> forms.BaseForm:
        return type(self)(initial={"version": getattr(current, self.version_column)}, **kwargs)


class VersionedRows(forms.BaseFormSet):
    """Rows beneath a version. Posted rows pair with the rows that their author saw, however many are stored now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.initial = list(self.initial or ())[: self.initial_form_count()]

    def as_text(self) -> str:
        """Return the filled rows, a line for each."""
        return "\n".join(filter(None, map(_row_text, self.forms)))


class Saving:
    """Surrounds a service call: a refusal becomes an error of the form, an edit conflict the context of a 409.

    `conflict` is that context: both versions, above a form that would save this user's on top of the other's.
    `rows` are beneath the form: a label, how to read the stored rows, and those that were posted. `field` is the one
    that refusals are about, unless they name another.
    """

    def __init__(
        self,
        form: forms.BaseForm,
        rows: tuple[str, Callable[[], VersionedRows], VersionedRows] | None = None,
        field: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.form, self.rows, self.field, self.kwargs = form, rows, field, kwargs
        self.refusal: Refusal | None = None
        self.conflict: dict[str, Any] = {}

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, refusal: BaseException | None, traceback: Any) -> bool:
        if not isinstance(refusal, Refusal):
            return False
        self.refusal = refusal
        if isinstance(refusal, EditConflict) and isinstance(self.form, _ShowsConflicts):
            differences = self.form.rebase_on(refusal.current, **self.kwargs)
            if self.rows:
                label, stored, posted = self.rows
                differences.append(Difference(label, stored().as_text(), posted.as_text()))
            differences = [one for one in differences if one.theirs != one.yours]
            self.conflict = {"differences": differences, "refusal": str(refusal)}
        else:
            field = refusal.field or self.field
            self.form.add_error(field if field in self.form.fields else None, str(refusal))
        return True

    @property
    def status(self) -> int:
        """Return the status of a page that shows the form again."""
        if self.conflict:
            return 409
        return 422 if wrong(self.form, *(self.rows[2:] if self.rows else ())) else 200


def _row_text(form: forms.BaseForm) -> str:
    shown = [field for field in form.visible_fields() if field.name != DELETION_FIELD_NAME]
    deleted = DELETION_FIELD_NAME in form.fields and form[DELETION_FIELD_NAME].value()
    if deleted or all(_text(field) == _text(field, field.field.initial) for field in shown):
        return ""
    return " · ".join(f"{field.label}: {text}" for field in shown if (text := _text(field)))


_OWN = object()


def _text(bound: forms.BoundField, value: Any = _OWN) -> str:
    """Return a field's value as people read it: of choices their labels, of texts all languages."""
    field = bound.field
    value = bound.value() if value is _OWN else field.prepare_value(value)
    if isinstance(field, forms.MultipleChoiceField):
        chosen = set(map(str, value or ()))
        return ", ".join(label for code, label in _labels(field) if code in chosen)
    if isinstance(value, list):
        return " / ".join(text for text in value if text)
    if isinstance(value, dict):
        text = as_text(value)
        return " / ".join(text[code] for code in sorted(text, reverse=True) if text[code])
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        row = field.queryset.filter(**{key: value}).first() if value and field.queryset is not None else None
        return field.label_from_instance(row) if row else ""
    if isinstance(field, forms.ChoiceField):
        return dict(_labels(field)).get(str("" if value is None else value), str(value or ""))
    if isinstance(field, forms.BooleanField):
        return str(pgettext("tick box", "yes") if value else pgettext("tick box", "no"))
    if hasattr(field.widget, "format_value"):
        return field.widget.format_value(value) or ""
    return str(value or "")


def _labels(field: forms.ChoiceField) -> list[tuple[str, str]]:
    choices: Any = field.choices
    flat: Any = flatten_choices(choices)
    return [(str(code), str(label)) for code, label in flat]
