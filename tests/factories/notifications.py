"""Messages for tests."""

from datetime import UTC, datetime

import factory

from accelerator.base.notifications.models import Message


class MessageFactory(factory.django.DjangoModelFactory):
    """A waiting message of the kind `tests.note`, which tests/base/notifications/notes.py composes."""

    class Meta:
        model = Message

    kind = "tests.note"
    dedupe_key = factory.Sequence("note:{}".format)
    topic = "note"
    recipient = factory.Sequence("reader{}@example.org".format)
    language = "ru"
    due_at = datetime(2026, 1, 1, tzinfo=UTC)
