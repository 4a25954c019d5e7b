"""Who composes which kind of message: higher rooms sign in here, since this room knows addresses and nothing more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail, or one of its own pictures, which the HTML part shows as `cid:` and its name."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Mail:
    """What is sent: both parts say the same.

    `unsubscribe` is the address that stops mails of this kind at a POST, without a sign-in (RFC 8058). `left_out` names
    files that could not be made: the text says that they are missing, and staff see it. `pictures` travel with the
    HTML part that shows them, so that reading it asks no server for anything.
    """

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    reply_to: str = ""
    unsubscribe: str = ""
    left_out: tuple[str, ...] = ()
    pictures: tuple[Attachment, ...] = ()


# Given the message's params (and its body, where it has one), the mail in the active language; None when there is
# nothing left to say, such as a reminder of a booking that is no more.
Composer = Callable[[dict[str, Any]], Mail | None]


# Given the message's params and the present moment, until when it waits although it is due; None when it may go.
PutOff = Callable[[dict[str, Any], datetime], datetime | None]


# Given the message's params, whether it may be told together with others.
MayFold = Callable[[Mapping[str, Any]], bool]


def always(_params: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """A kind of message. `again_if_unknown`: sent again when nobody knows whether it went out, as sign-in codes are.

    `label` is what staff read in a list of messages; `put_off` keeps what is late from coming at night.

    `told_in` names the kind that tells it together with others when it would be a letter too many, of those messages of
    which `may_fold` says so; a kind without it leaves by itself. The kind that tells them composes from `folded`, their
    kinds and params.
    """

    name: str
    compose: Composer
    again_if_unknown: bool = False
    label: str | Promise = ""
    put_off: PutOff | None = None
    told_in: str = ""
    may_fold: MayFold = always


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    compose: Composer,
    *,
    again_if_unknown: bool = False,
    label: str | Promise = "",
    put_off: PutOff | None = None,
    told_in: str = "",
    may_fold: MayFold = always,
) -> None:
    """Sign in as the composer of a kind; called from an app's ready()."""
    _kinds[name] = Kind(
        name, compose, again_if_unknown=again_if_unknown, label=label or name, put_off=put_off, told_in=told_in,
        may_fold=may_fold,
    )  # fmt: skip


def kind_named(name: str) -> Kind | None:
    """The kind of this name, if its room is installed."""
    return _kinds.get(name)
