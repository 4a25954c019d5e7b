"""What the rooms above want of a person's account: they sign in here, since this room knows nothing of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from accelerator.base.common.holders import Holder

if TYPE_CHECKING:
    from accelerator.base.accounts.models import User


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
# What keeps a person's account, said on the page that deletes it.
Holders = Callable[["User"], Iterable[Holder]]
# Where a person works, for the page of their account.
Workplaces = Callable[["User"], Iterable[Workplace]]

# What a room keeps of a person, by section, in a shape that becomes JSON.
OwnData = Callable[["User"], dict[str, Any]]

_own_data: list[OwnData] = []
_email_verified: list[EmailVerified] = []
_landings: list[Landing] = []
_before_deletion: list[BeforeDeletion] = []
_holders: list[Holders] = []
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


def tell_what_holds(callback: Holders) -> None:
    """Sign in to say, ahead of any deletion, what one's refusal would say."""
    _holders.append(callback)


def offer_workplaces(callback: Workplaces) -> None:
    """Sign in to be shown on the page of a person's account."""
    _workplaces.append(callback)


def offer_own_data(callback: OwnData) -> None:
    """Sign in to add to the file of everything that is kept of a person."""
    _own_data.append(callback)


def own_data_of(user: "User") -> dict[str, Any]:
    return {name: section for callback in _own_data for name, section in callback(user).items()}


def tell_email_verified(user: "User", email: str) -> None:
    for callback in _email_verified:
        callback(user, email)


def landing_for(user: "User") -> str | None:
    return next((url for callback in _landings if (url := callback(user))), None)


def ask_before_deletion(user: "User") -> None:
    for callback in _before_deletion:
        callback(user)


def holders_of(user: "User") -> list[Holder]:
    return list(chain.from_iterable(callback(user) for callback in _holders))


def workplaces_of(user: "User") -> list[Workplace]:
    return list(chain.from_iterable(callback(user) for callback in _workplaces))
