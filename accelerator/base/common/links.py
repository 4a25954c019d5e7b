"""Signed links: who has the link has the thing that it names, and a guessed one is a 404."""

import uuid

from django.core import signing
from django.utils.crypto import constant_time_compare


def link_token(thing: uuid.UUID, *, salt: str) -> str:
    """Return the token in the thing's address, which does not expire; `salt` tells one kind of link from another."""
    return signing.Signer(salt=salt).sign(thing.hex).replace(":", "-")


def read_link_token(token: str, *, salt: str) -> uuid.UUID | None:
    """Return the thing's UUID; None for a token that we did not sign, or that is spelled otherwise than we spell it."""
    try:
        thing = uuid.UUID(signing.Signer(salt=salt).unsign(token.replace("-", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None
    return thing if constant_time_compare(link_token(thing, salt=salt), token) else None
