"""A kind of message that only tests know."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import get_language

from accelerator.base.notifications import registry
from accelerator.base.notifications.registry import Attachment, Mail


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
        reply_to=values.get("reply_to", ""),
        left_out=tuple(values.get("left_out", [])),
    )


@pytest.fixture(autouse=True)
def note_kinds() -> Iterator[None]:
    """`tests.note`, and `tests.code`, which is sent again when nobody knows."""
    registry.register("tests.note", compose_note, label="note")
    registry.register("tests.code", compose_note, again_if_unknown=True)
    cache.clear()
    yield
    del registry._kinds["tests.note"], registry._kinds["tests.code"]
