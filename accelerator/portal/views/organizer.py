"""The organizer's desk: where the work on forums, seasons and routes begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accelerator.accounts.permissions import organizer_required


@organizer_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """One card per room of the organizer's work."""
    rooms = [
        ("presentation", _("Forums"), _("Programme, halls, speakers, releases."), "forum:organizer"),
        ("landmark", _("Seasons"), _("Stages, the regions taking part, their results."), "seasons:organizer"),
        ("route", _("Routes"), _("Tours in order, booked as one."), "routes:organizer"),
    ]
    cards = [(icon, title, text, href) for icon, title, text, name in rooms if (href := _address(name))]
    return render(request, "portal/organizer.html", {"cards": cards})


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
