"""Every form cleans its text before a field sees it; and the fields that several apps use."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import parts
from accelerator.base.common.formats import nested
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.text import clean_text

# What a mail program makes a link of: an ending in lower case, or a well-known one in any case.
_WELL_KNOWN = (
    "com|net|org|info|biz|ru|su|рф|рус|xyz|top|site|online|shop|store|club|link|click|live|app|dev|онлайн|сайт"
)
_WEB_ADDRESS = re.compile(
    rf"""\w:/ | \bwww\d?\. | \S@\S | \d+(?:\.\d+){{3}} | \w\.\w+/
    | \w\.[a-z][a-z0-9-]+(?!\w) | \w\.(?i:{_WELL_KNOWN})(?!\w)""",
    re.VERBOSE,
)


# What an empty field says, unless its form says something better. Fields read these when they are created, so the app's
# configuration imports this module before any form.
forms.Field.default_error_messages = {**forms.Field.default_error_messages, "required": _("Fill this in.")}
forms.ChoiceField.default_error_messages = {**forms.ChoiceField.default_error_messages, "required": _("Choose one.")}
forms.DateField.default_error_messages = {**forms.DateField.default_error_messages, "required": _("Choose a day.")}
forms.BooleanField.default_error_messages = {"required": _("Tick the box.")}


def has_own_words(field: forms.Field) -> bool:
    """Return whether the form has its own message for this field being empty."""
    messages = (vars(kind).get("default_error_messages", {}) for kind in type(field).__mro__)
    usual = next(one["required"] for one in messages if "required" in one)
    return field.error_messages["required"] is not usual


class TextBoundField(forms.BoundField):
    """Cleans a field's text (see common.text); line breaks stay where the widget shows lines, passwords as typed."""

    @property
    def data(self) -> Any:
        return _cleaned(super().data, self.field.widget, keeps_lines=getattr(self.field, "keeps_lines", False))


class FormRenderer(TemplatesSetting):
    """Renders every form of the project, including those of libraries and the back office, so none can forget it.

    Inputs are drawn by Jinja2, from Django's templates for it: they repeat, and Django's nodes cost ten times as much.
    """

    bound_field_class = TextBoundField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """Return the markup of a form, a field or a widget."""
        if template_name.startswith("django/forms/widgets/") or template_name.endswith(parts.SUFFIX):
            return parts.draw_widget(template_name, context)
        return mark_safe(super().render(template_name, context, request))


def _cleaned(value: Any, widget: forms.Widget, *, keeps_lines: bool = False) -> Any:
    if isinstance(widget, forms.PasswordInput):
        return value
    if isinstance(value, list) and isinstance(widget, forms.MultiWidget) and len(value) == len(widget.widgets):
        return [_cleaned(part, own) for part, own in zip(value, widget.widgets, strict=True)]
    if isinstance(value, list):
        return [_cleaned(part, widget) for part in value]
    if not isinstance(value, str):
        return value
    return clean_text(value, keeps_lines=keeps_lines or isinstance(widget, forms.Textarea))


def _web_address_in(name: str) -> re.Match[str] | None:
    return _WEB_ADDRESS.search(unicodedata.normalize("NFKC", name).replace("。", "."))


def validate_person_name(name: str) -> None:
    """Raise ValidationError for what is no person's name.

    Letters greet people by it, so it is one line and holds nothing that a mail program would make a link of.
    """
    if "\n" in name.strip():
        raise ValidationError(_("Enter the name on one line."), code="lines")
    if found := _web_address_in(name):
        about = next((word for word in name.split() if found[0].strip() in word), found[0])
        raise ValidationError(
            _("Enter the name only, without web or email addresses: “%(part)s”."),
            code="web_address",
            params={"part": about},
        )


def as_person_name(text: str, *, longest: int) -> str:
    """Return the valid part of a name that comes from another service: one line, without addresses."""
    return " ".join(word for word in clean_text(text)[:longest].split() if not _web_address_in(word))


class PersonNameField(forms.CharField):
    """A person's name."""

    default_validators = [validate_person_name]
    keeps_lines = True  # so that the validator sees line breaks


class DateInput(forms.DateInput):
    """The browser's date field, which sends ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ChosenRow(forms.ChoiceField):
    """A choice among rows that are read once for all forms of a set."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.rows: Mapping[str, Any] = {}

    def offer(self, rows: Mapping[str, Any], words: Callable[[Any], str] = str) -> None:
        self.rows = rows
        self.choices = [("", "–"), *((key, words(row)) for key, row in rows.items())]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(value.uuid) if hasattr(value, "uuid") else value


class TypedForm(forms.Form):
    """A confirmation by typing a given text, so that nothing is deleted by accident."""

    typed = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, wanted: str | I18nText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.fields["typed"].label = gettext("To confirm, type “{words}”").format(words=nested(wanted))

    def clean_typed(self) -> str:
        """Accept the text in any of its languages; case, spaces and quotation marks do not count."""
        typed: str = self.cleaned_data["typed"]
        wanted = self.wanted.values() if isinstance(self.wanted, I18nText) else [self.wanted]
        if _without_case_and_quotes(typed) not in {_without_case_and_quotes(words) for words in wanted}:
            raise forms.ValidationError(
                gettext("The words do not match. Type “{words}”.").format(words=nested(self.wanted))
            )
        return typed


def _without_case_and_quotes(text: str) -> str:
    words = text.casefold().replace("ё", "е").translate(dict.fromkeys(map(ord, "«»“”„‘\"'’")))
    return " ".join(words.split())
