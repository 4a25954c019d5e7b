"""What tests of other rooms rely on: a real server on the test's own database, emptied after each test."""

import json
import urllib.request
from datetime import timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.server import Portal


@pytest.mark.parametrize("turn", ["first", "second"])
def test_live_portal_sees_what_the_test_commits_and_each_test_starts_empty(live_portal: Portal, turn: str) -> None:
    assert not Message.objects.exists()
    due_at = clock.now() - timedelta(hours=1)
    Message.objects.create(kind="nobody.knows", dedupe_key=turn, recipient="visitor@example.org", due_at=due_at)

    with urllib.request.urlopen(live_portal.address("/readyz"), timeout=30) as response:
        answer = json.load(response)

    assert answer["database"] == "ok"
    assert answer["valkey"] == "ok"
    assert answer["oldest_overdue_seconds"] >= 3600
