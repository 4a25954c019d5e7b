"""What favourites answer to the hooks of the apps below."""

from django.http import HttpRequest

from accelerator.base.accounts.hooks import own_data, signed_in
from accelerator.base.accounts.middleware import forget_cookie
from accelerator.base.accounts.models import User
from tours.favourites.browser import COOKIE, kept_here
from tours.favourites.own_data import favourites_of
from tours.favourites.services import adopt_favourites

own_data(order=40)(favourites_of)


@signed_in(order=10)
def move_into_account(request: HttpRequest, user: User) -> None:
    """What the browser kept becomes the account's; the next person at this browser starts with none."""
    if tours := kept_here(request):
        adopt_favourites(user=user, tours=tours)
        forget_cookie(request, COOKIE)
