"""Every way a message can go, against a real SMTP server."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError

from accelerator.base.common import clock
from accelerator.base.notifications import delivery
from accelerator.base.notifications.delivery import Outcome, backoff, deliver_due
from accelerator.base.notifications.hooks import message
from accelerator.base.notifications.models import Message
from tests.factories.notifications import MessageFactory
from tests.post_office import CLOSE, STALL, PostOffice

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOON = timedelta(seconds=30)


@pytest.fixture
def noon() -> time_machine.Traveller:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_delivery_taken_by_the_server(post_office: PostOffice, noon: time_machine.Traveller) -> None:
    message = MessageFactory(
        params={"files": ["tour.ics"], "unsubscribe": "https://example.org/stop"}, recipient="a@example.org"
    )

    assert deliver_due() == {Outcome.SENT: 1}

    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == ("sent", NOON, 1)
    (mail,) = post_office.to("a@example.org")
    assert mail["Message-ID"] == f"<{message.uuid}@127.0.0.1>"
    assert mail["Subject"] == "Здравствуйте"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ru"
    assert mail["List-Unsubscribe"] == "<https://example.org/stop>"
    assert mail["Date"] is not None
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text["Content-Transfer-Encoding"] == html["Content-Transfer-Encoding"] == "quoted-printable"
    assert text.get_content().replace("\r", "") == "Здравствуйте, это записка.\n.строка с точкой\n\n"
    assert "<p>Здравствуйте, это записка. </p>" in html.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["tour.ics"]


def test_delivery_speaks_the_messages_language(post_office: PostOffice) -> None:
    MessageFactory(language="en", recipient="a@example.org")
    deliver_due()
    (mail,) = post_office.to("a@example.org")
    assert (mail["Subject"], mail["From"].addresses[0].display_name) == ("Hello", "Prokhodnaya")


def test_sender_of_another_name_keeps_it(post_office: PostOffice, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Экскурсии <post@example.org>"
    MessageFactory(language="en", recipient="a@example.org")
    deliver_due()
    assert post_office.to("a@example.org")[0]["From"].addresses[0].display_name == "Экскурсии"


def test_delivery_wipes_the_body_once_sent(post_office: PostOffice, noon: time_machine.Traveller) -> None:
    message = MessageFactory(kind="tests.code", body={"code": "123456"}, recipient="a@example.org")
    deliver_due()
    message.refresh_from_db()
    assert (message.body, message.body_wiped_at) == (None, NOON)
    assert "123456" in post_office.to("a@example.org")[0].get_body(("plain",)).get_content()


def test_delivery_sends_many_over_one_connection_the_longest_waiting_first(post_office: PostOffice) -> None:
    late = [
        MessageFactory(due_at=NOON - timedelta(hours=hours), recipient=f"r{hours}@example.org") for hours in (1, 3, 2)
    ]
    assert deliver_due() == {Outcome.SENT: len(late)}
    assert [taken.recipient for taken in post_office.taken] == ["r3@example.org", "r2@example.org", "r1@example.org"]
    assert post_office.connections == 1


@pytest.mark.parametrize(
    ("step", "answer", "why"),
    [
        ("mail", "451 4.3.0 try later", "mail 451 4.3.0"),
        ("mail", "530 5.7.0 sign in first", "mail 530 5.7.0"),
        ("rcpt", "450 4.2.0 greylisted a@example.org", "rcpt 450 4.2.0"),
        ("rcpt", "421 4.7.0 too many", "rcpt 421 4.7.0"),
        ("rcpt", CLOSE, "rcpt connection lost"),
        ("rcpt", STALL, "rcpt connection lost"),
        ("data", "451 not now", "data 451"),
        ("data", CLOSE, "data connection lost"),
        ("content", "452 4.3.1 disk full", "content 452 4.3.1"),
        ("content", "421 4.3.2 going down", "content 421 4.3.2"),
    ],
)
def test_delivery_refused_for_now_is_tried_again(
    post_office: PostOffice, noon: time_machine.Traveller, step: str, answer: str, why: str
) -> None:
    message = MessageFactory(kind="tests.code", body={"code": "1"})
    post_office.answers[step] = answer

    assert deliver_due() == {Outcome.LATER: 1}

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error, message.claim) == ("queued", 1, why, None)
    assert NOON + 0.8 * SOON <= message.retry_at <= NOON + SOON
    assert message.body == {"code": "1"}
    assert post_office.taken == []

    post_office.answers.clear()
    assert deliver_due() == {}
    noon.shift(SOON)
    assert deliver_due() == {Outcome.SENT: 1}
    assert list(post_office.counted().values()) == [1]


@pytest.mark.parametrize(
    ("step", "answer", "why"),
    [
        ("rcpt", "550 5.1.1 no such user a@example.org", "rcpt 550 5.1.1"),
        ("mail", "552 5.3.4 too big", "mail 552 5.3.4"),
        ("content", "554 5.7.1 spam", "content 554 5.7.1"),
        ("content", "552 too big", "content 552"),
    ],
)
def test_delivery_refused_for_good_fails(post_office: PostOffice, step: str, answer: str, why: str) -> None:
    message = MessageFactory(kind="tests.code", body={"code": "1"})
    post_office.answers[step] = answer
    assert deliver_due() == {Outcome.FAILED: 1}
    message.refresh_from_db()
    assert (message.state, message.last_error, message.body) == ("failed", why, None)
    assert message.body_wiped_at is not None


@pytest.mark.parametrize("answer", [CLOSE, STALL])
def test_delivery_without_an_answer_to_the_content_is_unknown(post_office: PostOffice, answer: str) -> None:
    message = MessageFactory()
    post_office.answers["content"] = answer
    assert deliver_due() == {Outcome.UNKNOWN: 1}
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("unknown", "content connection lost")
    post_office.answers.clear()
    assert deliver_due() == {}


def test_delivery_of_a_code_without_an_answer_is_tried_again_under_the_same_id(
    post_office: PostOffice, noon: time_machine.Traveller
) -> None:
    message = MessageFactory(kind="tests.code", body={"code": "1"})
    post_office.answers["content"] = CLOSE
    assert deliver_due() == {Outcome.LATER: 1}
    post_office.answers.clear()
    noon.shift(SOON)
    assert deliver_due() == {Outcome.SENT: 1}
    assert post_office.counted() == {f"<{message.uuid}@127.0.0.1>": 2}


@pytest.mark.parametrize("answer", ["421 4.3.2 busy", "554 not you", CLOSE, STALL])
def test_delivery_with_the_server_away_gives_everything_back_untried(post_office: PostOffice, answer: str) -> None:
    MessageFactory.create_batch(3)
    post_office.answers["connect"] = answer
    assert deliver_due() == {}
    assert post_office.connections == 1
    rows = Message.objects.values_list("state", "attempts", "claim", "retry_at").distinct()
    assert list(rows) == [("queued", 0, None, None)]
    post_office.answers.clear()
    assert deliver_due() == {Outcome.SENT: 3}


def test_delivery_to_a_closed_port_gives_everything_back_untried(post_office: PostOffice) -> None:
    MessageFactory.create_batch(3)
    post_office.close()
    assert deliver_due() == {}
    assert list(Message.objects.values_list("state", "attempts").distinct()) == [("queued", 0)]
    post_office.open()
    assert deliver_due() == {Outcome.SENT: 3}


@pytest.mark.parametrize(
    ("step", "tries"), [("connect", {0}), ("rcpt", range(7, 12))], ids=["away", "refusing every address"]
)
def test_an_hour_of_refusals_loses_nothing_and_doubles_nothing(
    post_office: PostOffice, noon: time_machine.Traveller, step: str, tries: Collection[int]
) -> None:
    MessageFactory.create_batch(20)
    post_office.answers[step] = "451 4.7.1 come back later"
    for ring in range(120):
        if ring == 60:
            MessageFactory.create_batch(10, due_at=clock.now())
        deliver_due()
        noon.shift(SOON)
    assert post_office.taken == []
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    assert set(Message.objects.order_by("pk")[:20].values_list("attempts", flat=True)) <= set(tries)

    post_office.answers.clear()
    for _ring in range(30):  # the longest that one of them waits is a quarter of an hour
        deliver_due()
        noon.shift(SOON)

    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert set(post_office.counted().values()) == {1}
    assert len(post_office.taken) == 30


def test_delivery_leaves_a_server_alone_that_was_away(post_office: PostOffice, settings: object) -> None:
    settings.MESSAGES_PAUSE_FACTOR = 1
    MessageFactory()
    post_office.answers["connect"] = "421 4.3.2 busy"
    deliver_due()
    deliver_due()
    deliver_due()
    assert post_office.connections == 1


def test_delivery_loses_the_connection_in_the_middle_and_keeps_the_others_untried(post_office: PostOffice) -> None:
    first, second, third = (
        MessageFactory(due_at=NOON - timedelta(hours=hours), recipient=f"r{hours}@example.org") for hours in (3, 2, 1)
    )
    post_office.per_recipient["r2@example.org"] = CLOSE
    assert deliver_due() == {Outcome.SENT: 1, Outcome.LATER: 1}
    states = [Message.objects.values_list("state", "attempts").get(pk=row.pk) for row in (first, second, third)]
    assert states == [("sent", 1), ("queued", 1), ("queued", 0)]


def test_delivery_refuses_one_address_and_serves_the_others(post_office: PostOffice) -> None:
    for name in ("a", "b", "c"):
        MessageFactory(recipient=f"{name}@example.org")
    post_office.per_recipient["b@example.org"] = "550 5.1.1 unknown"
    assert deliver_due() == {Outcome.SENT: 2, Outcome.FAILED: 1}
    assert post_office.connections == 1


def test_delivery_of_what_has_nothing_to_say_is_cancelled(post_office: PostOffice) -> None:
    message = MessageFactory(params={"nothing": True})
    assert deliver_due() == {Outcome.CANCELLED: 1}
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("cancelled", "nothing to say")
    assert post_office.connections == 0


def test_delivery_past_its_time_is_cancelled(post_office: PostOffice, noon: time_machine.Traveller) -> None:
    message = MessageFactory(expires_at=NOON, body={"code": "1"})
    assert deliver_due() == {Outcome.CANCELLED: 1}
    message.refresh_from_db()
    assert (message.state, message.last_error, message.body) == ("cancelled", "expired", None)


@pytest.mark.parametrize(("params", "kind"), [({"broken": True}, "tests.note"), ({}, "tests.of_a_room_not_installed")])
def test_delivery_of_what_cannot_be_composed_counts_a_try_and_does_not_stop_the_others(
    post_office: PostOffice, params: dict, kind: str
) -> None:
    broken = MessageFactory(params=params, kind=kind, due_at=NOON - timedelta(days=1))
    MessageFactory()
    assert deliver_due() == {Outcome.LATER: 1, Outcome.SENT: 1}
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == ("queued", 1)
    assert broken.last_error.startswith("compose ")


def test_what_cannot_be_composed_three_times_is_shown_and_tried_rarely(
    post_office: PostOffice, noon: time_machine.Traveller, settings: Any
) -> None:
    broken = MessageFactory(params={"broken": True}, due_at=NOON, recipient="a@example.org")
    for _try in range(3):
        deliver_due()
        noon.shift(delivery.LONGEST_RETRY)
    broken.refresh_from_db()
    assert (broken.state, broken.attempts, broken.last_error) == ("uncomposed", 3, "compose ZeroDivisionError")
    assert broken.needs_attention
    assert list(Message.objects.needing_attention()) == [broken]
    assert list(Message.objects.unsent()) == [broken]  # cancelling its topic cancels it

    assert deliver_due() == {}  # not yet
    noon.shift(settings.MESSAGES_UNCOMPOSED_RETRY)
    assert deliver_due() == {Outcome.UNCOMPOSED: 1}
    Message.objects.update(params={})  # the fault is mended
    noon.shift(settings.MESSAGES_UNCOMPOSED_RETRY)
    assert deliver_due() == {Outcome.SENT: 1}
    assert len(post_office.to("a@example.org")) == 1


def test_what_cannot_be_composed_ends_with_its_time(post_office: PostOffice, noon: time_machine.Traveller) -> None:
    message = MessageFactory(params={"broken": True}, due_at=NOON, expires_at=NOON + timedelta(minutes=50))
    for _try in range(3):
        deliver_due()
        noon.shift(delivery.LONGEST_RETRY)
    message.refresh_from_db()
    assert message.state == "uncomposed"
    noon.shift(timedelta(minutes=10))
    assert deliver_due() == {Outcome.CANCELLED: 1}
    message.refresh_from_db()
    assert message.last_error == "expired"


@pytest.mark.parametrize("problem", [OperationalError, InterfaceError])
def test_database_away_while_composing_is_no_fault_of_the_message(
    post_office: PostOffice, noon: time_machine.Traveller, problem: type[Exception]
) -> None:
    @message("tests.away", label="away")
    def compose(_values: dict[str, Any]) -> None:
        raise problem

    row = MessageFactory(kind="tests.away", due_at=NOON)
    for _try in range(4):
        assert deliver_due() == {Outcome.LATER: 1}
        noon.shift(delivery.LONGEST_RETRY)
    row.refresh_from_db()
    assert (row.state, row.compose_failures) == ("queued", 0)


def test_what_a_mail_went_without_is_written_down(post_office: PostOffice) -> None:
    message = MessageFactory(params={"left_out": ["plan", "ticket"]})
    assert deliver_due() == {Outcome.SENT: 1}
    message.refresh_from_db()
    assert message.left_out == "plan, ticket"
    assert "plan, ticket" in message.reason


def test_delivery_gives_up_after_the_last_try(post_office: PostOffice) -> None:
    message = MessageFactory(attempts=delivery.MAX_ATTEMPTS - 1)
    post_office.answers["rcpt"] = "450 later"
    assert deliver_due() == {Outcome.FAILED: 1}
    message.refresh_from_db()
    assert message.last_error == "rcpt 450"


def test_delivery_gives_up_when_the_next_try_would_be_too_late(
    post_office: PostOffice, noon: time_machine.Traveller
) -> None:
    MessageFactory(expires_at=NOON + timedelta(seconds=20))
    post_office.answers["rcpt"] = "450 later"
    assert deliver_due() == {Outcome.FAILED: 1}


def test_delivery_before_its_time_does_nothing(post_office: PostOffice, noon: time_machine.Traveller) -> None:
    MessageFactory(due_at=NOON + timedelta(seconds=1))
    assert deliver_due() == {}
    noon.shift(1)
    assert deliver_due() == {Outcome.SENT: 1}


def test_backoff_doubles_up_to_a_quarter_of_an_hour() -> None:
    full = [30, 60, 120, 240, 480, 900, 900, 900]
    for attempt, seconds in enumerate(full, start=1):
        waits = [backoff(attempt).total_seconds() for _ in range(50)]
        assert 0.8 * seconds <= min(waits) <= max(waits) <= seconds
        assert len(set(waits)) > 1
    assert backoff(0) == timedelta(0)


def test_delivery_finds_its_claim_gone_and_sends_nothing(post_office: PostOffice) -> None:
    message = MessageFactory()
    batch = delivery.claim_batch()
    Message.objects.filter(pk=message.pk).update(state="cancelled")
    tally: dict = delivery.Counter()
    delivery._send_batch(batch, delivery.time.monotonic() + 5, tally)
    assert tally == {Outcome.CLAIM_LOST: 1}
    assert (post_office.connections, post_office.taken) == (0, [])


def test_delivery_that_loses_its_claim_after_the_offer_sends_nothing_and_serves_the_others(
    post_office: PostOffice,
) -> None:
    first, second = (MessageFactory(recipient=f"{name}@example.org") for name in ("a", "b"))
    batch = delivery.claim_batch()
    courier = get_connection()

    class Slow:
        connect, deliver = courier.connect, courier.deliver

        def offer(self, mail: EmailMessage) -> None:
            courier.offer(mail)
            Message.objects.filter(pk=first.pk).update(state="cancelled")

    outcomes = [delivery.send(message, Slow()).outcome for message in batch]
    courier.disconnect()

    assert outcomes == [Outcome.CLAIM_LOST, Outcome.SENT]
    assert [taken.recipient for taken in post_office.taken] == [second.recipient]


def test_stale_claim_is_taken_over(post_office: PostOffice, noon: time_machine.Traveller, settings: object) -> None:
    MessageFactory()
    delivery.claim_batch()
    assert deliver_due() == {}
    noon.shift(settings.MESSAGES_STALE_CLAIM + timedelta(seconds=1))
    assert deliver_due() == {Outcome.SENT: 1}


@pytest.mark.parametrize(("kind", "state"), [("tests.note", "unknown"), ("tests.code", "queued")])
def test_stale_sending_is_unknown_or_queued_again(
    post_office: PostOffice, noon: time_machine.Traveller, settings: object, kind: str, state: str
) -> None:
    message = MessageFactory(kind=kind, attempts=1)
    (claimed,) = delivery.claim_batch()
    delivery.Attempt(claimed).mark_sending()
    noon.shift(settings.MESSAGES_STALE_SENDING - timedelta(seconds=1))
    assert delivery.recover_stale() == 0
    noon.shift(2)
    assert delivery.recover_stale() == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == (state, "worker vanished while sending")


def test_a_worker_that_was_only_slow_notes_that_it_sent(post_office: PostOffice, noon: time_machine.Traveller) -> None:
    message = MessageFactory()
    (claimed,) = delivery.claim_batch()
    courier = get_connection()

    class Slow:
        connect, offer = courier.connect, courier.offer

        def deliver(self) -> None:
            courier.deliver()
            noon.shift(timedelta(minutes=10))
            delivery.recover_stale()
            message.refresh_from_db()
            assert message.state == "unknown"

    assert delivery.send(claimed, Slow()).outcome == Outcome.SENT
    courier.disconnect()
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_mail_that_cannot_be_put_into_bytes_does_not_stop_the_others(post_office: PostOffice) -> None:
    broken = MessageFactory(params={"unsubscribe": "https://example.org\nBcc: b@example.org"}, due_at=NOON)
    MessageFactory()
    assert deliver_due() == {Outcome.LATER: 1, Outcome.SENT: 1}
    broken.refresh_from_db()
    assert (broken.state, broken.last_error) == ("queued", "compose BadHeaderError")
