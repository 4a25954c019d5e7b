"""What every view may leave to the portal."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from accelerator.base.common.errors import Refusal
from accelerator.base.common.limits import TooManyRequests
from accelerator.base.common.network import acting_for, network_key
from accelerator.base.common.transactions import ConstraintRefused
from accelerator.base.common.views import refused, too_many_requests

METHODS = ("GET", "HEAD", "POST")  # a page may serve fewer, and none serves more


class PlainRequestMiddleware:
    """Answers 405 to methods that no page serves and 404 to addresses with control characters in them; a cookie with
    some counts as none. PostgreSQL takes no NUL, and nobody types the others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        for name in [name for name, value in request.COOKIES.items() if _has_control_characters(value)]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Raise Http404; by now the request has all that the page which says so is drawn with."""
        if _has_control_characters(request.path_info):
            raise Http404


class NetworkMiddleware:
    """Lets services know from which network a change comes, since limits count what one network causes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        with acting_for(network_key(request)):
            return self.get_response(request)


class RefusalMiddleware:
    """Answer 429 with Retry-After, or 409 with the refusal's own sentence, where a view did not catch it.

    Views show the refusals that they expect beside the form. This is for limits, and for what changed between the page
    and the click: a row that is gone, a constraint that had the last word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; None leaves anything else to Django."""
        if isinstance(exception, TooManyRequests):
            return too_many_requests(request, exception)
        if isinstance(exception, IntegrityError):
            try:
                exception = ConstraintRefused.from_error(exception)
            except IntegrityError:
                return None
        return refused(request, exception) if isinstance(exception, Refusal) else None


def _has_control_characters(text: str) -> bool:
    return any(unicodedata.category(letter) == "Cc" for letter in text)
