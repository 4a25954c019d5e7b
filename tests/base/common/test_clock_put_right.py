"""A clock five hours ahead, and put right: nothing that it wrote keeps anybody waiting for five hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accelerator.base.common import clock
from accelerator.base.common.cache import ResilientCache
from accelerator.base.common.limits import Limit, TooManyRequests
from accelerator.base.notifications import delivery
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.services import Planned, plan_messages
from accelerator.beat import SteadyScheduler
from accelerator.celery import app
from accelerator.environment import Rate
from regions.enterprises.services.renditions import _claim
from tests.factories.booking import confirm_order, held_order
from tests.factories.enterprises import PhotoFactory
from tests.factories.notifications import MessageFactory
from tests.factories.tours import SlotFactory
from tours.booking.errors import NotEnoughSeats
from tours.booking.models import Booking
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.models import Slot

AHEAD = timedelta(hours=5)
pytestmark = pytest.mark.django_db


def ahead() -> time_machine.travel:
    return time_machine.travel(clock.now() + AHEAD)


def test_hold_of_a_clock_ahead_is_free_to_others_at_once_and_tidied(client: Client) -> None:
    slot = SlotFactory(capacity=2)
    with ahead():
        order = held_order(slot, people=2)
        with pytest.raises(NotEnoughSeats):
            held_order(slot)
    assert Slot.objects.with_free_seats(clock.now()).get(pk=slot.pk).free_seats == 2
    assert not Booking.objects.holding(clock.now()).exists()
    assert order.bookings.get().holds_until(clock.now()) is None
    assert b'data-island="countdown"' not in client.get(order.get_absolute_url(), follow=True).content

    assert tidy_lapsed_holds() == 1
    held_order(slot, people=2)
    assert audit_capacity() == []


def test_hold_of_a_clock_a_little_ahead_is_a_hold() -> None:
    slot = SlotFactory(capacity=1)
    with time_machine.travel(clock.now() + clock.SKEW / 2):
        order = held_order(slot)
    with pytest.raises(NotEnoughSeats):
        held_order(slot)
    assert order.bookings.get().holds_until(clock.now()) is not None
    confirm_order(order)


@pytest.mark.parametrize(("state", "becomes"), [("claimed", "queued"), ("sending", "unknown")])
def test_message_claimed_by_a_clock_ahead_is_taken_over(state: str, becomes: str) -> None:
    message = MessageFactory()
    with ahead():
        (claimed,) = delivery.claim_batch()
    Message.objects.filter(pk=claimed.pk).update(state=state)

    assert delivery.recover_stale() == 1
    message.refresh_from_db()
    assert message.state == becomes


def test_message_put_off_by_a_clock_ahead_is_tried_again() -> None:
    message = MessageFactory(retry_at=clock.now() + AHEAD + timedelta(seconds=30))
    assert [one.pk for one in delivery.claim_batch()] == [message.pk]


def test_message_that_was_to_go_at_once_goes_at_once() -> None:
    note = Planned(kind="tests.note", dedupe_key="at once", recipient="masha@example.org", language="ru")
    tomorrow = clock.now() + timedelta(days=1)
    later = Planned(
        kind="tests.note", dedupe_key="tomorrow", recipient="masha@example.org", language="ru", due_at=tomorrow
    )
    with ahead():
        plan_messages([note, later])
    assert delivery.claim_batch() == []

    delivery.recover_stale()
    assert [one.dedupe_key for one in delivery.claim_batch()] == ["at once"]


def test_mail_server_is_not_left_alone_for_hours() -> None:
    with ahead():
        cache.set(delivery._PAUSED_UNTIL, clock.now() + timedelta(seconds=60), 60)
        assert delivery._is_server_paused()
    cache.touch(delivery._PAUSED_UNTIL, AHEAD.total_seconds())  # as Valkey keeps it whose own clock went back
    assert not delivery._is_server_paused()
    cache.delete(delivery._PAUSED_UNTIL)


def test_photo_claimed_by_a_clock_ahead_is_anybodys() -> None:
    photo = PhotoFactory(state="pending")
    with ahead():
        assert _claim(clock.now()) == photo
    assert _claim(clock.now()) == photo


@pytest.mark.parametrize("store", ["_valkey", "_table"])
def test_what_a_limit_counted_is_forgotten_in_its_time(store: str, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    kept = ResilientCache(settings.CACHES["default"]["LOCATION"], {"KEY_PREFIX": f"clock{store}"})
    if store == "_table":
        kept._away_until = float("inf")
    monkeypatch.setattr("accelerator.base.common.limits.cache", kept)
    limit = Limit("LOGIN_LIMIT_OF_THIS_TEST")
    settings.LOGIN_LIMIT_OF_THIS_TEST = Rate(most=1, seconds=60)
    with ahead():
        limit.hit("masha")
        with pytest.raises(TooManyRequests):
            limit.hit("masha")
    if store == "_valkey":  # whose own clock was ahead
        kept.touch(limit._key(("masha",)), AHEAD.total_seconds())
    limit.check("masha")
    with pytest.raises(TooManyRequests) as refused:
        limit.hit("masha")
    assert refused.value.retry_after <= 60


def test_beat_rings_everything_at_once(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(SteadyScheduler, "apply_entry", lambda _self, entry, **_: rung.append(entry.task))
    beat = SteadyScheduler(app, schedule_filename=str(tmp_path / "beat"))
    every = {entry["task"] for entry in app.conf.beat_schedule.values()}

    def ring() -> set[str]:
        rung.clear()
        while beat.tick() == 0:
            pass
        return set(rung)

    with ahead():
        ring()
        with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
            assert ring() >= every
    assert ring() >= every
    beat.close()
