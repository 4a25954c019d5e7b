"""The two emails of a date alert."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from accelerator.base.common import clock
from accelerator.base.common.formats import dated_slot_time
from accelerator.base.notifications import delivery
from accelerator.base.notifications.hooks import message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.rendering import Mail
from tests.factories.alerts import alert_text, asked_alert, waiting_alert
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.alerts.models import DateAlert
from tours.alerts.services import DATES, QUESTION, confirm_alert, stop_alert, write_about_dates
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begin() -> None:
    cache.clear()  # nobody has asked yet
    alert_text()


def composed(kind: str, alert: DateAlert) -> Mail | None:
    with translation.override(alert.language):
        mail: Mail | None = message_kinds.find(kind).compose({"alert": str(alert.uuid)})  # type: ignore[union-attr]
    return mail


@pytest.mark.parametrize(("language", "prefix"), [("ru", ""), ("en", "/en")])
def test_question_names_the_tour_and_leads_to_both_answers(language: str, prefix: str) -> None:
    alert = asked_alert(language=language)

    mail = composed(QUESTION, alert)

    confirm, stop = (reverse(f"alerts:{name}", args=[alert.token]) for name in ("confirm", "stop"))
    assert mail is not None
    for part in (mail.text, mail.html):
        assert alert.tour.title.in_language(language) in part
        assert f"{prefix}{confirm}" in part
        assert f"{prefix}{stop}" in part
        assert "48" in part
        assert "180" in part
        assert alert.email not in part
    assert mail.unsubscribe.endswith(f"{prefix}{stop}")


def hidden(alert: DateAlert) -> None:
    Tour.objects.update(status=Tour.Status.DRAFT)


def confirmed(alert: DateAlert) -> None:
    confirm_alert(alert=alert)


def stopped(alert: DateAlert) -> None:
    stop_alert(alert=alert)


def deleted(alert: DateAlert) -> None:
    alert.delete()


@pytest.mark.parametrize("happens", [hidden, confirmed, stopped, deleted])
def test_question_is_not_asked_where_it_is_settled(happens: Any) -> None:
    alert = asked_alert()
    happens(DateAlert.objects.get())

    assert composed(QUESTION, alert) is None


def test_question_is_not_asked_once_its_time_is_over() -> None:
    alert = asked_alert()
    with clock.at(alert.expires_at):
        assert composed(QUESTION, alert) is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_dates_are_the_next_three_starts_with_free_places(language: str) -> None:
    alert = waiting_alert(TourFactory(published=True, capacity=9), language=language)
    tour = alert.tour
    free = [SlotFactory(tour=tour, days_ahead=day, at=time(10 + day)) for day in (5, 3, 9, 7)]
    others = [
        confirmed_order(SlotFactory(tour=tour, days_ahead=1, capacity=1, at=time(19))).bookings.get().slot,
        SlotFactory(tour=tour, days_ahead=2, status=Slot.Status.CLOSED, at=time(20)),
    ]
    confirmed_order(free[1], people=5)

    mail = composed(DATES, alert)

    assert mail is not None
    with translation.override(language):
        first, second, third, fourth = (dated_slot_time(free[at].starts_at, free[at].zone) for at in (1, 0, 3, 2))
        absent = [fourth, *(dated_slot_time(slot.starts_at, slot.zone) for slot in others)]
        page = tour.get_absolute_url()
    for part in (mail.text, mail.html):
        assert part.index(first) < part.index(second) < part.index(third)
        assert not any(words in part for words in absent)
        assert ("осталось 4 места" if language == "ru" else "4 places left") in part.replace("\u00a0", " ")
        assert f"{page}" in part
    assert tour.title.in_language(language) in mail.subject
    assert mail.unsubscribe.endswith(f"/alerts/{alert.token}/stop/")


def closed(alert: DateAlert) -> None:
    Slot.objects.update(status=Slot.Status.CLOSED)


@pytest.mark.parametrize("happens", [hidden, closed, deleted])
def test_dates_are_not_sent_where_there_are_none_left(happens: Any) -> None:
    alert = waiting_alert()
    SlotFactory(tour=alert.tour)
    happens(DateAlert.objects.get())

    assert composed(DATES, alert) is None


def test_from_the_request_to_the_letter_and_after(post_office: Any) -> None:
    """As the worker does it, by a mail server: one question, one letter with both headers, nothing left."""
    alert = asked_alert()
    delivery.deliver_due()
    confirm_alert(alert=alert)
    SlotFactory(tour=alert.tour)
    for _minute in range(3):
        write_about_dates()
        delivery.deliver_due()

    question, dates = (one.mail for one in post_office.taken)
    stop = reverse("alerts:stop", args=[alert.token])
    for mail in (question, dates):
        assert mail["List-Unsubscribe"].endswith(f"{stop}>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not DateAlert.objects.live().exists()
    assert set(Message.objects.values_list("state", "recipient")) == {("sent", "")}


def test_those_who_came_too_late_for_the_places_hear_of_the_next_ones(post_office: Any) -> None:
    alert = waiting_alert()
    delivery.deliver_due()
    slot = SlotFactory(tour=alert.tour, capacity=1)
    write_about_dates()
    order = confirmed_order(slot, email="petr@example.org")
    Message.objects.filter(topic=order.topic).delete()
    delivery.deliver_due()
    write_about_dates()
    assert DateAlert.objects.waiting().exists()

    with clock.at(clock.now() + timedelta(minutes=1)):
        SlotFactory(tour=alert.tour, days_ahead=8)
        assert write_about_dates() == 1
        delivery.deliver_due()
    assert [one.recipient for one in post_office.taken].count("masha@example.org") == 1
