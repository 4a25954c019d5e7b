"""What people agree to, as they read it: a version of a text with the operator and the enterprises filled in.

What was filled in is stored with the consent, since settings and names change: version, language and these values
reproduce the text that was agreed to.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from accelerator.base.accounts.models import Consent, ConsentText
from accelerator.base.common.prepared import prepared

# What may stand in braces in a text; each is a word or a phrase in the language of the text.
PLACEHOLDERS = ("operator", "operator_details", "privacy_email", "enterprises")


def values_now(language: str, enterprises: Sequence[str] = ()) -> dict[str, str]:
    """The values of the placeholders today; without enterprises, a phrase that refers to the booking."""
    with override(language):
        details = [settings.OPERATOR_ADDRESS[language]]
        if settings.OPERATOR_INN:
            details.append(_("taxpayer number (INN) %(number)s") % {"number": settings.OPERATOR_INN})
        if settings.OPERATOR_REGISTER:
            details.append(
                _("No. %(number)s in the register of personal data operators") % {"number": settings.OPERATOR_REGISTER}
            )
        visited = ", ".join(enterprises) or _("the one named in the booking")
    return {
        "operator": settings.OPERATOR_NAME[language],
        "operator_details": ", ".join(details),
        "privacy_email": settings.PRIVACY_EMAIL,
        "enterprises": visited,
    }


@prepared(ConsentText, kind=CharField(), now=DateTimeField())
def _current(the: Any) -> QuerySet:
    return ConsentText.objects.valid(the.kind, the.now)[:1]


def current_text(kind: str, now: datetime) -> ConsentText:
    """Return `ConsentText.objects.current`, by a prepared read."""
    text = _current.one(kind=kind, now=now)
    if text is None:
        raise ConsentText.DoesNotExist
    return text


def shown(text: ConsentText, language: str, values: Mapping[str, str]) -> str:
    """A version's body in this language, as Markdown, with these values in it; other braces are left alone."""
    body = text.body.in_language(language)
    for name in PLACEHOLDERS:
        if name in values:
            body = body.replace("{" + name + "}", values[name])
    return body


def agreed(consent: Consent) -> str:
    """The text, as Markdown, that this consent was given to."""
    return shown(consent.text, consent.language, consent.filled)
