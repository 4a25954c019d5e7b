"""The signed link of an order: who has the link has the order, and a guessed one is a 404."""

import uuid

from django.core import signing
from django.utils.crypto import constant_time_compare

_SALT = "tours.booking.order"


def order_token(order_uuid: uuid.UUID) -> str:
    """Return the token in an order's address; it does not expire, since tickets are printed and kept."""
    return signing.Signer(salt=_SALT).sign(order_uuid.hex).replace(":", "-")


def read_order_token(token: str) -> uuid.UUID | None:
    """Return the order's UUID; None for a token that we did not sign, or that is spelled otherwise than we spell it."""
    try:
        order_uuid = uuid.UUID(signing.Signer(salt=_SALT).unsign(token.replace("-", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None
    return order_uuid if constant_time_compare(order_token(order_uuid), token) else None
