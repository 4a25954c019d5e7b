"""Quotation marks within quotation marks."""

from typing import Any

from django.utils.translation import get_language

_INNER = {"ru": str.maketrans("«»", "„“"), "en": str.maketrans("“”", "‘’")}


def nested(text: Any) -> str:
    """A title as it stands between quotation marks: its own become the inner ones of the reader's language."""
    return str(text).translate(_INNER["ru" if get_language() == "ru" else "en"])
