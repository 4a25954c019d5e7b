"""The refusal of a form, which leads back to what was being booked."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import requires_csrf_token

from accelerator.base.common import views
from tours.models import Slot
from tours.routes.models import Route


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: the common page, with the tour or the route whose form it was."""
    return views.csrf_failure(request, reason, booked=_booked(request))


def _booked(request: HttpRequest) -> object | None:
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name == "booking:hold":
        slot = Slot.objects.public().select_related("tour").filter(uuid=match.kwargs["slot_uuid"])
        return next((one.tour for one in slot), None)
    if match.view_name == "booking:route":
        return Route.objects.published().filter(slug=match.kwargs["slug"]).first()
    return None
