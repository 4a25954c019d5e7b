"""Planning, calling off, sending once more, and forgetting."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from accelerator.base.common.network import acting_for
from accelerator.base.notifications import tasks
from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import RESTORED, Message
from accelerator.base.notifications.services import (
    CannotResend,
    Planned,
    cancel_messages,
    erase_recipients,
    keep_worth_sending,
    plan_messages,
    resend_message,
    settle_after_restore,
    waiting_params,
    waiting_times,
)
from tests.base.accounts.keys import take_second_step
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory
from tests.post_office import PostOffice

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN: dict[str, Any] = {"kind": "tests.note", "recipient": "a@example.org", "language": "ru"}


@pytest.fixture(autouse=True)
def noon() -> time_machine.Traveller:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_planning_without_a_time_is_due_at_once() -> None:
    assert plan_messages([Planned(**PLAN, dedupe_key="a", topic="order:1", params={"order": 1})]) == 1
    message = Message.objects.get()
    assert (message.due_at, message.state, message.topic, message.params) == (NOON, "queued", "order:1", {"order": 1})


def test_network_is_kept_of_what_is_sent_at_once_alone() -> None:
    with acting_for("somewhere"):
        plan_messages([Planned(**PLAN, dedupe_key="now"), Planned(**PLAN, dedupe_key="later", due_at=NOON)])
    assert dict(Message.objects.values_list("dedupe_key", "network")) == {"now": "somewhere", "later": ""}


def test_times_of_waiting_messages_are_listed_by_topic_and_kind_the_earliest_first() -> None:
    sooner, later = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    for key, topic, changes in (
        ("a", "order:1", {"due_at": later}),
        ("b", "order:2", {"due_at": sooner}),
        ("c", "order:3", {"due_at": sooner}),
        ("d", "order:1", {"due_at": sooner, "kind": "tests.other"}),
    ):
        plan_messages([Planned(**{**PLAN, **changes}, dedupe_key=key, topic=topic)])
    plan_messages([Planned(**PLAN, dedupe_key="e", topic="order:2")])
    Message.objects.filter(dedupe_key="e").update(state=Message.State.SENT, sent_at=NOON)

    times = waiting_times(topics=["order:1", "order:2"], kind=PLAN["kind"])

    assert times == [("order:2", sooner), ("order:1", later)]


def test_planning_a_key_again_changes_nothing() -> None:
    plan_messages([Planned(**PLAN, dedupe_key="a")])
    later = NOON + timedelta(days=1)
    again = [Planned(**PLAN, dedupe_key="a", due_at=later), Planned(**PLAN, dedupe_key="b", due_at=later)]
    assert plan_messages(again) == 1
    assert dict(Message.objects.values_list("dedupe_key", "due_at")) == {"a": NOON, "b": later}


def test_worker_is_woken_for_what_is_due_now_alone(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as later:
        plan_messages([Planned(**PLAN, dedupe_key="a", due_at=NOON + timedelta(seconds=1))])
    with django_capture_on_commit_callbacks() as at_once:
        plan_messages([Planned(**PLAN, dedupe_key="a"), Planned(**PLAN, dedupe_key="b")])
    with django_capture_on_commit_callbacks() as again:
        plan_messages([Planned(**PLAN, dedupe_key="b")])
    assert (len(later), len(at_once), len(again)) == (0, 1, 0)


def test_cancelling_takes_what_no_server_can_have(noon: time_machine.Traveller) -> None:
    claim = {"claim": "00000000-0000-0000-0000-000000000001", "claimed_at": NOON}
    waiting = MessageFactory(topic="order", body={"code": "1"})
    claimed = MessageFactory(topic="order", state="claimed", **claim)
    sending = MessageFactory(topic="order", state="sending", **claim)
    other = MessageFactory(topic="another")

    assert cancel_messages(topic="order") == 2

    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {waiting.pk: "cancelled", claimed.pk: "cancelled", sending.pk: "sending", other.pk: "queued"}
    waiting.refresh_from_db()
    assert (waiting.body, waiting.body_wiped_at) == (None, NOON)


def test_cancelling_some_kinds_leaves_the_others() -> None:
    MessageFactory(topic="order", kind="tests.note")
    kept = MessageFactory(topic="order", kind="tests.code")
    assert cancel_messages(topic="order", kinds=["tests.note"]) == 1
    assert list(Message.objects.unsent()) == [kept]


@pytest.mark.parametrize("state", ["failed", "unknown", "uncomposed"])
def test_resending_goes_out_under_the_same_id(post_office: PostOffice, state: str) -> None:
    staff = UserFactory()
    in_time = NOON + timedelta(seconds=1)
    message = MessageFactory(state=state, attempts=7, last_error="rcpt 550", expires_at=in_time)
    resend_message(uuid=message.uuid, by=staff)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.resent_at, message.resent_by) == ("queued", 0, NOON, staff)
    deliver_due()
    assert post_office.counted() == {f"<{message.uuid}@127.0.0.1>": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "queued"},
        {"state": "sent", "sent_at": NOON},
        {"state": "cancelled"},
        {"state": "failed", "recipient": ""},
        {"state": "failed", "body_wiped_at": NOON},
        {"state": "failed", "expires_at": NOON},
    ],
)
def test_resending_is_refused(changes: dict[str, Any]) -> None:
    message = MessageFactory(**changes)
    with pytest.raises(CannotResend):
        resend_message(uuid=message.uuid, by=UserFactory())
    message.refresh_from_db()
    assert message.state == changes["state"]
    assert message.resent_at is None


def test_what_waits_is_the_topics_first_of_these_kinds() -> None:
    MessageFactory(topic="order", state="sent", sent_at=NOON, params={"n": 0})
    MessageFactory(topic="another", params={"n": 1})
    MessageFactory(topic="order", kind="tests.code", params={"n": 2})
    MessageFactory(topic="order", params={"n": 3})
    MessageFactory(topic="order", params={"n": 4})

    assert waiting_params(topic="order", kinds=["tests.note"]) == {"n": 3}
    assert waiting_params(topic="order", kinds=["tests.note", "tests.code"]) == {"n": 2}
    assert waiting_params(topic="order", kinds=["tests.other"]) is None


def test_moment_until_which_waiting_messages_are_worth_sending_moves() -> None:
    moved = MessageFactory(topic="order", expires_at=NOON)
    others = [
        MessageFactory(topic="another", expires_at=NOON),
        MessageFactory(topic="order", kind="tests.code", expires_at=NOON),
        MessageFactory(topic="order", state="sent", sent_at=NOON, expires_at=NOON),
    ]

    keep_worth_sending(topic="order", kinds=["tests.note"], until=NOON + timedelta(hours=1))

    left = dict(Message.objects.values_list("pk", "expires_at"))
    assert left == {moved.pk: NOON + timedelta(hours=1), **dict.fromkeys((one.pk for one in others), NOON)}


def test_recipients_of_some_topics_are_forgotten_and_nobody_elses() -> None:
    claim = {"claim": "00000000-0000-0000-0000-000000000001", "claimed_at": NOON}
    rows = {
        "waiting": MessageFactory(topic="order", body={"code": "1"}),
        "second": MessageFactory(topic="leg"),
        "sent": MessageFactory(topic="order", state="sent", sent_at=NOON),
        "failed": MessageFactory(topic="order", state="failed"),
        "on its way": MessageFactory(topic="order", state="sending", **claim),
        "other": MessageFactory(topic="another"),
        "other sent": MessageFactory(topic="another", state="sent", sent_at=NOON),
    }
    mine, shared, gone = MessageFactory(topic=""), MessageFactory(topic=""), MessageFactory(topic="", state="failed")
    rows |= {"my letter": mine, "shared letter": shared, "lost letter": gone, "letter": MessageFactory(topic="")}
    for name, topic, letter in (
        ("in mine", "order", mine), ("in shared", "order", shared), ("other in shared", "another", shared),
        ("in lost", "leg", gone),
    ):  # fmt: skip
        rows[name] = MessageFactory(topic=topic, state="folded", folded_into=letter)
    names = {row.pk: name for name, row in rows.items()}

    erase_recipients(topics=["order", "leg"])

    found = {
        names[pk]: (state, bool(who)) for pk, state, who in Message.objects.values_list("pk", "state", "recipient")
    }
    assert found == {
        "waiting": ("cancelled", False), "second": ("cancelled", False), "sent": ("sent", False),
        "failed": ("failed", False), "on its way": ("sending", True),
        "other": ("queued", True), "other sent": ("sent", True), "letter": ("queued", True),
        "my letter": ("cancelled", False), "in mine": ("cancelled", False),
        "shared letter": ("queued", True), "in shared": ("cancelled", False), "other in shared": ("folded", True),
        "lost letter": ("failed", False), "in lost": ("folded", False),
    }  # fmt: skip
    rows["waiting"].refresh_from_db()
    assert (rows["waiting"].body, rows["waiting"].body_wiped_at) == (None, NOON)


def test_what_may_have_gone_out_before_a_restore_is_for_staff_to_look_at() -> None:
    claim = {"claim": "00000000-0000-0000-0000-000000000001", "claimed_at": NOON}
    hour = timedelta(hours=1)
    settled = [
        MessageFactory(due_at=NOON - hour, retry_at=NOON),
        MessageFactory(due_at=NOON, expires_at=NOON + hour),
        MessageFactory(due_at=NOON, state="claimed", **claim),
        MessageFactory(due_at=NOON, state="sending", **claim),
        MessageFactory(due_at=NOON, state="uncomposed"),
    ]
    left = [
        MessageFactory(due_at=NOON + timedelta(seconds=1)),
        MessageFactory(due_at=NOON, expires_at=NOON),
        MessageFactory(due_at=NOON, state="sent", sent_at=NOON),
        MessageFactory(due_at=NOON, state="failed", last_error="rcpt 550"),
        MessageFactory(due_at=NOON, state="cancelled"),
    ]
    for restored_to in (NOON, NOON + hour):  # nothing was sent since
        assert settle_after_restore(restored_to=restored_to, sent_until=NOON) == 0

    assert settle_after_restore(restored_to=NOON - 2 * hour, sent_until=NOON) == 5

    unknown = Message.objects.filter(state="unknown", claim=None, claimed_at=None, retry_at=None, last_error=RESTORED)
    assert set(unknown) == set(settled)
    assert {one.pk for one in left} == set(Message.objects.exclude(state="unknown").values_list("pk", flat=True))


def test_message_folded_into_a_letter_is_sent_again_by_that_letter() -> None:
    letter = MessageFactory(state="failed", attempts=3, topic="")
    folded = MessageFactory(state="folded", folded_into=letter)
    alone = MessageFactory(state="folded", folded_into=None)
    cancelled = MessageFactory(state="cancelled", folded_into=letter)

    for unwanted in (alone, cancelled):
        with pytest.raises(CannotResend):
            resend_message(uuid=unwanted.uuid, by=UserFactory())
    assert resend_message(uuid=folded.uuid, by=UserFactory()) == letter
    assert dict(Message.objects.values_list("pk", "state")) == {
        letter.pk: "queued", folded.pk: "folded", alone.pk: "folded", cancelled.pk: "cancelled",
    }  # fmt: skip


def test_tasks_take_whatever_arguments_a_later_version_sends(post_office: PostOffice) -> None:
    MessageFactory(due_at=NOON)
    tasks.deliver_due(something="new")
    tasks.purge_bodies(something="new")
    assert Message.objects.get().state == "sent"


def test_command_delivers_without_celery(post_office: PostOffice, capsys: pytest.CaptureFixture[str]) -> None:
    MessageFactory(due_at=NOON)
    call_command("deliver_due")
    call_command("deliver_due")
    assert capsys.readouterr().out.splitlines() == ["1 sent", "nothing was due"]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'sent', sent_at = NULL", "notifications_message_sent_has_time"),
        ("state = 'claimed', claim = NULL", "notifications_message_claim_has_time"),
        ("state = 'sending', claimed_at = NULL", "notifications_message_claim_has_time"),
        ("recipient = ''", "notifications_message_waiting_has_recipient"),
        ("state = 'failed', body = '{}'", "notifications_message_finished_has_no_body"),
        ("state = 'uncomposed', recipient = ''", "notifications_message_uncomposed_has_recipient"),
    ],
)
def test_database_refuses(change: str, constraint: str) -> None:
    MessageFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notifications_message SET {change}")  # noqa: S608 - the test's own words


@pytest.mark.parametrize(
    ("state", "last_error", "words"),
    [
        ("queued", "", ""),
        ("queued", "rcpt 450", "keeps trying"),
        ("unknown", "content connection lost", "may have arrived"),
        ("failed", "rcpt 550 5.1.1", "does not exist or does not accept mail (550 5.1.1)"),
        ("failed", "content 554 5.7.1", "rejected it (554 5.7.1)"),
        ("failed", "compose KeyError", "too late to send it (compose KeyError)"),
        ("cancelled", "expired", "in time and is no longer needed"),
        ("cancelled", "nothing to say", ""),
        ("uncomposed", "compose KeyError", "could not compose this email (KeyError)"),
    ],
)
def test_staff_read_why(state: str, last_error: str, words: str) -> None:
    message = MessageFactory.build(state=state, last_error=last_error)
    with translation.override("en"):
        assert words in message.reason
        assert bool(message.reason) is bool(words)


def test_list_of_messages_offers_to_send_again_what_did_not_arrive() -> None:
    failed = MessageFactory(state="failed", last_error="rcpt 550", topic="order")
    MessageFactory(state="sent", sent_at=NOON, topic="order")
    page = render_to_string(
        "notifications/_messages.html",
        {"messages": Message.objects.order_by("pk"), "zone": "Asia/Omsk", "heading": "h", "resend": "/again/"},
    )
    assert page.count("data-message=") == 2
    assert page.count('action="/again/"') == 1
    assert f'value="{failed.uuid}"' in page
    assert "note" in page


def test_back_office_sends_again_and_shows_no_bodies(client: Client) -> None:
    failed = MessageFactory(state="failed")
    unknown = MessageFactory(state="unknown", body={"code": "481203"})
    sent = MessageFactory(state="sent", sent_at=NOON)
    root = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(root)
    take_second_step(client, root)
    assert "481203" not in client.get(f"/backoffice/notifications/message/{unknown.pk}/change/").content.decode()
    rows = [failed.pk, unknown.pk, sent.pk]
    client.post("/backoffice/notifications/message/", {"action": "send_again", "_selected_action": rows})
    assert dict(Message.objects.values_list("pk", "state")) == {
        failed.pk: "queued",
        unknown.pk: "queued",
        sent.pk: "sent",
    }
