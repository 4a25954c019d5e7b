"""Who may keep an answer: nobody what was seen while signed in, nobody an error."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PRIVATE = "no-store, private"


class PrivatePagesMiddleware:
    """Asks the cookies alone, so that it costs no query and counts for answers that others gave before the view.

    What says `public` by itself is the same for everybody: static files, a published photo, the map.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        said = response.headers.get("Cache-Control", "")
        if response.status_code >= 400:
            if "no-store" not in said:
                response.headers["Cache-Control"] = PRIVATE
        elif _is_somebodys(request, response) and "public" not in said and "private" not in said:
            response.headers["Cache-Control"] = PRIVATE
        return response


def _is_somebodys(request: HttpRequest, response: HttpResponse) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
