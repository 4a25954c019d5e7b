"""Where messages are on their way: each verb called directly."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from accelerator.base.common.clock import SKEW
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import LONGEST_RETRY, Backlog
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


def test_backlog_is_what_waits_or_is_held_and_beside_it_what_cannot_be_composed():
    assert Message.objects.backlog(NOW) == Backlog(None, 0)
    made("queued", due_at=NOW + SECOND)
    made("sent", due_at=NOW - 9 * MINUTE)
    made("claimed", due_at=NOW + SECOND)
    made("uncomposed", due_at=NOW - 9 * MINUTE)
    assert Message.objects.backlog(NOW) == Backlog(None, 1)
    made("queued", due_at=NOW - MINUTE)
    assert Message.objects.backlog(NOW) == Backlog(NOW - MINUTE, 1)
    made("claimed", due_at=NOW - 2 * MINUTE)
    assert Message.objects.backlog(NOW) == Backlog(NOW - 2 * MINUTE, 1)
    made("sending", due_at=NOW - 3 * MINUTE)
    made("uncomposed", due_at=NOW + MINUTE)
    assert Message.objects.backlog(NOW) == Backlog(NOW - 3 * MINUTE, 2)


def test_states_are_distinguished():
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


def test_what_an_address_has_got_is_found_in_any_case_of_letters():
    found = [made("sent", recipient=one) for one in ("anna@example.org", "Anna@Example.org")]
    made("sent", recipient="ann@example.org")
    for state in ("queued", "sending", "failed", "cancelled", "folded"):
        made(state, recipient="anna@example.org")

    for asked in ("anna@example.org", "ANNA@example.org"):
        assert set(Message.objects.all().sent_to(asked)) == set(found)


def test_messages_to_check_are_trouble_what_lacks_a_file_and_what_was_sent_again_within_a_day():
    failed = made("failed")
    folded = made("folded", folded_into=failed)
    lacks = made("sent", left_out="ticket.pdf")
    again = made("sent", resent_at=NOW - timedelta(days=1) + SECOND)
    made("sent", resent_at=NOW - timedelta(days=1))
    made("folded", folded_into=made("sent"))
    made("queued")

    assert set(Message.objects.to_check(NOW)) == {failed, folded, lacks, again}


def test_what_cannot_be_composed_is_tried_when_its_next_try_has_come(settings):
    tried = {"state": "uncomposed"}
    late = made(**tried, retry_at=NOW - SECOND)
    now = made(**tried, retry_at=NOW)
    ahead = made(**tried, retry_at=NOW + settings.MESSAGES_UNCOMPOSED_RETRY + SKEW + SECOND)  # by a clock that was
    made(**tried, retry_at=NOW + SECOND)
    made(**tried, retry_at=NOW + settings.MESSAGES_UNCOMPOSED_RETRY + SKEW)
    made("queued", retry_at=NOW)

    assert list(Message.objects.uncomposed(NOW)) == [late, now, ahead]


def test_retry_that_is_further_off_than_any_was_put_by_a_clock_that_was_ahead():
    ahead = made("queued", retry_at=NOW + LONGEST_RETRY + SKEW + SECOND)
    made("queued", retry_at=NOW + LONGEST_RETRY + SKEW)

    assert list(Message.objects.due(NOW)) == [ahead]


def test_message_that_was_to_go_at_once_and_lies_ahead_was_dated_by_a_clock_that_was():
    with time_machine.travel(NOW + SKEW + MINUTE, tick=False):
        ahead = made("queued", due_at=NOW + SKEW + SECOND)
        made("queued", due_at=NOW + SKEW)
        made("queued", due_at=NOW + SKEW + 2 * MINUTE)  # was to wait
        made("sending", due_at=NOW + SKEW + SECOND)

    assert list(Message.objects.dated_ahead(NOW)) == [ahead]


def test_claim_that_lies_ahead_is_stale():
    ahead = made("claimed", claimed_at=NOW + SKEW + SECOND)
    made("sending", claimed_at=NOW + SKEW)

    assert list(Message.objects.stale(NOW, claim=MINUTE, sending=MINUTE)) == [ahead]


LIMITS = {"MESSAGES_PER_RECIPIENT": "recipient", "MESSAGES_PER_TOPIC": "topic", "MESSAGES_PER_NETWORK": "network"}


def sent_ago(ago: timedelta, **columns: str) -> Message:
    return made("sent", sent_at=NOW - ago, **columns)


@pytest.mark.parametrize("limit", LIMITS)
def test_message_beyond_a_limit_may_go_once_the_oldest_has_left_the_window(settings, limit: str):
    for name in LIMITS:
        setattr(settings, name, 2 if name == limit else 100)
    message = made("claimed", recipient="anna@example.org", topic="order", network="somewhere")
    alike = {LIMITS[limit]: getattr(message, LIMITS[limit])}

    sent_ago(settings.MESSAGES_WINDOW, **alike)  # has just left it
    sent_ago(2 * MINUTE, **alike)
    sent_ago(MINUTE)
    made("failed", **alike)
    assert Message.objects.free_at(message, NOW) is None

    sent_ago(MINUTE, **alike)
    assert Message.objects.free_at(message, NOW) == NOW - 2 * MINUTE + settings.MESSAGES_WINDOW


def test_message_beyond_several_limits_waits_for_the_last(settings):
    settings.MESSAGES_PER_RECIPIENT = settings.MESSAGES_PER_TOPIC = 1
    message = made("claimed", recipient="anna@example.org", topic="order")
    sent_ago(9 * MINUTE, recipient="ANNA@example.org")
    sent_ago(5 * MINUTE, topic="order")

    assert Message.objects.free_at(message, NOW) == NOW - 5 * MINUTE + settings.MESSAGES_WINDOW


def test_message_without_a_topic_and_a_network_is_limited_by_its_recipient_alone(settings):
    settings.MESSAGES_PER_TOPIC = settings.MESSAGES_PER_NETWORK = 1
    message = made("claimed", topic="", network="")
    sent_ago(MINUTE, topic="", network="")

    assert Message.objects.free_at(message, NOW) is None
