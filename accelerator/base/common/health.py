"""Health and metrics come before everything else: who asks for them knows a process by its network address alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

PATHS = ("/healthz", "/readyz", "/metrics")


class HealthFirstMiddleware:
    """Answers PATHS before anything asks which host was called, and writes no log line for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in PATHS:
            response: HttpResponse = resolve(request.path_info).func(request)
            return response
        return self.get_response(request)
