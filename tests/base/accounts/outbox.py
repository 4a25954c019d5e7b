"""Reading the outbox the way a person reads their mail."""

import re

from accelerator.base.notifications.models import Message


def last_mail(recipient: str) -> Message:
    """The newest message to this address."""
    return Message.objects.filter(recipient=recipient).latest("pk")


def code_in(message: Message) -> str:
    """The code that stands alone on its line."""
    found = re.search(r"^    (\S+)$", message.body["text"], re.MULTILINE)
    assert found, message.body["text"]
    return found[1]


def link_in(message: Message) -> str:
    """The path of the link in a mail."""
    found = re.search(r"^https?://[^/\s]+(/\S*)$", message.body["text"], re.MULTILINE)
    assert found, message.body["text"]
    return found[1]
