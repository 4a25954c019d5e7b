"""What a reader has set aside: with their account, or in their browser."""

from django.http import HttpRequest

from accelerator.base.accounts.models import User
from tours.favourites.browser import kept_here
from tours.favourites.models import Favourite


def favourites_of_reader(request: HttpRequest) -> list[int]:
    """Return the keys of the tours, the latest first."""
    if isinstance(request.user, User):
        return Favourite.objects.of(request.user).tours()
    return kept_here(request)
