"""A message that only tests know."""

from typing import Any

from django.utils.translation import get_language

from accelerator.base.notifications.rendering import Attachment, Mail


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
