"""What every view may leave to the portal."""

from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from accelerator.common.errors import Refusal
from accelerator.common.limits import TooManyRequests
from accelerator.common.transactions import ConstraintRefused
from accelerator.common.views import refused, too_many_requests


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
