"""What was erased stays erased: the ledger outside the database, and what is done again after a restore."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accelerator.base.accounts.models import Consent, User
from accelerator.base.accounts.services import remove_person
from accelerator.base.common import clock, erasures
from accelerator.base.common.hooks import erasure_replays
from accelerator.base.common.models import Erasure
from accelerator.base.common.versions import ANY_VERSION
from accelerator.base.notifications.models import Message
from accelerator.forum.models import Person
from accelerator.forum.services.people import delete_person
from regions.enterprises.models import Membership, Photo, Role
from regions.enterprises.services.people import remove_member
from regions.enterprises.services.photos import delete_photo
from tests.factories.accounts import UserFactory
from tests.factories.alerts import waiting_alert
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import MembershipFactory, PhotoFactory
from tests.factories.forum import PersonFactory
from tests.factories.notifications import MessageFactory
from tests.factories.tours import SlotFactory
from tours.alerts.models import DateAlert
from tours.alerts.services import erase_overdue_alerts, stop_alert
from tours.booking.models import Order, OrderContact, Visitor, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.erasure import KEPT_FOR, erase_expired_personal_data, withdraw_consent
from tours.booking.services.identities import seal
from tours.booking.services.people import Contact, change_people
from tours.booking.services.reminders import choose_reminders
from tours.booking.services.seats import audit_capacity

pytestmark = pytest.mark.django_db
Before = Callable[[], Any]


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erasures.jsonl"
    return settings.ERASURE_LEDGER


def sealed_order(people: int = 2) -> Order:
    """An order of people whose passport numbers the pass office has asked for."""
    order = confirmed_order(SlotFactory(), people=people)
    visitors = list(order.visitors.order_by("position"))
    ends = order.bookings.get().slot.ends_at
    seal(visitors, [{"document_number": "4500 123456"} for _one in visitors], erase_at=ends)
    return order


def change_to(order: Order, *people: VisitorDetails | None) -> None:
    contact = Contact(name="Мария Петрова", email=order.contact.email)
    uuids = order.visitors.order_by("position").values_list("uuid", flat=True)
    change_people(order=order, contact=contact, visitors=dict(zip(uuids, people, strict=True)))


def quiet_order() -> Order:
    order = confirmed_order()
    choose_reminders(order=order, wanted=False)
    Erasure.objects.all().delete()
    return order


def erase_in_time(alert: DateAlert) -> None:
    with clock.at(alert.expires_at):
        erase_overdue_alerts()


KNOWN = VisitorDetails(name="Гость 1", age=30, is_known=True)
OTHER = VisitorDetails(name="Пётр Иной", age=41)

# The kind of line → what is there before, what erases, and whether it is erased.
CASES: dict[str, tuple[Before, Callable[[Any], Any], Callable[[Any], bool]]] = {
    "booking.consent_withdrawn": (
        sealed_order,
        lambda order: withdraw_consent(order=order),
        lambda order: (
            not any(
                model.objects.filter(**{f"{way}order": order}).exists()
                for model, way in ((OrderContact, ""), (Visitor, ""), (VisitorIdentity, "visitor__"))
            )
            and Order.objects.get(pk=order.pk).consent.withdrawn_at is not None
            and not Message.objects.filter(state="queued").exists()
        ),
    ),
    "booking.people_forgotten": (
        sealed_order,
        lambda order: erase_expired_personal_data(now=order.bookings.get().slot.ends_at + KEPT_FOR * 2),
        lambda order: not OrderContact.objects.filter(order=order).exists() and not order.visitors.exists(),
    ),
    "booking.visitor_removed": (
        sealed_order,
        lambda order: change_to(order, KNOWN, None),
        lambda order: [row.name for row in order.visitors.all()] == ["Гость 1"],
    ),
    "booking.visitor_replaced": (
        sealed_order,
        lambda order: change_to(order, KNOWN, OTHER),
        lambda order: (
            not order.visitors.filter(name="Гость 2").exists()
            and VisitorIdentity.objects.filter(visitor__order=order).count() == 1
        ),
    ),
    "booking.identity_erased": (
        sealed_order,
        lambda order: cancel_by_visitor(order=order),
        lambda order: not VisitorIdentity.objects.filter(visitor__order=order, erased_at__isnull=True).exists(),
    ),
    "booking.reminders_stopped": (
        confirmed_order,
        lambda order: choose_reminders(order=order, wanted=False),
        lambda _order: not Message.objects.filter(kind="booking.reminder", state="queued").exists(),
    ),
    "booking.reminders_wanted": (
        quiet_order,
        lambda order: choose_reminders(order=order, wanted=True),
        lambda _order: Message.objects.filter(kind="booking.reminder", state="queued").exists(),
    ),
    "alerts.stopped": (
        waiting_alert,
        lambda alert: stop_alert(alert=alert),
        lambda alert: (
            not DateAlert.objects.live().exists()
            and Consent.objects.get(pk=alert.consent_id).withdrawn_at is not None
            and not Message.objects.exclude(recipient="").exists()
        ),
    ),
    "alerts.erased": (
        waiting_alert,
        erase_in_time,
        lambda _alert: not DateAlert.objects.live().exists() and not Message.objects.exclude(recipient="").exists(),
    ),
    "accounts.account_deleted": (
        UserFactory,
        lambda user: remove_person(user=User.objects.get(pk=user.pk)),
        lambda user: not User.objects.filter(pk=user.pk).exists(),
    ),
    "enterprises.member_removed": (
        lambda: MembershipFactory(role=Role.GUIDE),
        lambda member: remove_member(membership=Membership.objects.get(pk=member.pk)),
        lambda member: not Membership.objects.filter(pk=member.pk).exists(),
    ),
    "enterprises.photo_removed": (
        PhotoFactory,
        lambda photo: delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION),
        lambda photo: not Photo.objects.filter(pk=photo.pk).exists(),
    ),
    "forum.person_removed": (
        PersonFactory,
        lambda person: delete_person(person=Person.objects.get(pk=person.pk)),
        lambda person: not Person.objects.filter(pk=person.pk).exists(),
    ),
}


def test_every_kind_of_erasure_is_among_the_cases() -> None:
    assert CASES.keys() == dict(erasure_replays.answers).keys()


@pytest.mark.parametrize("what", CASES)
def test_what_a_restore_brings_back_is_erased_again(what: str, ledger: Path) -> None:
    before, erase, is_erased = CASES[what]
    there = before()
    Erasure.objects.all().delete()
    backup = transaction.savepoint()
    assert not is_erased(there)
    erase(there)
    assert is_erased(there)
    erasures.write_down()
    assert what in ledger.read_text()
    transaction.savepoint_rollback(backup)  # the database is again as it was
    assert not is_erased(there)

    call_command("replay_erasures")
    assert is_erased(there)
    assert audit_capacity() == []

    written = Erasure.objects.count()
    call_command("replay_erasures", str(ledger))
    assert Erasure.objects.count() == written  # nothing was left to erase


def test_who_came_instead_is_kept_where_the_backup_knows_them(ledger: Path) -> None:
    order = sealed_order()
    change_to(order, KNOWN, OTHER)
    erasures.write_down()

    call_command("replay_erasures")
    assert [row.name for row in order.visitors.order_by("position")] == ["Гость 1", "Пётр Иной"]


def test_what_was_made_after_the_backup_is_no_matter(ledger: Path) -> None:
    with transaction.atomic():
        for what in sorted(dict(erasure_replays.answers)):
            erasures.record(what, [uuid.uuid4()])
    erasures.write_down()
    call_command("replay_erasures")


def test_what_cannot_be_erased_again_is_left_to_a_person(ledger: Path) -> None:
    owner = MembershipFactory(role=Role.OWNER)
    erasures.record("enterprises.member_removed", [owner.uuid])
    erasures.write_down()
    with pytest.raises(CommandError, match=str(owner.uuid)):
        call_command("replay_erasures")
    assert Membership.objects.filter(pk=owner.pk).exists()


def test_since_leaves_out_what_is_older(ledger: Path) -> None:
    user = UserFactory()
    erasures.record("accounts.account_deleted", [user.uuid])
    erasures.write_down()
    call_command("replay_erasures", "--since", (clock.now() + timedelta(minutes=1)).isoformat())
    assert User.objects.filter(pk=user.pk).exists()
    with pytest.raises(CommandError):
        call_command("replay_erasures", "--since", "2026-11-29T03:00")  # whose three o'clock?


# The file


def test_line_says_what_and_when_and_names_nobody(ledger: Path) -> None:
    order = confirmed_order(email="masha@example.org")
    withdraw_consent(order=order)
    erasures.write_down()
    (line,) = ledger.read_text().splitlines()
    entry = json.loads(line)
    assert entry.keys() == {"at", "what", "subject", "id"}
    assert (entry["what"], entry["subject"]) == ("booking.consent_withdrawn", str(order.uuid))
    assert datetime.fromisoformat(entry["at"]) <= datetime.now(UTC)
    assert not Erasure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_line_is_written_before_anybody_is_answered(ledger: Path, client: Any) -> None:
    from django.urls import reverse  # noqa: PLC0415

    order = confirmed_order()
    client.post(reverse("booking:withdraw", args=[order.token]))
    assert str(order.uuid) in ledger.read_text()


@pytest.mark.django_db(transaction=True)
def test_what_was_not_committed_is_not_written(ledger: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        erasures.record("accounts.account_deleted", [uuid.uuid4()])
        raise ZeroDivisionError
    assert not ledger.exists()
    assert not Erasure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_line_that_cannot_be_written_waits_and_is_written_later(ledger: Path) -> None:
    ledger.parent.parent.joinpath("ledger").write_text("no folder")  # as good as a folder that is gone
    user = UserFactory()
    remove_person(user=user)
    assert not User.objects.exists()  # erased all the same
    assert Erasure.objects.count() == 1

    ledger.parent.unlink()
    assert erasures.write_down() == 1
    assert str(user.uuid) in ledger.read_text()


def test_half_a_line_is_ended_and_passed_over(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.parent.mkdir()
    ledger.write_text('{"at": "2026-11-')
    user = UserFactory()
    erasures.record("accounts.account_deleted", [user.uuid])
    erasures.write_down()
    call_command("replay_erasures")
    assert not User.objects.filter(pk=user.pk).exists()
    assert "line 1" in capsys.readouterr().err


def test_missing_ledger_is_reported(ledger: Path) -> None:
    with pytest.raises(CommandError, match=ledger.name):
        call_command("replay_erasures")


def test_kind_that_nobody_replays_is_refused() -> None:
    with pytest.raises(LookupError):
        erasures.record("portal.unheard_of", [uuid.uuid4()])


# Messages

T = datetime(2026, 11, 29, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def at_restore() -> Iterator[None]:
    """Restored to T, sent until an hour later, now two hours later."""
    with clock.at(T + 2 * HOUR):
        yield


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ({"due_at": T + HOUR / 2}, "unknown"),
        ({"due_at": T - HOUR}, "unknown"),  # it waited for its mail server then
        ({"due_at": T + HOUR / 2, "state": "claimed", "claim": uuid.uuid4(), "claimed_at": T}, "unknown"),
        ({"due_at": T + HOUR / 2, "state": "sending", "claim": uuid.uuid4(), "claimed_at": T}, "unknown"),
        ({"due_at": T + HOUR * 1.5}, "queued"),  # the portal was stopped by then
        ({"due_at": T + HOUR / 2, "expires_at": T + HOUR * 1.5}, "queued"),  # ends by itself
        ({"due_at": T + HOUR / 2, "state": "sent", "sent_at": T}, "sent"),
        ({"due_at": T + HOUR / 2, "state": "cancelled"}, "cancelled"),
    ],
)
def test_message_that_may_have_gone_out_is_left_to_staff(at_restore: None, message: dict[str, Any], state: str) -> None:
    one = MessageFactory(**message)
    until = (T + HOUR).isoformat()
    call_command("settle_messages", "--restored-to", T.isoformat(), "--sent-until", until)
    one.refresh_from_db()
    assert one.state == state
    if state == "unknown":
        assert one.needs_attention
        assert "резервной копии" in one.reason


def test_nothing_is_unknown_where_nothing_was_sent_since(at_restore: None) -> None:
    one = MessageFactory(due_at=T - HOUR)
    call_command("settle_messages", "--restored-to", T.isoformat(), "--sent-until", T.isoformat())
    one.refresh_from_db()
    assert one.state == "queued"
    with pytest.raises(CommandError, match="too early"):
        call_command("settle_messages", "--restored-to", T.isoformat(), "--sent-until", (T - HOUR).isoformat())
