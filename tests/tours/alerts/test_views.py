"""The pages of date alerts: where one asks, what the emails lead to, and who learns what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.common.slugs import change_slug
from accelerator.base.notifications.models import Message
from accelerator.environment import Rate
from tests.factories.accounts import UserFactory
from tests.factories.alerts import alert_text, asked_alert, waiting_alert
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.alerts.links import alert_token
from tours.alerts.models import DateAlert
from tours.alerts.services import stop_alert
from tours.booking.links import order_token
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db

FILLED = {"email": "masha@example.org", "consent": "on"}


@pytest.fixture(autouse=True)
def _begin() -> None:
    cache.clear()  # nobody has asked yet
    alert_text()


@pytest.fixture
def tour() -> Tour:
    return TourFactory(published=True)


def ask_address(tour: Tour) -> str:
    return reverse("alerts:ask", args=[tour.slug])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- The tour's page --------------------------------------------------------------------------------------------------


def no_dates(_tour: Tour) -> None: ...


def full(tour: Tour) -> None:
    confirmed_order(SlotFactory(tour=tour, capacity=1))


def closed(tour: Tour) -> None:
    SlotFactory(tour=tour, status=Slot.Status.CLOSED)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (no_dates, "Сообщить, когда появятся даты"),
        (full, "Сообщить о новых датах"),
        (closed, "Сообщить о новых датах"),
    ],
)
@pytest.mark.parametrize("query", ["", "?adults=4"])
def test_tour_that_nobody_can_book_offers_the_email(
    client: Client, tour: Tour, state: Callable[[Tour], None], words: str, query: str
) -> None:
    state(tour)

    html = text_of(client.get(tour.get_absolute_url() + query))

    assert html.count(f'href="{ask_address(tour)}"') == 2  # in the panel and in the bar
    assert f"{words}</a>" in html
    assert client.get(ask_address(tour)).status_code == 200


def test_page_leads_to_the_form_in_its_language(client: Client, tour: Tour) -> None:
    form = f"/en{ask_address(tour)}"

    html = text_of(client.get(f"/en{tour.get_absolute_url()}"))

    assert f'href="{form}"' in html
    assert "Email me when dates are added" in html


@pytest.mark.parametrize("query", ["", "?adults=4"])
def test_tour_with_places_does_not(client: Client, tour: Tour, query: str) -> None:
    SlotFactory(tour=tour, capacity=3)

    assert ask_address(tour) not in client.get(tour.get_absolute_url() + query).content.decode()


def test_draft_does_not(membership: Any, client: Client) -> None:
    tour = TourFactory(site__enterprise=membership.enterprise, enterprise=membership.enterprise)
    response = client.get(tour.get_absolute_url())

    assert response.status_code == 200
    assert ask_address(tour) not in response.content.decode()


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_asking_needs_no_account_and_says_what_happens_next(client: Client, tour: Tour) -> None:
    form = text_of(client.get(ask_address(tour)))
    assert 'autocomplete="email"' in form
    assert "checked" not in form.partition('name="consent"')[2][:60]
    assert "Согласие на обработку адреса электронной почты" in form

    response = client.post(ask_address(tour), FILLED)

    assert response.headers["Location"] == reverse("alerts:sent", args=[tour.slug])
    assert "Проверьте почту" in text_of(client.get(response.headers["Location"]))
    alert = DateAlert.objects.get()
    assert (alert.tour, alert.email, alert.language) == (tour, "masha@example.org", "ru")
    assert alert.consent.ip_address == "127.0.0.1"


def test_email_speaks_the_language_of_the_request(client: Client, tour: Tour) -> None:
    client.post(f"/en{ask_address(tour)}", FILLED)

    assert DateAlert.objects.get().language == Message.objects.get().language == "en"


def test_signed_in_person_finds_their_address_there(client: Client, tour: Tour) -> None:
    user = UserFactory(email="masha@example.org")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert 'value="masha@example.org"' in text_of(client.get(ask_address(tour)))
    client.post(ask_address(tour), FILLED)
    assert DateAlert.objects.get().user == user


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"email": "masha@example.org"}, "Отметьте согласие"),
        ({"consent": "on"}, "Укажите вашу почту"),
        ({"email": "masha", "consent": "on"}, ""),
        ({"email": "masha@gmial.com", "consent": "on"}, "gmail.com"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, tour: Tour, sent: dict[str, str], said: str
) -> None:
    response = client.post(ask_address(tour), sent)

    assert response.status_code == 422
    assert said in text_of(response)
    assert f'value="{sent.get("email", "")}"' in text_of(response) or "email" not in sent
    assert not DateAlert.objects.exists()


@pytest.mark.parametrize("before", ["nothing", "asked", "waiting", "stopped"])
def test_nobody_learns_who_waits(client: Client, tour: Tour, before: str) -> None:
    if before == "asked":
        asked_alert(tour)
    elif before != "nothing":
        alert = waiting_alert(tour)
        if before == "stopped":
            stop_alert(alert=alert)

    response = client.post(ask_address(tour), FILLED)

    assert (response.status_code, response.headers["Location"]) == (302, reverse("alerts:sent", args=[tour.slug]))
    assert response.content == b""
    assert not response.cookies


def test_too_many_requests_from_one_network_say_when_to_come_back(client: Client, tour: Tour, settings: Any) -> None:
    settings.DATE_ALERTS_PER_NETWORK = Rate(1, 3600)
    client.post(ask_address(tour), FILLED)

    response = client.post(ask_address(tour), {**FILLED, "email": "petr@example.org"})

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert "Попробуйте снова через" in text_of(response)
    assert 'value="petr@example.org"' in text_of(response)
    assert DateAlert.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_tour_that_can_be_booked_leads_to_its_dates(client: Client, tour: Tour, method: str) -> None:
    SlotFactory(tour=tour)

    response = getattr(client, method)(ask_address(tour), FILLED, follow=True)

    assert response.redirect_chain == [(f"{tour.get_absolute_url()}#dates", 302)]
    assert "сейчас есть даты со свободными местами" in text_of(response)
    assert not DateAlert.objects.exists()


def test_hidden_tour_has_no_such_page_and_a_former_address_leads_on(client: Client, tour: Tour) -> None:
    draft = TourFactory()
    former = ask_address(tour)
    change_slug(tour, "another")
    tour.save()

    assert client.get(ask_address(draft)).status_code == 404
    assert client.post(ask_address(draft), FILLED).status_code == 404
    assert client.get(reverse("alerts:sent", args=[draft.slug])).status_code == 404
    assert client.get(former).headers["Location"] == ask_address(tour)


# --- What the emails lead to ------------------------------------------------------------------------------------------


def page_of(alert: DateAlert, name: str = "confirm") -> str:
    return reverse(f"alerts:{name}", args=[alert.token])


def again(alert: DateAlert) -> DateAlert:
    return DateAlert.objects.get(pk=alert.pk)


def test_link_asks_and_the_button_confirms(client: Client, tour: Tour) -> None:
    alert = asked_alert(tour)

    question = text_of(client.get(page_of(alert)))
    assert again(alert).confirmed_at is None
    assert str(tour.title) in question
    assert question.count("<button") - question.partition("<main")[0].count("<button") >= 1

    response = client.post(page_of(alert))
    assert response.headers["Location"] == page_of(alert)
    assert again(alert).confirmed_at is not None
    assert "Мы вам напишем" in text_of(client.get(page_of(alert)))


def test_confirmed_page_leads_to_dates_that_are_there_by_now(client: Client, tour: Tour) -> None:
    alert = waiting_alert(tour)
    SlotFactory(tour=tour)

    assert f'href="{tour.get_absolute_url()}#dates"' in text_of(client.get(page_of(alert)))


def test_link_that_is_over_says_so_and_leads_on(client: Client, tour: Tour) -> None:
    alert = asked_alert(tour)
    with clock.at(alert.expires_at):
        late = text_of(client.get(page_of(alert)))
        client.post(page_of(alert))
    stop_alert(alert=alert)

    for html in (late, text_of(client.get(page_of(alert)))):
        assert "Эта ссылка больше не нужна" in html
        assert f'href="{ask_address(tour)}"' in html
    assert again(alert).confirmed_at is None


@pytest.mark.parametrize("name", ["confirm", "stop"])
def test_pages_do_not_name_a_tour_that_has_been_hidden(client: Client, tour: Tour, name: str) -> None:
    alert = asked_alert(tour)
    Tour.objects.update(status=Tour.Status.DRAFT)

    html = text_of(client.get(page_of(alert, name)))

    assert str(tour.title) not in html
    assert tour.slug not in html


def test_stopping_asks_first(client: Client, tour: Tour) -> None:
    alert = waiting_alert(tour)

    assert client.get(page_of(alert, "stop")).status_code == 200
    assert again(alert).email == "masha@example.org"

    response = client.post(page_of(alert, "stop"))
    assert response.headers["Location"] == page_of(alert, "stop")
    assert again(alert).email == ""
    assert "Ваш адрес стёрт" in text_of(client.get(page_of(alert, "stop")))


def test_mail_program_stops_it_by_one_click_without_a_cookie(tour: Tour) -> None:
    alert = waiting_alert(tour)

    response = Client(enforce_csrf_checks=True).post(page_of(alert, "stop"), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert again(alert).email == ""


@pytest.mark.parametrize("name", ["confirm", "stop"])
def test_guessed_link_is_a_404(client: Client, tour: Tour, name: str) -> None:
    alert = asked_alert(tour)
    gone = alert_token(Tour.objects.get().uuid)

    for token in ("x", alert.uuid.hex, order_token(alert.uuid), alert.token[:-1], gone):
        assert client.get(reverse(f"alerts:{name}", args=[token])).status_code == 404
        assert client.post(reverse(f"alerts:{name}", args=[token])).status_code == 404


# --- The cabinet ------------------------------------------------------------------------------------------------------


def test_staff_see_how_many_wait_and_no_address(membership: Any, client: Client) -> None:
    tour = TourFactory(published=True, site__enterprise=membership.enterprise)
    page = reverse("tours:cabinet_tour", args=[membership.enterprise.slug, tour.uuid])
    asked_alert(tour, email="asked@example.org")
    waiting_alert(email="elsewhere@example.org")
    assert "Ждут дат" not in text_of(client.get(page))

    for number in range(2):
        waiting_alert(tour, email=f"waiting{number}@example.org")
    stop_alert(alert=waiting_alert(tour, email="stopped@example.org"))

    html = text_of(client.get(page))
    assert "2 человека просят сообщить" in html
    assert "@example.org" not in html.partition("<main")[2]
