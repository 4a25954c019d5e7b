"""Phone numbers with extensions: «+7 484 200-00-00 доб. 123» is entered, stored and shown as one number."""

import re
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumber_field import formfields, modelfields
from phonenumber_field.phonenumber import PhoneNumber, to_python

LONGEST = 40  # characters, however it is typed
LONGEST_EXTENSION = 7
# Extensions as the library does not know them: «вн. 12», «внутр. 12», «добавочный 12».
_EXTENSION_WORDS = re.compile(r"(?i)\b(?:внутренний|внутр|вн|добавочный|добав)\b\.?")
# Where the extension begins, in the library's notations and in these.
_EXTENSION = re.compile(r"(?i)\s*(?:[,;#]|\b(?:доб|ext|x)).*")


def without_extension(query: str) -> str:
    """Return a search text without the extension: “8 484 200-00-00” of “8 484 200-00-00 доб. 123”."""
    return _EXTENSION.sub("", _EXTENSION_WORDS.sub("доб", query))


def stored(number: PhoneNumber) -> str:
    """Return the number in E.164 with its extension: “+74842000000;ext=123”."""
    return number.as_e164 + (f";ext={number.extension}" if number.extension else "")


def shown(phone: PhoneNumber | str | None) -> str:
    """Return the number in international form, with its extension; what is no number (such as 112) unchanged."""
    number = to_python(phone) if isinstance(phone, str) else phone
    if not number or not number.is_valid():
        return str(phone or "")
    extension, number.extension = number.extension, None
    words = number.as_international
    number.extension = extension
    return _("%(number)s ext. %(extension)s") % {"number": words, "extension": extension} if extension else words


class PhoneField(formfields.PhoneNumberField):
    """A number in any usual form, also with 00 instead of +, and with an extension."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, PhoneNumber) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _EXTENSION_WORDS.sub("доб. ", re.sub(r"^\s*00\s*", "+", value))
        number = super().to_python(value)
        if number and len(number.extension or "") > LONGEST_EXTENSION:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class PhoneNumberField(modelfields.PhoneNumberField):
    """A column that keeps the extension too; migrations see the library's field."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "phonenumber_field.modelfields.PhoneNumberField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        number = self.to_python(value)
        return stored(number) if number and number.is_valid() else super().get_prep_value(value)


def tel(phone: Any) -> str:
    """Return the link that calls a number as it is stored or typed: “tel:+79100001105;ext=12”."""
    try:
        number = phonenumbers.parse(str(phone), settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        return "tel:" + re.sub(r"[^\d+]", "", str(phone))  # such as 112
    extension = number.extension or getattr(phone, "extension", None)
    called = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"tel:{called}" + (f";ext={extension}" if extension else "")
