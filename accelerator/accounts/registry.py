"""What the rooms above want of a person's account: they sign in here, since this room knows nothing of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accelerator.accounts.models import User


@dataclass(frozen=True)
class Workplace:
    """Where a person has work to do: the name, what they are there, and the page."""

    name: str
    role: str
    url: str


# Told that an address has been proved to be this person's; called again at each sign-in, so it must be repeatable.
EmailVerified = Callable[["User", str], object]
# The page a person lands on after signing in, or None when the room has nothing for them.
Landing = Callable[["User"], str | None]
# Asked before an account is deleted; raises a Refusal when something would be left without anybody.
BeforeDeletion = Callable[["User"], object]
# Where a person works, for the page of their account.
Workplaces = Callable[["User"], Iterable[Workplace]]

_email_verified: list[EmailVerified] = []
_landings: list[Landing] = []
_before_deletion: list[BeforeDeletion] = []
_workplaces: list[Workplaces] = []


def on_email_verified(callback: EmailVerified) -> None:
    """Sign in to hear of verified addresses; called from an app's ready()."""
    _email_verified.append(callback)


def offer_landing(callback: Landing) -> None:
    """Sign in to send some people elsewhere than to their bookings after signing in; the first answer counts."""
    _landings.append(callback)


def before_deletion(callback: BeforeDeletion) -> None:
    """Sign in to be asked before an account is deleted."""
    _before_deletion.append(callback)


def offer_workplaces(callback: Workplaces) -> None:
    """Sign in to be shown on the page of a person's account."""
    _workplaces.append(callback)


def tell_email_verified(user: "User", email: str) -> None:
    for callback in _email_verified:
        callback(user, email)


def landing_for(user: "User") -> str | None:
    return next((url for callback in _landings if (url := callback(user))), None)


def ask_before_deletion(user: "User") -> None:
    for callback in _before_deletion:
        callback(user)


def workplaces_of(user: "User") -> list[Workplace]:
    return list(chain.from_iterable(callback(user) for callback in _workplaces))
