"""What a browser may load, send and do on our pages: nothing of others, unless the settings name them."""

from collections.abc import Sequence
from typing import Any

from csp.constants import NONCE, NONE, SELF

_NEVER = (
    "accelerometer", "autoplay", "display-capture", "encrypted-media", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip


def content_security_policy(*, tiles: str, sign_in: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """Our own files only; map tiles and other services' sign-in come from the origins given."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF, NONCE],
            "img-src": [SELF, "data:", *([tiles] if tiles else [])],
            "font-src": [SELF],
            "connect-src": [SELF],
            "worker-src": [SELF],
            "manifest-src": [SELF],
            "form-action": [SELF, *sign_in],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
            "object-src": [NONE],
        }
    }


def permissions_policy() -> dict[str, list[str] | str]:
    """The camera, with which the gate scans tickets, and passkeys."""
    allowed = ("camera", "publickey-credentials-get", "publickey-credentials-create")
    return {**{feature: [] for feature in _NEVER}, **dict.fromkeys(allowed, "self")}
