"""The organizers' desk: where their work begins."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accelerator.base.accounts.desk import desk_navigation, desk_page
from accelerator.base.accounts.permissions import organizer_required


@require_safe
@organizer_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """One card for each section that begins a piece of work."""
    cards = [(section, href) for section, href in desk_navigation() if section.text]
    return desk_page(request, "portal/organizer.html", cards=cards)
