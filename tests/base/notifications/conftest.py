"""A kind of message that only tests know."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import get_language

from accelerator.base.notifications.hooks import message, message_kinds
from accelerator.base.notifications.rendering import Attachment, Mail
from tests.hooks import isolated


def compose_note(values: dict[str, Any]) -> Mail | None:
    """Says what `values` want said, in the active language."""
    if values.get("nothing"):
        return None
    if values.get("broken"):
        raise ZeroDivisionError
    greeting = "Здравствуйте" if get_language() == "ru" else "Hello"
    code = values.get("code", "")
    return Mail(
        subject=f"{greeting}\n{code}",
        text=f"{greeting}, это записка.\n.строка с точкой\n{code}\n",
        html=f"<p>{greeting}, это записка. {code}</p>",
        attachments=tuple(Attachment(name, b"BEGIN", "text/calendar") for name in values.get("files", [])),
        unsubscribe=values.get("unsubscribe", ""),
        left_out=tuple(values.get("left_out", [])),
    )


@pytest.fixture(autouse=True)
def note_kinds() -> Iterator[None]:
    """`tests.note`, and `tests.code`, which is sent again when its delivery is unknown."""
    cache.clear()
    with isolated(message_kinds):
        message("tests.note", label="note")(compose_note)
        message("tests.code", label="code", resend_if_unknown=True)(compose_note)
        yield
