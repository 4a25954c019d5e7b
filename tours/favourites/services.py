"""Setting tours aside with an account."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.models import User
from accelerator.base.common.errors import Refusal
from accelerator.base.common.transactions import atomic_with_retries, lock_name
from tours.favourites.browser import MOST
from tours.favourites.models import Favourite
from tours.models import Tour


class TooManyFavourites(Refusal):
    """There is no room for one more."""

    message = _("Your favourites are full. Remove a tour to save another one.")


@atomic_with_retries
def save_favourite(*, user: User, tour: Tour) -> None:
    """Set the tour aside; one that is already changes nothing. Raises TooManyFavourites."""
    _lock(user)
    favourites = Favourite.objects.filter(user=user)
    if favourites.filter(tour=tour).exists():
        return
    if favourites.count() >= MOST:
        raise TooManyFavourites
    Favourite.objects.create(user=user, tour=tour)


def remove_favourite(*, user: User, tour: int) -> None:
    """Remove the tour with this key from what is set aside, if it is there."""
    Favourite.objects.filter(user=user, tour=tour).delete()


@atomic_with_retries
def adopt_favourites(*, user: User, tours: Sequence[int]) -> int:
    """Add what a browser kept, the latest first, as far as there is room and the tours still exist; returns how many.

    Nothing that the account has is given up for it.
    """
    _lock(user)
    known = set(Favourite.objects.filter(user=user).values_list("tour", flat=True))
    wanted = [tour for tour in tours if tour not in known]
    existing = set(Tour.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    chosen = [tour for tour in wanted if tour in existing][: max(0, MOST - len(known))]
    for tour in reversed(chosen):  # so that the latest is the latest with the account too
        Favourite.objects.create(user=user, tour_id=tour)
    return len(chosen)


def _lock(user: User) -> None:
    """Let one change after another count a person's favourites."""
    lock_name(f"favourites:{user.pk}")
