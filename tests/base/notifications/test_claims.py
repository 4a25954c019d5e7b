"""Races over real connections: a row is claimed once, a key is written once."""

from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from accelerator.base.notifications import delivery
from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.services import Planned, cancel_messages, plan_messages
from tests.factories.notifications import MessageFactory
from tests.post_office import PostOffice
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_claims_of_many_workers_never_overlap() -> None:
    MessageFactory.create_batch(100)
    batches = at_once([lambda: [[row.pk for row in delivery.claim_batch(5)] for _ in range(4)]] * 8)
    claimed = Counter(pk for worker in batches for batch in worker for pk in batch)
    assert len(claimed) == 100
    assert set(claimed.values()) == {1}
    assert Message.objects.filter(state="claimed").values("claim").distinct().count() == 20


def test_claim_passes_over_rows_that_another_transaction_holds() -> None:
    MessageFactory.create_batch(3)
    with transaction.atomic():
        held = Message.objects.select_for_update().order_by("pk").first()
        (claimed,) = at_once([lambda: [row.pk for row in delivery.claim_batch()]])
    assert held.pk not in claimed
    assert len(claimed) == 2


def test_delivery_by_many_workers_sends_each_message_once(post_office: PostOffice) -> None:
    MessageFactory.create_batch(100)
    tallies = at_once([deliver_due] * 6)
    assert sum(tallies, Counter()) == {"sent": 100}
    assert set(post_office.counted().values()) == {1}
    assert len(post_office.taken) == 100


def test_stale_claims_are_taken_over_once(post_office: PostOffice, settings: Any) -> None:
    MessageFactory.create_batch(50)
    while delivery.claim_batch():
        pass
    settings.MESSAGES_STALE_CLAIM *= 0
    recovered = at_once([delivery.recover_stale] * 6)
    assert sum(recovered) == 50
    assert Message.objects.filter(state="queued", claim=None).count() == 50


def test_planning_one_key_many_times_at_once_writes_one_row() -> None:
    def plan() -> int:
        with transaction.atomic():
            return plan_messages(
                [Planned(kind="tests.note", dedupe_key="one", recipient="a@example.org", language="ru")]
            )

    assert Counter(at_once([plan] * 20)) == {1: 1, 0: 19}
    assert Message.objects.count() == 1


def test_cancelling_while_workers_send_leaves_nothing_half_done(post_office: PostOffice) -> None:
    MessageFactory.create_batch(60, topic="order")

    (cancelled, *_) = at_once([lambda: cancel_messages(topic="order"), *[deliver_due] * 4])
    cache.clear()
    sent = Message.objects.filter(state="sent").count()
    assert sent + cancelled == 60
    assert Message.objects.filter(state="cancelled").count() == cancelled
    assert post_office.counted().total() == sent
