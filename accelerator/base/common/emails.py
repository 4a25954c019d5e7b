"""E-mail addresses as people type them: the form field, the addresses it refuses, and the typos it asks about."""

import re
from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.text import clean_text, script_of

LONGEST = 254  # in the columns, and in SMTP
LONGEST_LOCAL_PART = 64
SCRIPTS = {
    "LATIN": pgettext_lazy("letter", "Latin"),
    "CYRILLIC": pgettext_lazy("letter", "Cyrillic"),
    "GREEK": pgettext_lazy("letter", "Greek"),
    "ARMENIAN": pgettext_lazy("letter", "Armenian"),
    "CHEROKEE": pgettext_lazy("letter", "Cherokee"),
}  # whose letters look alike, so that one label must not mix them
# All top-level domains in Cyrillic letters; «сом» and «ру» only look like one.
CYRILLIC_ENDINGS = {
    "рф", "рус", "москва", "дети", "онлайн", "сайт", "орг", "ком", "католик", "бел", "укр", "срб", "мкд", "мон", "қаз",
    "бг", "ею",
}  # fmt: skip
# The domains of most people, of which a typo leads nowhere.
COMMON = (
    "gmail.com", "yandex.ru", "mail.ru", "rambler.ru", "inbox.ru", "list.ru", "bk.ru", "ya.ru", "internet.ru",
    "icloud.com", "outlook.com", "hotmail.com", "yahoo.com", "yandex.com", "protonmail.com", "googlemail.com",
)  # fmt: skip
NEIGHBOURS = frozenset(
    {"ymail.com", "mail.com", "email.com", "inbox.eu", "mai.ru", "hotmail.co", "gmx.com"}
)  # real, though one letter away
_OFTEN_MEANT = {
    "gmail.ru": "gmail.com",
    "gmail.com.ru": "gmail.com",
    "icloud.ru": "icloud.com",
    "yandex.r": "yandex.ru",
}
_LONG_ENOUGH = 9  # letters of a domain of which any one may be wrong; a shorter one may then be another domain

_ACE = "xn--"  # the prefix of a label encoded in ASCII
_LOCAL_PART = re.compile(r"[-!#$%&'*+/=?^_`{|}~0-9A-Za-z]+(?:\.[-!#$%&'*+/=?^_`{|}~0-9A-Za-z]+)*")
_is_address = EmailValidator(_("Check the address: it should look like anna@example.org."))


def account_address(text: str) -> str:
    """Return an address as accounts store it: without invisible characters, in lower case."""
    return readable_address(clean_text(text).strip()).lower()


def readable_address(address: str) -> str:
    """Return the address with its domain in lower case and in Unicode: `xn--80a1acny.xn--p1ai` becomes почта.рф.

    Most browsers encode a domain in ASCII (RFC 3492) before they send a form, some do not; one person has one address.
    A label that cannot be decoded stays as it is.
    """
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{'.'.join(map(_readable_label, domain.lower().split('.')))}"


