"""Authentication that extends staff sessions, and allauth's pages: invalid forms answer 422 and none is cached."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from accelerator.base.accounts import staff_sessions
from accelerator.base.accounts.known_devices import write_cookie

_FORGOTTEN = "_accounts_forgotten_cookies"
_PREFIXES = ("account_", "mfa_", "socialaccount_", "usersessions_")


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    """Django's, which also extends staff sessions.

    A page that does not use `request.user` reads no session, and neither does one for a reader who has none.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(request, "is_drawn_for_nobody", False):
            patch_vary_headers(response, ["Cookie"])
        return response


def _user_of(request: HttpRequest) -> Any:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        request.is_drawn_for_nobody = True  # type: ignore[attr-defined]
        return AnonymousUser()
    if not hasattr(request, "_cached_user"):
        staff_sessions.extend(request)
    return auth.get_user(request)


class AccountPagesMiddleware:
    """Sets headers and status of allauth's pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        write_cookie(request, response)
        if getattr(request, "signed_out", False):
            # Not “cookies”: the look, the language and the known device belong to the browser.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        for name in getattr(request, _FORGOTTEN, ()):
            response.delete_cookie(name, samesite="Lax")
        if _is_account_page(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        if request.method == "POST" and response.status_code == 200 and _is_account_page(request):
            forms = (value for value in (response.context_data or {}).values() if isinstance(value, BaseForm))
            if any(form.is_bound and form.errors for form in forms):
                response.status_code = 422
        return response


def forget_cookie(request: HttpRequest, name: str) -> None:
    """Delete this cookie of the browser with the answer to this request."""
    request.__dict__.setdefault(_FORGOTTEN, []).append(name)


def _is_account_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.startswith(_PREFIXES))
