"""The signed link of an order: who has the link has the order, and a guessed one is a 404."""

import uuid

from accelerator.base.common.links import link_token, read_link_token

_SALT = "tours.booking.order"


def order_token(order_uuid: uuid.UUID) -> str:
    """Return the token in an order's address; it does not expire, since tickets are printed and kept."""
    return link_token(order_uuid, salt=_SALT)


def read_order_token(token: str) -> uuid.UUID | None:
    """Return the order's UUID; None for a token that we did not sign, or that is spelled otherwise than we spell it."""
    return read_link_token(token, salt=_SALT)