def _readable_label(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna") if label.startswith(_ACE) else label
    except UnicodeError:
        return label


def validate_address(address: str) -> None:
    """Raise ValidationError for an undeliverable address, naming the character that is wrong."""
    local, at, domain = address.rpartition("@")
    if foreign := next((letter for letter in local if not letter.isascii()), ""):
        words = _("Before the @, use only Latin letters, digits and signs such as . _ - +, not “%(letter)s”.")
        raise ValidationError(words, code="local_part", params={"letter": foreign})
    if at and domain.startswith("["):
        raise ValidationError(_("After the @, enter a mail domain such as example.org, not numbers."), code="literal")
    _is_address(address)
    if not _LOCAL_PART.fullmatch(local) or len(local) > LONGEST_LOCAL_PART:
        raise ValidationError(_is_address.message, code="invalid")
    for label in domain.split("."):
        _validate_label(label)
    ending = domain.rpartition(".")[2]
    if script_of(ending[0]) == "CYRILLIC" and ending.lower() not in CYRILLIC_ENDINGS:
        words = _("Email addresses do not end in “.%(ending)s” in Cyrillic: type the ending in Latin letters.")
        raise ValidationError(words, code="ending", params={"ending": ending})
    _validate_length(local, domain)


def _validate_label(label: str) -> None:
    """Refuse a label that mixes scripts, also one whose ASCII form could not be decoded."""
    if label.startswith(_ACE):
        label = _letters_of(label)
    scripts = Counter(script for letter in label if (script := script_of(letter)) in SCRIPTS)
    if len(scripts) > 1:
        # The rarer script is the typo; of equally frequent ones, the one that is not Latin.
        odd = min(scripts, key=lambda script: (scripts[script], script == "LATIN"))
        raise ValidationError(
            _("The letter “%(letter)s” in “%(part)s” is %(script)s, unlike the letters next to it. Type it again."),
            code="mixed_scripts",
            params={
                "letter": next(letter for letter in label if script_of(letter) == odd),
                "part": label,
                "script": SCRIPTS[odd],
            },
        )


def _letters_of(label: str) -> str:
    try:
        return label.removeprefix(_ACE).encode("ascii").decode("punycode")
    except UnicodeError as problem:
        raise ValidationError(_is_address.message, code="invalid") from problem


def _validate_length(local: str, domain: str) -> None:
    """Refuse an address that is too long as it is sent, with its domain in ASCII."""
    try:
        sent = f"{local}@{punycode(domain)}"
    except UnicodeError as problem:
        raise ValidationError(_is_address.message, code="invalid") from problem
    if len(sent) > LONGEST:
        raise ValidationError(_is_address.message, code="invalid")


def likely_address(address: str) -> str:
    """Return the address that was probably meant, if the domain is one typo away from a well-known one; else empty."""
    local, _at, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in COMMON or domain in NEIGHBOURS:
        return ""
    meant = _OFTEN_MEANT.get(domain) or next((known for known in COMMON if _is_typo(domain, known)), "")
    return f"{local}@{meant}" if meant else ""


def _is_typo(typed: str, meant: str) -> bool:
    if len(meant) >= _LONG_ENOUGH:
        return _is_one_edit(typed, meant)
    (typed_name, _dot, typed_end), (name, _dot, end) = typed.partition("."), meant.partition(".")
    if typed_name == name:
        return _is_one_edit(typed_end, end)
    doubled = len(typed_name) > len(name) and re.sub(r"(.)\1", r"\1", typed_name) == name
    swapped = sorted(typed_name) == sorted(name) and _is_one_edit(typed_name, name)
    return typed_end == end and (doubled or swapped)


def _is_one_edit(one: str, other: str) -> bool:
    """Return whether one letter is wrong, missing or extra, or two neighbours are swapped."""
    if len(one) == len(other):
        wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        first, last = wrong[:1], wrong[-1:]
        return len(wrong) == 1 or (
            len(wrong) == 2
            and last[0] == first[0] + 1
            and one[first[0]] == other[last[0]]
            and one[last[0]] == other[first[0]]
        )
    shorter, longer = sorted((one, other), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


class EmailInput(forms.EmailInput):
    """Sends the address that the page asked about along: sent again unchanged, it is accepted."""

    template_name = "components/_email_input.jinja"
    confirmed = ""
    likely = asked_about = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        # Each form has its own copy of the widget.
        self.confirmed = data.get(f"{name}-asked", "")
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"likely": self.likely, "asked_about": self.asked_about}
        return context


class EmailField(forms.EmailField):
    """A deliverable address; a domain that looks like a typo is asked about once, if `asks_about_typos`."""

    widget = EmailInput
    default_validators = [validate_address]

    def __init__(self, *, asks_about_typos: bool = True, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST, **kwargs})
        self.asks_about_typos = asks_about_typos

    def to_python(self, value: Any) -> str:
        """Return the address with its domain as `readable_address` writes it; the local part stays as typed."""
        return readable_address(str(super().to_python(value)))

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        widget: Any = self.widget  # an instance by now
        if self.asks_about_typos and isinstance(widget, EmailInput) and (likely := likely_address(address)):
            widget.asked_about, widget.likely = address, likely
            if widget.confirmed != address:
                words = _("Did you mean %(likely)s? If the address is right, just send the form again.")
                raise ValidationError(words, code="likely", params={"likely": likely})
        return address
