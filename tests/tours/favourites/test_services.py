"""Tours set aside with an account."""

from __future__ import annotations

import pytest

from accelerator.base.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.tours import TourFactory
from tours.favourites import services
from tours.favourites.models import Favourite
from tours.favourites.own_data import favourites_of
from tours.favourites.services import TooManyFavourites, adopt_favourites, remove_favourite, save_favourite
from tours.models import Tour

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture
def tours() -> list[Tour]:
    return [TourFactory(published=True) for _ in range(3)]


def kept(user: User) -> list[int]:
    return Favourite.objects.of(user).tours()


def test_the_latest_comes_first_and_saving_again_changes_nothing(user: User, tours: list[Tour]) -> None:
    for tour in [*tours, tours[0]]:
        save_favourite(user=user, tour=tour)
    assert kept(user) == [tour.pk for tour in reversed(tours)]


def test_another_person_has_favourites_of_their_own(user: User, tours: list[Tour]) -> None:
    other = UserFactory()
    save_favourite(user=user, tour=tours[0])
    save_favourite(user=other, tour=tours[0])
    remove_favourite(user=other, tour=tours[0].pk)
    assert (kept(user), kept(other)) == ([tours[0].pk], [])


def test_removing_what_is_not_there_changes_nothing(user: User, tours: list[Tour]) -> None:
    save_favourite(user=user, tour=tours[0])
    remove_favourite(user=user, tour=tours[1].pk)
    assert kept(user) == [tours[0].pk]


def test_one_too_many_is_refused(user: User, tours: list[Tour], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    for tour in tours[:2]:
        save_favourite(user=user, tour=tour)
    with pytest.raises(TooManyFavourites):
        save_favourite(user=user, tour=tours[2])
    save_favourite(user=user, tour=tours[0])  # is there already
    assert len(kept(user)) == 2


def test_what_a_browser_kept_is_added_in_its_order_as_far_as_it_exists(user: User, tours: list[Tour]) -> None:
    first, second, third = tours
    save_favourite(user=user, tour=first)
    assert adopt_favourites(user=user, tours=[third.pk, 999_999_999, second.pk, first.pk]) == 2
    assert kept(user) == [third.pk, second.pk, first.pk]


def test_what_an_account_has_is_not_given_up_for_what_a_browser_kept(
    user: User, tours: list[Tour], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    first, second, third = tours
    save_favourite(user=user, tour=first)
    assert adopt_favourites(user=user, tours=[third.pk, second.pk]) == 1
    assert kept(user) == [third.pk, first.pk]
    assert adopt_favourites(user=user, tours=[second.pk]) == 0


def test_favourites_stand_among_the_data_of_their_person(user: User, tours: list[Tour]) -> None:
    save_favourite(user=user, tour=tours[0])
    row = Favourite.objects.get()
    assert favourites_of(user) == {"favourites": [{"tour": str(tours[0].title), "saved_at": row.saved_at}]}


def test_favourites_go_with_the_account(user: User, tours: list[Tour]) -> None:
    save_favourite(user=user, tour=tours[0])
    user.delete()
    assert not Favourite.objects.exists()
