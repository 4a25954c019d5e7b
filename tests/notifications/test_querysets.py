"""Where messages are on their way: each verb called directly."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accelerator.notifications.models import Message
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def made(state: str, **changes: object) -> Message:
    held = {"claim": uuid4(), "claimed_at": NOW} if state in {"claimed", "sending"} else {}
    sent = {"sent_at": NOW} if state == "sent" else {}
    return MessageFactory(**{"state": state, "due_at": NOW, **held, **sent, **changes})


def test_due_are_waiting_messages_whose_time_and_next_try_have_come():
    later = made("queued")
    sooner = made("queued", due_at=NOW - SECOND)
    again = made("queued", due_at=NOW - MINUTE, retry_at=NOW)
    made("queued", due_at=NOW + SECOND)
    made("queued", retry_at=NOW + SECOND)
    made("claimed")
    made("sent")

    assert list(Message.objects.due(NOW)) == [again, sooner, later]


def test_stale_are_those_whose_worker_has_not_been_heard_of():
    claimed = made("claimed", claimed_at=NOW - 2 * MINUTE - SECOND)
    sending = made("sending", claimed_at=NOW - 3 * MINUTE - SECOND)
    made("claimed", claimed_at=NOW - 2 * MINUTE)
    made("sending", claimed_at=NOW - 3 * MINUTE)
    made("queued")

    assert list(Message.objects.stale(NOW, claim=2 * MINUTE, sending=3 * MINUTE)) == [sending, claimed]


def test_oldest_overdue_is_waiting_or_held():
    assert Message.objects.oldest_overdue(NOW) is None
    made("queued", due_at=NOW + SECOND)
    made("sent", due_at=NOW - 9 * MINUTE)
    made("claimed", due_at=NOW + SECOND)
    assert Message.objects.oldest_overdue(NOW) is None
    made("queued", due_at=NOW - MINUTE)
    assert Message.objects.oldest_overdue(NOW) == NOW - MINUTE
    made("claimed", due_at=NOW - 2 * MINUTE)
    assert Message.objects.oldest_overdue(NOW) == NOW - 2 * MINUTE
    made("sending", due_at=NOW - 3 * MINUTE)
    assert Message.objects.oldest_overdue(NOW) == NOW - 3 * MINUTE


def test_states_are_told_apart():
    states = ("queued", "claimed", "uncomposed", "sending", "sent", "failed", "unknown", "cancelled")
    rows = {state: made(state) for state in states}
    for state in states:  # what another message tells is where that one is
        rows[f"in {state}"] = made("folded", folded_into=rows[state])

    def named(found: object) -> set[str]:
        return {name for name, row in rows.items() if row in found}

    assert named(Message.objects.unsent()) == {
        "queued", "claimed", "uncomposed", "in queued", "in claimed", "in uncomposed",
    }  # fmt: skip
    assert named(Message.objects.finished()) == {"sent", "failed", "unknown", "cancelled"}
    assert named(Message.objects.folded()) == {f"in {state}" for state in states}
    assert named(Message.objects.needing_attention()) == {
        "failed", "unknown", "uncomposed", "in failed", "in unknown", "in uncomposed",
    }  # fmt: skip
    assert {name for name, row in rows.items() if row.needs_attention} == named(Message.objects.needing_attention())
    assert list(Message.objects.uncomposed()) == [rows["uncomposed"]]
