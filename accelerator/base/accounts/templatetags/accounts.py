"""How the pages of an account name things."""

from allauth.usersessions.models import UserSession
from django import template

from accelerator.base.accounts import desk
from accelerator.base.accounts.devices import device_name

register = template.Library()


@register.filter
def device(session: UserSession) -> str:
    """The device of a session: “Firefox, Windows”."""
    return device_name(session.user_agent)


@register.filter
def in_fours(secret: str) -> str:
    """ABCDEFGHIJ as “ABCD EFGH IJ”, so that the eye keeps its place while the hand types."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.simple_tag
def desk_navigation() -> list[tuple[desk.DeskSection, str]]:
    """The sections of the organizers' desk, each with its address."""
    return desk.desk_navigation()
