"""What every view may leave to the portal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accelerator.common.limits import TooManyRequests
from accelerator.common.views import too_many_requests


class LimitsMiddleware:
    """Answers 429 with Retry-After where a view let TooManyRequests pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many_requests(request, exception) if isinstance(exception, TooManyRequests) else None
