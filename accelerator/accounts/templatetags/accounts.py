"""How the pages of an account name things."""

from allauth.usersessions.models import UserSession
from django import template
from django.utils.translation import gettext as _

from accelerator.accounts.desk import Room
from accelerator.accounts.desk import desk_rooms as rooms_of_the_desk

register = template.Library()

# The first that is found counts: nearly every browser calls itself Chrome and Safari too.
_BROWSERS = (
    ("YaBrowser", "Yandex"), ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def device(session: UserSession) -> str:
    """“Firefox, Windows”, as far as the browser tells."""
    named = (next((name for mark, name in marks if mark in session.user_agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in named if name) or _("Unknown browser")


@register.simple_tag
def desk_rooms() -> list[tuple[Room, str]]:
    """The entries of the organizers' desk, each with its address."""
    return rooms_of_the_desk()
