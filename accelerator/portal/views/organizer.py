"""The organizers' desk: where their work begins."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accelerator.base.accounts.desk import desk_page, desk_rooms
from accelerator.base.accounts.permissions import organizer_required


@require_safe
@organizer_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """One card for each room that begins a piece of work."""
    cards = [(room, href) for room, href in desk_rooms() if room.text]
    return desk_page(request, "portal/organizer.html", cards=cards)
