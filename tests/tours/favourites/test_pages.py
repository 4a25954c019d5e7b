"""The page of favourites and the button of a tour: in a browser without an account, and with one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.tours import TourFactory
from tours.favourites import browser
from tours.favourites.browser import COOKIE, MOST
from tours.favourites.models import Favourite
from tours.models import Tour

pytestmark = pytest.mark.django_db
PAGE = "/favourites/"
OWN = {"origin": "http://testserver"}


@pytest.fixture
def tours() -> list[Tour]:
    return [TourFactory(published=True) for _ in range(3)]


def change(client: Client, **values: Any) -> Any:
    return client.post(PAGE, values, headers=OWN)


def shown(client: Client) -> list[str]:
    page = client.get(PAGE).content.decode()
    return re.findall(r'card__title"><a href="([^"]+)"', page)


def addresses(*tours: Tour) -> list[str]:
    return [reverse("catalogue:tour", args=[tour.slug]) for tour in tours]


def test_browser_keeps_favourites_without_an_account(client: Client, tours: list[Tour]) -> None:
    first, second, _third = tours
    for tour in (first, second):
        assert change(client, add=tour.pk)["Location"] == PAGE
    assert shown(client) == addresses(second, first)
    cookie = client.cookies[COOKIE]
    assert cookie.value == f"{second.pk}.{first.pk}"
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 365 * 24 * 3600)

    change(client, remove=second.pk)
    assert shown(client) == addresses(first)
    change(client, remove=first.pk)
    assert shown(client) == []
    assert "Здесь пока пусто" in client.get(PAGE).content.decode()
    assert not Favourite.objects.exists()


def test_account_keeps_its_own_on_every_device(client: Client, tours: list[Tour]) -> None:
    user, other = UserFactory(), Client()
    client.force_login(user)
    other.force_login(user)
    change(client, add=tours[0].pk)
    change(client, add=tours[1].pk)
    assert COOKIE not in client.cookies
    assert shown(other) == addresses(tours[1], tours[0])
    change(other, remove=tours[1].pk)
    assert shown(client) == addresses(tours[0])


def test_what_the_browser_kept_moves_into_the_account_at_sign_in(client: Client, tours: list[Tour]) -> None:
    user = UserFactory()
    user.set_password("a good long phrase")
    user.save()
    change(client, add=tours[0].pk)
    client.post(reverse("account_login"), {"login": user.email, "password": "a good long phrase"})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.cookies[COOKIE].value == ""
    assert shown(client) == addresses(tours[0])
    client.post(reverse("account_logout"))
    assert shown(client) == []  # the next person at this browser


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://testserver.example", None])
def test_form_of_another_site_changes_nothing(client: Client, tours: list[Tour], origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    assert client.post(PAGE, {"add": tours[0].pk}, headers=headers).status_code == 403
    assert shown(client) == []


@pytest.mark.parametrize("key", ["0", "x", "-1", "9" * 19, "١", "1 OR 1"])
def test_what_is_no_tour_is_not_found(client: Client, key: str) -> None:
    assert change(client, add=key).status_code == 404


def test_form_without_a_tour_says_so(client: Client) -> None:
    assert "Сначала выберите экскурсию" in client.post(PAGE, headers=OWN, follow=True).content.decode()


def test_tour_that_is_no_longer_public_is_counted_but_not_named(client: Client, tours: list[Tour]) -> None:
    for tour in tours[:2]:
        change(client, add=tour.pk)
    Tour.objects.filter(pk=tours[1].pk).update(status=Tour.Status.ARCHIVED)
    assert shown(client) == addresses(tours[0])
    page = client.get(PAGE).content.decode()
    assert "1 экскурсия из избранного сейчас закрыта" in " ".join(page.split())
    assert str(tours[1].title) not in page
    assert change(client, add=tours[1].pk).status_code == 404


@pytest.mark.parametrize("signed_in", [False, True])
def test_full_favourites_say_what_to_do(
    client: Client, tours: list[Tour], signed_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tours.catalogue.favourites.MOST", 1)
    monkeypatch.setattr("tours.favourites.services.MOST", 1)
    if signed_in:
        client.force_login(UserFactory())
    change(client, add=tours[0].pk)
    answer = client.post(PAGE, {"add": tours[1].pk}, headers=OWN, follow=True)
    assert "больше нет места" in answer.content.decode()
    assert shown(client) == addresses(tours[0])


@pytest.mark.parametrize(
    "value", ["", ".", "1.", "1..2", "a", "1;2", "-1", "1" * 19, ".".join(["123456789012345678"] * 70)]
)
def test_cookie_that_is_not_ours_counts_as_none(client: Client, value: str) -> None:
    client.cookies[COOKIE] = value
    answer = client.get(PAGE)
    assert (answer.status_code, answer.context["cards"]) == (200, [])


def test_cookie_holds_no_more_than_there_is_room_for(client: Client, rf: Any) -> None:
    request = rf.get(PAGE)
    request.COOKIES[COOKIE] = ".".join(map(str, [7, 7, *range(100, 100 + MOST)]))
    assert browser.kept_here(request) == [7, *range(100, 100 + MOST - 1)]


@pytest.mark.parametrize("signed_in", [False, True])
def test_button_of_a_tour_says_whether_it_is_among_them(client: Client, tours: list[Tour], signed_in: bool) -> None:
    """A signed-in person's page says so; one for everybody leaves it to the script, which reads the cookie."""
    tour = tours[0]
    if signed_in:
        client.force_login(UserFactory())
    address = tour.get_absolute_url()
    button = f'<button class="linklike" name="{{}}" value="{tour.pk}">'
    assert button.format("add") in client.get(address).content.decode()
    change(client, add=tour.pk)
    name = "remove" if signed_in else "add"
    for query in ("", "?adults=2"):  # which is kept for all strangers, and which is drawn for each
        assert button.format(name) in client.get(address + query).content.decode()


def test_draft_has_no_button(client: Client) -> None:
    tour = TourFactory()
    client.force_login(UserFactory(is_organizer=True))
    answer = client.get(tour.get_absolute_url())
    assert answer.status_code == 404 or 'data-island="favourite"' not in answer.content.decode()
