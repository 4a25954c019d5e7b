"""The kinds of messages and their composers; every app registers its own in its `messages.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accelerator.base.common.hooks import HookByName

if TYPE_CHECKING:
    from accelerator.base.notifications.rendering import Mail

# From the message's params and body, the mail in the active language; None when there is nothing left to say, such as
# a reminder of a cancelled booking.
Composer = Callable[[dict[str, Any]], "Mail | None"]
# From the params and the present moment, until when a due message waits; None when it may go.
PostponeUntil = Callable[[dict[str, Any], datetime], datetime | None]
# From the params, whether the message may be folded into a digest.
MayFold = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of message; `label` is what staff read in a list of messages.

    `resend_if_unknown` sends it again when its delivery is unknown, as sign-in codes are. `postpone_until` keeps late
    messages from arriving at night. `folds_into` names the kind of digest that replaces messages beyond a limit, unless
    `may_fold` forbids it; the digest is composed from `folded`, their kinds and params.
    """

    compose: Composer
    label: str | Promise
    resend_if_unknown: bool = False
    postpone_until: PostponeUntil | None = None
    folds_into: str = ""
    may_fold: MayFold | None = None

    @property
    def __wrapped__(self) -> Composer:
        return self.compose


message_kinds: HookByName[Kind] = HookByName("Compose a message of this kind from its params.")


def message(name: str, *, label: str | Promise, **options: Any) -> Callable[[Composer], Composer]:
    """Make the decorated function the composer of a kind of message; the options are those of Kind."""

    def decorate(compose: Composer) -> Composer:
        message_kinds(name)(Kind(compose, label, **options))
        return compose

    return decorate


def kind_label(name: str) -> str:
    """Return the name of this kind for staff."""
    kind = message_kinds.find(name)
    return str(kind.label) if kind else name
