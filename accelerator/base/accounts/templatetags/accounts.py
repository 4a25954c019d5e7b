"""How the pages of an account name things."""

from allauth.usersessions.models import UserSession
from django import template

from accelerator.base.accounts.desk import desk_navigation
from accelerator.base.accounts.known_devices import describe_browser

register = template.Library()
register.simple_tag(desk_navigation)


@register.filter
def device(session: UserSession) -> str:
    """The device of a session: “Firefox, Windows”."""
    return describe_browser(session.user_agent)


@register.filter
def in_fours(secret: str) -> str:
    """ABCDEFGHIJ as “ABCD EFGH IJ”, so that the eye keeps its place while the hand types."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
