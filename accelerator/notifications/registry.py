"""Who composes which kind of message: higher rooms sign in here, since this room knows addresses and nothing more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Mail:
    """What is sent: both parts say the same."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = field(default=())


# Given the message's params, the mail in the active language; None when there is nothing left to say.
Composer = Callable[[dict[str, Any]], Mail | None]


@dataclass(frozen=True)
class Kind:
    """A kind of message. `again_if_unknown`: sent again when nobody knows whether it went out, as sign-in codes are."""

    name: str
    compose: Composer
    again_if_unknown: bool = False


_kinds: dict[str, Kind] = {}


def register(name: str, compose: Composer, *, again_if_unknown: bool = False) -> None:
    """Sign in as the composer of a kind; called from an app's ready()."""
    _kinds[name] = Kind(name=name, compose=compose, again_if_unknown=again_if_unknown)


def kind_named(name: str) -> Kind | None:
    """The kind of this name, if its room is installed."""
    return _kinds.get(name)
