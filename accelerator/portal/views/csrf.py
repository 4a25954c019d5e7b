"""The refusal of a form that came without its CSRF token."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token

from tours.models import Slot
from tours.routes.models import Route


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what is the matter, cookies first where the browser sent none, and lead back to what was being booked."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    context = {"without_cookies": reason == REASON_NO_CSRF_COOKIE, "back": back, "back_to_tour": _booked(request)}
    return render(request, "errors/403_csrf.html", context, status=403)


def _booked(request: HttpRequest) -> object | None:
    """The tour or the route whose form it was."""
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name == "booking:hold":
        slot = Slot.objects.public().select_related("tour").filter(uuid=match.kwargs["slot_uuid"]).first()
        return slot.tour if slot else None
    if match.view_name == "booking:route":
        return Route.objects.published().filter(slug=match.kwargs["slug"]).first()
    return None
