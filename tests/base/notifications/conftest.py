"""A kind of message that only tests know."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def note_kinds() -> Iterator[None]:
    """`tests.note`, and `tests.code`, which is sent again when its delivery is unknown."""
    # Here, since pytest may read this file before the tests' services, and so the settings, are there.
    from accelerator.base.notifications.hooks import message, message_kinds  # noqa: PLC0415
    from tests.base.notifications.notes import compose_note  # noqa: PLC0415
    from tests.hooks import isolated  # noqa: PLC0415

    cache.clear()
    with isolated(message_kinds):
        message("tests.note", label="note")(compose_note)
        message("tests.code", label="code", resend_if_unknown=True)(compose_note)
        yield
