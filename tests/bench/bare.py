"""What gunicorn serves in a benchmark: the portal, and at /bare the least that Django can answer.

Both come from the same processes and threads of the same run, so that their ratio says what the portal's own code
costs, on any machine and under any load.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

from accelerator.wsgi import application as portal


def hello(_request: HttpRequest) -> HttpResponse:
    """The view that everything is compared with. Its length keeps the connection open, as every page's does."""
    return HttpResponse("hello", headers={"Content-Length": "5"})


urlpatterns = [path("bare", hello)]


class BareRequest(WSGIRequest):
    """A request that is resolved among this module's addresses."""

    urlconf = __name__


class BareHandler(WSGIHandler):
    request_class = BareRequest


with override_settings(MIDDLEWARE=[]):
    bare = BareHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/bare without any middleware, and the portal."""
    return (bare if environ["PATH_INFO"] == "/bare" else portal)(environ, start_response)
