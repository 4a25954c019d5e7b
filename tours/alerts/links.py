"""The signed link of a date alert, which only emails to its address hold."""

import uuid

from accelerator.base.common.links import link_token, read_link_token

_SALT = "tours.alerts"


def alert_token(alert_uuid: uuid.UUID) -> str:
    """Return the token in an alert's addresses."""
    return link_token(alert_uuid, salt=_SALT)


def read_alert_token(token: str) -> uuid.UUID | None:
    """Return the alert's UUID; None for a token that we did not sign."""
    return read_link_token(token, salt=_SALT)
