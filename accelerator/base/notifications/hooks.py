"""Which messages there are, and who composes each: every app names its own in its `messages.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accelerator.base.common.hooks import HookByName

if TYPE_CHECKING:
    from accelerator.base.notifications.rendering import Mail

# Given the message's params (and its body, where it has one), the mail in the active language; None when there is
# nothing left to say, such as a reminder of a booking that is no more.
Composer = Callable[[dict[str, Any]], "Mail | None"]
# Given the message's params and the present moment, until when it waits although it is due; None when it may go.
PostponeUntil = Callable[[dict[str, Any], datetime], datetime | None]
# Given the message's params, whether it may be told together with others.
MayFold = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of message. `resend_if_unknown`: sent again when nobody knows whether it went out, as sign-in codes are.

    `label` is what staff read in a list of messages; `postpone_until` keeps what is late from coming at night.

    `told_in` names the kind that tells it together with others when it would be a letter too many, of those messages of
    which `may_fold` says so; a kind without it leaves by itself. The kind that tells them composes from `folded`, their
    kinds and params.
    """

    compose: Composer
    label: str | Promise
    resend_if_unknown: bool = False
    postpone_until: PostponeUntil | None = None
    told_in: str = ""
    may_fold: MayFold = lambda _params: True

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
    """Return what messages of this kind are, in words for staff."""
    kind = message_kinds.find(name)
    return str(kind.label) if kind else name
