"""Middleware: plain requests, health checks, cache headers, language, policies, the client's network, refusals."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from csp.middleware import CheckableLazyObject, CSPMiddleware
from django.conf import settings
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import translation

from accelerator.base.common.errors import Refusal
from accelerator.base.common.kept import keep_headers, kept_page
from accelerator.base.common.limits import TooManyRequests
from accelerator.base.common.network import acting_for, network_key
from accelerator.base.common.slugs import Moved
from accelerator.base.common.transactions import ConstraintRefused
from accelerator.base.common.views import refused, too_many_requests

METHODS = ("GET", "HEAD", "POST")  # a page may serve fewer, and none serves more
HEALTH_PATHS = ("/healthz", "/readyz", "/metrics")
PRIVATE = "no-store, private"
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # all that Unicode has (Cc)
# What django-csp's decorators leave on an answer that is to have a policy of its own.
_OWN_POLICY = frozenset(
    f"_csp_{name}{kind}" for name in ("config", "update", "replace", "exempt") for kind in ("", "_ro")
)


class Middleware:
    """Keeps `get_response`; each subclass says what happens around it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class PlainRequestMiddleware(Middleware):
    """Answer 405 to methods that no page serves, and 404 to a path with control characters; drop cookies with some.

    PostgreSQL takes no NUL, and no browser sends the others.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        for name in [name for name, value in request.COOKIES.items() if _CONTROL_CHARACTER.search(value)]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Raise Http404 here, where the request has all that the error page is rendered with."""
        if _CONTROL_CHARACTER.search(request.path_info):
            raise Http404


class HealthFirstMiddleware(Middleware):
    """Answer health checks and metrics before the host is checked, and without a log line.

    Whatever asks for them knows a process by its network address alone.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in HEALTH_PATHS:
            response: HttpResponse = resolve(request.path_info).func(request)
            return response
        return self.get_response(request)


class PrivatePagesMiddleware(Middleware):
    """Keep errors and pages of signed-in people out of every cache.

    It looks at the cookies alone, so that it costs no query and covers answers given before the view. What is `public`
    already is the same for everyone: static files, a published photo, the map.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = response.headers.get("Cache-Control", "")
        if response.status_code >= 400:
            if "no-store" not in policy:
                response.headers["Cache-Control"] = PRIVATE
        elif _is_personal(request, response) and "public" not in policy and "private" not in policy:
            response.headers["Cache-Control"] = PRIVATE
        return response


class LanguageMiddleware(Middleware):
    """Answer in the language of the path: Russian at the root, the others under their code.

    Unlike Django's LocaleMiddleware it asks neither cookies nor Accept-Language, so that answers need not vary by them.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class KeptPagesMiddleware(Middleware):
    """Answer with a page that is kept before anything is done that only other answers need: sessions, users, policies.

    The headers that the middleware below has set are kept with the page.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if page := kept_page(request):
            return page
        response = self.get_response(request)
        keep_headers(response)
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's, which puts the policy of the settings together once instead of for every answer."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Set the headers; an answer with a nonce or a policy of its own gets what django-csp makes for it."""
        if settings.DEBUG or hasattr(request, "_csp_nonce") or not _OWN_POLICY.isdisjoint(vars(response)):
            return super().process_response(request, response)
        for name, value in _policies().items():
            response.headers.setdefault(name, value)
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined] # too late now
        return response


@cache
def _policies() -> Mapping[str, str]:
    """The headers that django-csp gives an answer which asks nothing of it."""
    answer = CSPMiddleware(lambda _request: HttpResponse()).process_response(HttpRequest(), HttpResponse())
    return {name: value for name, value in answer.headers.items() if name.startswith("Content-Security-Policy")}


class NetworkMiddleware(Middleware):
    """Tell services which network a change comes from, since limits count by network."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        with acting_for(network_key(request)):
            return self.get_response(request)


class RefusalMiddleware(Middleware):
    """Answer 429 with Retry-After, or 409 with the refusal's own sentence, where a view did not catch it.

    Views show the refusals they expect beside the form. This is for limits, and for what changed between the page and
    the click: a row that is gone, a constraint that had the last word.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal; None leaves anything else to Django."""
        if isinstance(exception, TooManyRequests):
            return too_many_requests(request, exception)
        if isinstance(exception, IntegrityError):
            try:
                exception = ConstraintRefused.from_error(exception)
            except IntegrityError:
                return None
        return refused(request, exception) if isinstance(exception, Refusal) else None


class MovedMiddleware(Middleware):
    """Redirect from the address that a thing once had to the same page, with the same query, at its present one."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the redirect; what was typed into a form goes along. None leaves anything else to Django."""
        page = request.resolver_match
        if not isinstance(exception, Moved) or page is None:
            return None
        address = reverse(page.view_name, kwargs={**page.kwargs, "slug": exception.slug}, query=request.GET)
        return redirect(address, permanent=exception.permanent, preserve_request=request.method == "POST")


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
