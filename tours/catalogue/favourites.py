"""The page of favourites, and the button that sets a tour aside. Both work without an account, and without script."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.base.common.origin import from_own_pages
from tours.catalogue.cards import cards_of
from tours.favourites.browser import MOST, keep_here, kept_here
from tours.favourites.reads import favourites_of_reader
from tours.favourites.services import TooManyFavourites, remove_favourite, save_favourite
from tours.models import Tour


@never_cache
@from_own_pages
@require_http_methods(["GET", "POST"])
def favourites(request: HttpRequest) -> HttpResponse:
    """The tours that this person, or this browser, has set aside; POST adds one (`add`) or removes it (`remove`)."""
    if request.method == "POST":
        return _change(request)
    now = clock.now()
    keys = favourites_of_reader(request)
    tours: Any = Tour.objects.published().filter(pk__in=keys).with_next_start(now)
    starts = {tour.pk: (tour.pk, tour.next_start, tour.next_free) for tour in tours}
    cards = cards_of(starts[key] for key in keys if key in starts)
    context = {"cards": cards, "hidden": len(keys) - len(cards), "most": MOST}
    return render(request, "catalogue/favourites.html", context)


def _change(request: HttpRequest) -> HttpResponse:
    response = redirect("catalogue:favourites")
    if added := request.POST.get("add"):
        tour = Tour.objects.published().filter(pk=_key(added)).first()
        if tour is None:
            raise Http404
        try:
            _add(request, response, tour)
        except TooManyFavourites as refusal:
            messages.warning(request, str(refusal))
    elif removed := request.POST.get("remove"):
        _remove(request, response, _key(removed))
    else:
        messages.warning(request, _("Choose a tour first."))
    return response


def _key(text: str) -> int:
    """The key that a form of ours sends. Raises Http404 for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Http404
    return int(text)


def _add(request: HttpRequest, response: HttpResponse, tour: Tour) -> None:
    if isinstance(request.user, User):
        save_favourite(user=request.user, tour=tour)
        return
    kept = kept_here(request)
    if tour.pk not in kept and len(kept) >= MOST:
        raise TooManyFavourites
    keep_here(response, dict.fromkeys([tour.pk, *kept]))


def _remove(request: HttpRequest, response: HttpResponse, tour: int) -> None:
    if isinstance(request.user, User):
        remove_favourite(user=request.user, tour=tour)
    else:
        keep_here(response, [key for key in kept_here(request) if key != tour])
