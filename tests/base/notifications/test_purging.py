"""What is kept of messages that are over, and for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accelerator.base.notifications import purging
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.purging import purge
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_purging_wipes_bodies_of_unknown_messages_after_a_day() -> None:
    old = MessageFactory(state="unknown", body={"code": "1"}, due_at=NOON - timedelta(days=1, seconds=1))
    expired = MessageFactory(state="unknown", body={"code": "1"}, due_at=NOON, expires_at=NOON - timedelta(seconds=1))
    fresh = MessageFactory(state="unknown", body={"code": "1"}, due_at=NOON - timedelta(hours=1))
    assert purge() == {"bodies": 2, "recipients": 0, "rows": 0}
    assert list(Message.objects.filter(body__isnull=False)) == [fresh]
    assert set(Message.objects.filter(body_wiped_at=NOON)) == {old, expired}
    assert purge() == {"bodies": 0, "recipients": 0, "rows": 0}  # nothing is wiped twice


def test_purging_leaves_the_body_of_what_is_still_to_be_sent() -> None:
    late = MessageFactory(state="queued", body={"code": "1"}, due_at=NOON - timedelta(days=2))
    assert purge() == {"bodies": 0, "recipients": 0, "rows": 0}
    late.refresh_from_db()
    assert late.body == {"code": "1"}


def test_purging_erases_recipients_and_then_rows() -> None:
    recent = MessageFactory(state="sent", sent_at=NOON, due_at=NOON - timedelta(days=89))
    season = MessageFactory(state="sent", sent_at=NOON, due_at=NOON - timedelta(days=91))
    MessageFactory(state="failed", due_at=NOON - timedelta(days=366))
    waiting = MessageFactory(state="queued", due_at=NOON - timedelta(days=400))
    purge()
    recipients = dict(Message.objects.values_list("pk", "recipient"))
    assert recipients == {recent.pk: recent.recipient, season.pk: "", waiting.pk: waiting.recipient}


def test_purging_forgets_after_a_day_from_where_a_message_was_asked_for() -> None:
    old = MessageFactory(network="somewhere", created_at=NOON - DAY - SECOND)
    fresh = MessageFactory(network="somewhere", created_at=NOON - DAY)

    purge()

    assert dict(Message.objects.values_list("pk", "network")) == {old.pk: "", fresh.pk: "somewhere"}


def test_purging_deletes_a_letter_together_with_what_was_folded_into_it() -> None:
    named, row = (
        MessageFactory(state="sent", sent_at=NOON, due_at=NOON - timedelta(days=days, seconds=1)) for days in (90, 365)
    )
    fresh = MessageFactory(state="sent", sent_at=NOON, due_at=NOON - timedelta(days=90))
    folded = {letter: MessageFactory(state="folded", folded_into=letter) for letter in (named, row, fresh)}

    assert purge() == {"bodies": 0, "recipients": 2, "rows": 1}

    left = {pk: bool(recipient) for pk, recipient in Message.objects.values_list("pk", "recipient")}
    assert left == {named.pk: False, folded[named].pk: False, fresh.pk: True, folded[fresh].pk: True}


def test_purging_goes_on_in_batches_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for days in range(1, 6):
        MessageFactory(state="failed", due_at=NOON - timedelta(days=90 + days))
    with monkeypatch.context() as no_time:
        no_time.setattr(purging, "BUDGET", -1.0)
        assert purge() == {"bodies": 0, "recipients": 0, "rows": 0}

    assert purge()["recipients"] == 5
    assert not Message.objects.exclude(recipient="").exists()
