"""Text in several languages: one JSONB column holds {"ru": …, "en": …}, and a further language is a setting."""

import json
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import escape
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

FALLBACK = settings.LANGUAGE_CODE  # the language that every text is written in
SOURCE_LANGUAGE = "en"  # the language of the code, and of what is written in Latin letters
if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words  # a text of the interface, translated now or when printed
else:
    Words = str


class I18nText(dict[str, str]):
    """A text by language code; str() gives the active language's, else the Russian one, else any."""

    def in_language(self, code: str | None) -> str:
        """Return the text in this language, or the nearest there is."""
        if code and (text := self.get(code)):
            return text
        for language in ((code or FALLBACK).split("-")[0], FALLBACK):
            if text := self.get(language):
                return text
        return next((text for text in self.values() if text), "")

    def translations(self) -> list[str]:
        """The text in each further language of the portal, empty where it is not written."""
        return [self.get(code, "") for code in further_languages()]

    @property
    def untranslated(self) -> str:
        """The further languages it is not written in, by name and separated by commas."""
        return untranslated(self)

    def __str__(self) -> str:
        return self.in_language(get_language())

    def __bool__(self) -> bool:
        return any(self.values())

    def __html__(self) -> str:
        return escape(str(self))


def active_language() -> str:
    """Return the code of the language that the reader is answered in."""
    return get_language() or FALLBACK


@cache
def cldr_locale(code: str) -> Locale:
    """Return what the Unicode CLDR knows of a language, by Django's code for it."""
    return Locale.parse(to_locale(code))


def portal_name(language: str | None = None) -> str:
    """Return the portal's name in this language, or in the active one."""
    return I18nText(settings.PORTAL_NAME).in_language(language or get_language())


def further_languages() -> list[str]:
    """The codes of the portal's languages besides the one that every text is written in."""
    return [code for code, _name in settings.LANGUAGES if code != FALLBACK]


def language_name(code: str) -> str:
    """«английский», “English”: a language as the active one names it in a sentence."""
    return cldr_locale(code).get_display_name(cldr_locale(active_language())) or code


def untranslated(*texts: I18nText) -> str:
    """The further languages in which one of the texts is not written, by name and separated by commas."""
    return ", ".join(language_name(code) for code in further_languages() if not all(text.get(code) for text in texts))


def translated_headings(heading: str) -> list[str]:
    """The headings of columns that hold `I18nText.translations`: “Name (English)”."""
    return [f"{heading} ({language_name(code)})" for code in further_languages()]


def plural_forms(words: Callable[[int], str]) -> dict[str, str]:
    """Return what `words` makes of a number, in each plural form of the active language by CLDR's name for it.

    For scripts, which choose the form by Intl.PluralRules; these numbers cover the forms of English and Russian.
    """
    return {"one": words(1), "few": words(2), "many": words(5), "other": words(5)}


def as_text(value: Mapping[str, str] | str | None) -> I18nText:
    """Return the text that a column, a form or a fixture holds; raise ValidationError for an unknown language."""
    if value is None or isinstance(value, str):
        return I18nText({FALLBACK: value} if value else {})
    known = dict(settings.LANGUAGES)
    if unknown := [code for code in value if code not in known]:
        raise ValidationError(_("Unknown language: %(code)s"), params={"code": ", ".join(sorted(unknown))})
    return I18nText({code: text for code, text in value.items() if text})


class _TextOnRead:
    """Makes an I18nText of what was loaded or assigned, when it is first read: most columns of most rows never are."""

    def __init__(self, field: "I18nTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        data, name = instance.__dict__, self.field.attname
        if name not in data:
            instance.refresh_from_db(fields=[name])
        value = data[name]
        if not isinstance(value, I18nText) and not hasattr(value, "resolve_expression"):
            value = data[name] = as_text(value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = as_text(value) if isinstance(value, I18nText) else value


class I18nTextWidget(forms.MultiWidget):
    """One input for each language, labelled and marked with it."""

    template_name = "components/i18n_text_widget.html"

    def __init__(self, *, rows: int = 0, attrs: dict[str, Any] | None = None) -> None:
        self.codes = [code for code, _name in settings.LANGUAGES]
        widget = (lambda: forms.Textarea(attrs={"rows": rows})) if rows else forms.TextInput
        super().__init__(widgets={code: widget() for code in self.codes}, attrs=attrs)

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first input, to which an error summary links."""
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Any) -> list[str]:
        text = as_text(value)
        return [text.get(code, "") for code in self.codes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        names = dict(settings.LANGUAGES)
        for code, subwidget in zip(self.codes, context["widget"]["subwidgets"], strict=True):
            subwidget["language"] = code
            subwidget["language_name"] = names[code]
            subwidget["attrs"]["lang"] = code
            if code != FALLBACK:
                subwidget["attrs"].pop("required", None)
        return context


class I18nTextFormField(forms.MultiValueField):
    """Asks for a text in every language; only Russian is ever required."""

    default_error_messages = {"incomplete": _("Write it in Russian; other languages can wait.")}

    def __init__(self, *, rows: int = 0, max_length: int | None = None, **kwargs: Any) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        required = kwargs.pop("required", True)
        fields = [
            forms.CharField(required=required and code == FALLBACK, max_length=max_length, strip=True) for code in codes
        ]
        kwargs.setdefault("widget", I18nTextWidget(rows=rows))
        super().__init__(fields=fields, required=required, require_all_fields=False, **kwargs)
        self.codes = codes

    def compress(self, data_list: list[str]) -> I18nText:
        return as_text(dict(zip(self.codes, data_list or [], strict=False)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return as_text(initial) != self.compress([value or "" for value in data or []])


_SHORT = 400  # characters: names and titles, which stand in many rows


@lru_cache(maxsize=5_000)
def _loaded(stored: str) -> Any:
    """What a short text's JSON says: loaded once, and copied by who makes a text of it."""
    try:
        return json.loads(stored)
    except json.JSONDecodeError:  # part of a text, as a query selects it
        return stored


class I18nTextField(models.JSONField):
    """A text in several languages: `rows` for a long one, `max_length` for each language."""

    def __init__(self, *args: Any, rows: int = 0, max_length: int | None = None, **kwargs: Any) -> None:
        self.rows = rows
        self.length = max_length
        kwargs.setdefault("default", I18nText)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("default") is I18nText:
            kwargs["default"] = dict
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _TextOnRead(self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if isinstance(value, str) and len(value) <= _SHORT:
            loaded = _loaded(value)
        else:
            loaded = super().from_db_value(value, expression, connection)
        return I18nText(loaded) if isinstance(loaded, dict) else loaded

    def get_prep_value(self, value: Any) -> Any:
        return dict(value) if isinstance(value, I18nText) else super().get_prep_value(value)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:  # noqa: ARG002 - as Django calls it
        if not self.blank and not as_text(value).get(FALLBACK):
            raise ValidationError(self.error_messages["blank"], code="blank")
        for text in as_text(value).values():
            if self.length and len(text) > self.length:
                raise ValidationError(
                    _("At most %(limit)d characters in each language."), code="long", params={"limit": self.length}
                )

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self,
            **{
                "form_class": I18nTextFormField,
                "rows": self.rows,
                "max_length": self.length,
                **{key: value for key, value in kwargs.items() if key != "widget"},
            },
        )
