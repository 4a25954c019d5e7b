"""The pages that every portal has, as they read until organizers write their own.

Each is a file for each language: its title as a heading, a sentence that introduces it, and the text, in Markdown.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import npgettext, override

from accelerator.base.accounts.consents import values_now
from accelerator.base.common.i18n import I18nText

SLUGS = ("about", "contacts", "help", "terms")  # in the order in which they are listed
# What may stand in braces in a text: facts that settings know.
PLACEHOLDERS = ("portal", "operator", "operator_details", "privacy_email", "hold_time")

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class StandardText:
    """A page as it comes with the portal."""

    title: I18nText
    summary: I18nText
    body: I18nText


@cache
def standard_text(slug: str) -> StandardText:
    """The text of one of SLUGS."""
    files = {code: _FOLDER / f"{slug}.{code}.md" for code, _name in settings.LANGUAGES}
    parts = {code: _parts(file.read_text()) for code, file in files.items() if file.exists()}
    return StandardText(*(I18nText({code: part[place] for code, part in parts.items()}) for place in range(3)))


def _parts(text: str) -> tuple[str, str, str]:
    title, summary, body = text.split("\n\n", 2)
    return title.removeprefix("# "), summary, body.strip()


def filled(text: str, language: str) -> str:
    """The text with its placeholders replaced; other braces are left alone."""
    with override(language):
        values = {
            **values_now(language),
            "portal": settings.PORTAL_NAME[language],
            "hold_time": _duration(settings.HOLD_MINUTES),
        }
    for name in PLACEHOLDERS:
        text = text.replace("{" + name + "}", values[name])
    return text


def _duration(minutes: int) -> str:
    text = npgettext("for how long", "{n} minute", "{n} minutes", minutes).format(n=minutes)
    return text.replace(" ", "\u00a0")
