"""Forms without a token: on pages that are the same for everybody, a token would have to set a cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt


def from_own_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Serve POST without Django's token, if the browser says that the form stood on a page of this host.

    Every browser sends Origin with a form; another site cannot forge it. Raises PermissionDenied if it is missing or
    another's. For changes of little weight: what matters has a token.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_own(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _is_own(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.get_host()
