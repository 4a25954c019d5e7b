"""Date alerts: asked for, confirmed, written to once, erased."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from accelerator.base.accounts.models import Consent
from accelerator.base.accounts.own_data import account_data
from accelerator.base.accounts.services import notify_verified_emails, remove_person
from accelerator.base.common import clock
from accelerator.base.common.limits import TooManyRequests
from accelerator.base.common.models import Erasure
from accelerator.base.notifications.models import Message
from accelerator.environment import Rate
from regions.enterprises.models import Enterprise
from tests.factories.accounts import UserFactory
from tests.factories.alerts import alert_text, asked_alert, waiting_alert
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.alerts import services
from tours.alerts.models import DateAlert
from tours.alerts.services import (
    DATES,
    QUESTION,
    ask_for_dates,
    claim_alerts_by_email,
    confirm_alert,
    erase_again,
    erase_overdue_alerts,
    stop_again,
    stop_alert,
    write_about_dates,
)
from tours.alerts.tasks import erase_overdue_alerts as erase_task
from tours.alerts.tasks import write_about_dates as write_task
from tours.booking.services.cancellations import cancel_by_visitor
from tours.models import Slot, Tour
from tours.schedule.services.slots import close_slot, reopen_slot
from tours.services import publish_tour, withdraw_tour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begin() -> None:
    cache.clear()  # nobody has asked yet
    alert_text()


def letters(kind: str, **values: Any) -> Any:
    return Message.objects.filter(kind=kind, **values)


def again(alert: DateAlert) -> DateAlert:
    return DateAlert.objects.get(pk=alert.pk)


def send(kind: str = DATES, state: str = "sent") -> None:
    """As delivery leaves them."""
    done = {"sent_at": clock.now()} if state == "sent" else {}
    letters(kind, state="queued").update(state=state, **done)


# --- Asking and confirming --------------------------------------------------------------------------------------------


def test_asking_writes_the_question_and_keeps_nothing_but_the_address() -> None:
    alert = asked_alert(language="en")

    [message] = letters(QUESTION)
    assert (message.recipient, message.language) == ("masha@example.org", "en")
    assert message.params == {"alert": str(alert.uuid)}
    assert message.expires_at == alert.expires_at == alert.asked_at + timedelta(hours=48)
    assert (alert.confirmed_at, alert.user) == (None, None)
    assert (alert.consent.text, alert.consent.language, alert.consent.ip_address) == (alert_text(), "en", "127.0.0.1")
    assert alert.enterprise == alert.tour.enterprise


def test_second_request_within_a_day_sends_nothing() -> None:
    alert = asked_alert()
    with clock.at(clock.now() + timedelta(hours=23)):
        asked_alert(alert.tour, email="Masha@Example.org")

    assert letters(QUESTION).count() == DateAlert.objects.count() == Consent.objects.count() == 1


def test_question_is_sent_again_after_a_day_in_the_language_of_that_request() -> None:
    alert = asked_alert()
    later = clock.now() + timedelta(days=1, seconds=1)
    with clock.at(later):
        asked_alert(alert.tour, language="en")

    assert [one.language for one in letters(QUESTION).order_by("pk")] == ["ru", "en"]
    assert again(alert).expires_at == later + timedelta(hours=48)


def test_request_after_the_time_to_confirm_is_a_new_one() -> None:
    alert = asked_alert()
    with clock.at(clock.now() + timedelta(hours=48)):
        new = asked_alert(alert.tour)

    assert new != alert
    assert (again(alert).email, again(alert).done_at is None) == ("", False)
    assert letters(QUESTION).exclude(recipient="").count() == 1


def test_who_waits_already_is_not_written_to_again() -> None:
    alert = waiting_alert()
    before = again(alert).expires_at
    with clock.at(clock.now() + timedelta(days=100)):
        asked_alert(alert.tour)

    assert letters(QUESTION).count() == 1
    assert again(alert).expires_at == before


def test_one_address_may_wait_for_several_tours() -> None:
    assert waiting_alert().tour != waiting_alert().tour
    assert letters(QUESTION).count() == 2


def test_requests_from_one_network_are_limited(settings: Any) -> None:
    settings.DATE_ALERTS_PER_NETWORK = Rate(2, 3600)
    for number in range(2):
        asked_alert(email=f"reader{number}@example.org", network="one")
    with pytest.raises(TooManyRequests):
        asked_alert(email="reader2@example.org", network="one")
    asked_alert(email="reader3@example.org", network="another")


def test_address_that_is_asked_for_too_often_gets_nothing_and_nobody_learns_it(settings: Any) -> None:
    settings.DATE_ALERTS_PER_ADDRESS = Rate(2, 3600)
    for number in range(3):
        ask_for_dates(
            tour=TourFactory(published=True), email="masha@example.org" if number else "MASHA@example.org",
            text=alert_text(), language="ru", network=f"network {number}",
        )  # fmt: skip

    assert letters(QUESTION).count() == DateAlert.objects.count() == 2


def test_confirming_lets_the_alert_wait_for_180_days() -> None:
    alert = asked_alert()
    now = clock.now()
    with clock.at(now):
        alert = confirm_alert(alert=alert)
    with clock.at(now + timedelta(days=1)):
        confirm_alert(alert=alert)

    assert (again(alert).confirmed_at, again(alert).expires_at) == (now, now + timedelta(days=180))
    assert again(alert).is_waiting(now)
    assert not again(alert).is_waiting(now + timedelta(days=180))


def test_confirming_too_late_changes_nothing() -> None:
    alert = asked_alert()
    with clock.at(alert.expires_at):
        assert confirm_alert(alert=alert).confirmed_at is None

    stop_alert(alert=alert)
    assert confirm_alert(alert=alert).confirmed_at is None


# --- Dates have appeared ----------------------------------------------------------------------------------------------


def opened(tour: Tour) -> None:
    SlotFactory(tour=tour)


def reopened(tour: Tour) -> None:
    slot = tour.slots.get()
    close_slot(slot=slot)
    assert write_about_dates() == 0
    reopen_slot(slot=slot)


def freed(tour: Tour) -> None:
    order = confirmed_order(tour.slots.get())
    assert write_about_dates() == 0
    cancel_by_visitor(order=order)


def published_again(tour: Tour) -> None:
    withdraw_tour(tour=tour)
    assert write_about_dates() == 0
    publish_tour(tour=tour)


WAYS: dict[str, tuple[dict[str, Any] | None, Callable[[Tour], None]]] = {
    "a slot is opened": (None, opened),
    "a closed slot is reopened": ({}, reopened),
    "a place is freed": ({"capacity": 1}, freed),
    "the tour is published again": ({}, published_again),
}


@pytest.mark.parametrize("way", WAYS)
def test_letter_is_planned_once_when(way: str) -> None:
    slot, happens = WAYS[way]
    tour = TourFactory(published=True, summary={"ru": "Кратко"}, description={"ru": "Подробно"})
    alert = waiting_alert(tour)
    other = waiting_alert()
    if slot is not None:
        SlotFactory(tour=tour, **slot)
    else:
        assert write_about_dates() == 0
    happens(tour)

    assert write_task() == 1
    assert write_task() == 0

    [message] = letters(DATES)
    assert (message.recipient, message.topic, message.expires_at) == (alert.email, alert.topic, alert.expires_at)
    assert again(other).planned_at is None


def no_dates(tour: Tour) -> None: ...


def full(tour: Tour) -> None:
    confirmed_order(SlotFactory(tour=tour, capacity=1))


def closed(tour: Tour) -> None:
    SlotFactory(tour=tour, status=Slot.Status.CLOSED)


def too_late(tour: Tour) -> None:
    Tour.objects.filter(pk=tour.pk).update(booking_closes_hours=24 * 30)
    SlotFactory(tour=tour)


def draft(tour: Tour) -> None:
    SlotFactory(tour=tour)
    Tour.objects.filter(pk=tour.pk).update(status=Tour.Status.DRAFT)


def hidden(tour: Tour) -> None:
    SlotFactory(tour=tour)
    Enterprise.objects.filter(pk=tour.enterprise_id).update(status=Enterprise.Status.DRAFT)


@pytest.mark.parametrize("state", [no_dates, full, closed, too_late, draft, hidden])
def test_no_letter_while_nobody_can_book(state: Callable[[Tour], None]) -> None:
    alert = waiting_alert()
    state(alert.tour)

    assert write_about_dates() == 0
    assert not letters(DATES).exists()


def test_no_letter_to_an_address_that_is_not_confirmed_or_whose_time_is_over() -> None:
    tour = TourFactory(published=True)
    asked_alert(tour, email="asked@example.org")
    stop_alert(alert=waiting_alert(tour, email="stopped@example.org"))
    over = waiting_alert(tour)
    SlotFactory(tour=tour, days_ahead=300)

    with clock.at(over.expires_at):
        assert write_about_dates() == 0


@pytest.mark.parametrize("state", ["sent", "failed", "unknown"])
def test_letter_that_may_have_gone_out_ends_the_alert(state: str) -> None:
    alert = waiting_alert()
    opened(alert.tour)
    write_about_dates()
    send(QUESTION)
    send(state=state)

    write_about_dates()
    write_about_dates()

    done = again(alert)
    assert (done.email, done.done_at is None) == ("", False)
    assert Consent.objects.get(pk=alert.consent_id).ip_address is None
    assert Consent.objects.get(pk=alert.consent_id).withdrawn_at is None
    assert letters(DATES).count() == 1
    # What may be sent again keeps its recipient for the time that the outbox keeps it.
    assert letters(DATES).get().recipient == ("" if state == "sent" else "masha@example.org")
    assert Erasure.objects.filter(what=services.ERASED, subject=alert.uuid).count() == 1


@pytest.mark.parametrize("state", ["queued", "claimed", "sending", "uncomposed"])
def test_alert_stays_while_its_letter_is_under_way(state: str) -> None:
    alert = waiting_alert()
    opened(alert.tour)
    write_about_dates()
    letters(DATES).update(state=state, claim=uuid.uuid4(), claimed_at=clock.now())

    assert write_about_dates() == 0

    assert again(alert).email == "masha@example.org"
    assert letters(DATES).count() == 1


def test_alert_waits_on_where_the_places_were_gone_before_the_letter_went_out() -> None:
    alert = waiting_alert()
    opened(alert.tour)
    write_about_dates()
    slot = alert.tour.slots.get()
    close_slot(slot=slot)
    send(state="cancelled")

    assert write_about_dates() == 0
    assert again(alert).planned_at is None

    reopen_slot(slot=slot)
    assert write_about_dates() == 1
    assert letters(DATES, state="queued").get().recipient == "masha@example.org"


def test_letters_are_planned_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    tour = TourFactory(published=True)
    for number in range(5):
        waiting_alert(tour, email=f"reader{number}@example.org")
    opened(tour)

    assert write_about_dates() == 5
    send()
    write_about_dates()
    assert not DateAlert.objects.live().exists()


def test_looking_costs_few_statements(django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        waiting_alert(email=f"reader{number}@example.org")
    with django_assert_max_num_queries(8):  # four of them transactions
        write_about_dates()


# --- Erasing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [asked_alert, waiting_alert])
def test_stopping_withdraws_the_consent_and_erases_at_once(make: Callable[[], DateAlert]) -> None:
    alert = make()

    stop_alert(alert=alert)
    stop_alert(alert=alert)

    consent = Consent.objects.get(pk=alert.consent_id)
    assert again(alert).email == ""
    assert (consent.withdrawn_at is None, consent.ip_address) == (False, None)
    assert [one.what for one in Erasure.objects.filter(subject=alert.uuid)] == [services.STOPPED]
    assert set(Message.objects.values_list("recipient", "state")) == {("", "cancelled")}


def test_letter_that_waits_is_not_sent_after_stopping() -> None:
    alert = waiting_alert()
    opened(alert.tour)
    write_about_dates()

    stop_alert(alert=alert)

    assert set(Message.objects.values_list("recipient", "state")) == {("", "cancelled")}
    assert write_about_dates() == 0


def test_addresses_are_erased_when_their_time_is_over() -> None:
    asked, waiting = asked_alert(email="asked@example.org"), waiting_alert()
    with clock.at(asked.expires_at - timedelta(seconds=1)):
        assert erase_overdue_alerts() == 0
    with clock.at(asked.expires_at):
        assert erase_task() == 1
    assert (again(asked).email, again(waiting).email) == ("", "masha@example.org")
    with clock.at(waiting.expires_at):
        assert erase_overdue_alerts() == 1

    assert set(Message.objects.values_list("recipient", flat=True)) == {""}
    assert set(Consent.objects.values_list("ip_address", "withdrawn_at")) == {(None, None)}


def test_rows_that_are_done_are_deleted_after_three_months() -> None:
    alert = asked_alert()
    stop_alert(alert=alert)
    done_at = again(alert).done_at
    with clock.at(done_at + timedelta(days=90)):
        erase_overdue_alerts()
        assert DateAlert.objects.exists()
    with clock.at(done_at + timedelta(days=90, seconds=1)):
        erase_overdue_alerts()
        assert not DateAlert.objects.exists()


def test_erasures_are_done_again_after_a_restore() -> None:
    stopped, erased = waiting_alert(email="stopped@example.org"), waiting_alert()

    assert stop_again(stopped.uuid, clock.now())
    assert erase_again(erased.uuid, clock.now())

    assert not stop_again(stopped.uuid, clock.now())
    assert not erase_again(erased.uuid, clock.now())
    assert not DateAlert.objects.live().exists()
    assert set(Message.objects.values_list("recipient", flat=True)) == {""}
    assert Consent.objects.get(pk=stopped.consent_id).withdrawn_at is not None
    assert Consent.objects.get(pk=erased.consent_id).withdrawn_at is None


# --- Of a person with an account --------------------------------------------------------------------------------------


def test_signed_in_person_has_the_alerts_of_their_own_address_only() -> None:
    user = UserFactory(email="masha@example.org")

    assert asked_alert(user=user).user == user
    assert asked_alert(email="petr@example.org", user=user).user is None
    assert asked_alert(email="new@example.org", user=UserFactory(email="new@example.org", verified=False)).user is None


def test_person_is_given_the_alerts_of_an_address_that_they_have_proved() -> None:
    mine, other = asked_alert(email="MASHA@example.org"), asked_alert(email="petr@example.org")
    user = UserFactory(email="masha@example.org")

    notify_verified_emails(user=user)

    assert (again(mine).user, again(mine).consent.user, again(other).user) == (user, user, None)
    assert claim_alerts_by_email(user, "masha@example.org") == 0
    assert claim_alerts_by_email(UserFactory(), "PETR@example.org") == 1


def test_export_has_the_alerts_and_the_text_that_was_agreed_to() -> None:
    user = UserFactory(email="masha@example.org")
    alert = waiting_alert(user=user)
    waiting_alert(email="petr@example.org")

    [found] = account_data(user)["date_alerts"]

    assert found["tour"] == str(alert.tour.title)
    assert (found["email"], found["erased_after"]) == ("masha@example.org", alert.expires_at)
    assert "180" in found["consent"]["text"]
    assert [one["to"] for one in found["messages"]] == ["masha@example.org"]


def test_alerts_go_with_the_account() -> None:
    asked_alert(email="petr@example.org")
    mine = asked_alert()
    user = UserFactory(email="masha@example.org")
    notify_verified_emails(user=user)

    remove_person(user=user)

    assert [one.email for one in DateAlert.objects.all()] == ["petr@example.org"]
    assert Consent.objects.get(pk=mine.consent_id).ip_address is None
