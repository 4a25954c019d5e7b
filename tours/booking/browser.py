"""Which browser a form was given to: a request key works only where it was made."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tours.booking.links import read_order_token
from tours.booking.models import Order

COOKIE = "__Host-browser" if settings.PRODUCTION else "browser"
_KEPT_FOR = 30 * 24 * 3600  # seconds
_SALT = "tours.booking.browser"


def bound_to(request: HttpRequest) -> str:
    """The account, or else the browser, that a request key belongs to; empty for a browser without cookies."""
    if request.user.is_authenticated:
        return f"user:{request.user.uuid}"
    # A cookie that we did not sign counts as none.
    return request.get_signed_cookie(COOKIE, default="", salt=_SALT) or ""


def remember_browser(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an anonymous reader's browser a name of its own, unless it has one."""
    if request.user.is_authenticated or _is_known(request):
        return response
    response.set_signed_cookie(
        COOKIE, secrets.token_urlsafe(16), salt=_SALT, max_age=_KEPT_FOR, httponly=True, samesite="Lax",
        secure=settings.PRODUCTION,
    )  # fmt: skip
    return response


def _is_known(request: HttpRequest) -> bool:
    return bool(request.get_signed_cookie(COOKIE, default="", salt=_SALT))


def booked_meanwhile(token: str) -> Order | None:
    """The order that a page offered to change, if it has been booked since, in another tab."""
    order_uuid = read_order_token(token)
    return Order.objects.confirmed().filter(uuid=order_uuid).first() if order_uuid else None


HELD = "__Host-held" if settings.PRODUCTION else "held"


def remember_held(response: HttpResponse, token: str) -> HttpResponse:
    """Let this browser find the order again that it holds places for, though Back was pressed."""
    response.set_signed_cookie(
        HELD, token, salt=_SALT, max_age=2 * settings.HOLD_MINUTES * 60, httponly=True, samesite="Lax",
        secure=settings.PRODUCTION,
    )  # fmt: skip
    return response


def held_token(request: HttpRequest) -> str:
    """The token of the order for which this browser last held places; empty where there is none."""
    return request.get_signed_cookie(HELD, default="", salt=_SALT) or ""
