"""What a slot's pass office asks for, shown to the few who may read it."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.common.countries import country_name
from accelerator.base.common.tables import attachment
from regions.enterprises.cabinet import member_view
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import READ_PASSES
from tours.booking.models import IdentityReading
from tours.booking.services.identities import Pass, read_passes, wanted_kinds
from tours.gate.exports import pass_list_file, slot_title
from tours.models import Slot, VisitRequirements
from tours.requirements import requirements_of

READINGS_SHOWN = 20


@never_cache
@require_http_methods(["GET", "POST"])
@member_view(READ_PASSES)
def passes(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Who has read the slot's list so far; sending the form shows it, or gives it as a file, and is written down. No
    such page where the pass office asks for nothing.
    """
    slot = get_object_or_404(Slot.objects.of(enterprise).select_related("tour__requirements", "site"), uuid=uuid)
    if not requirements_of(slot.tour).pass_office_data:
        raise Http404
    kinds = wanted_kinds(slot)
    labels = dict(VisitRequirements.PassData.choices)
    columns = [str(labels[kind]) for kind in kinds]

    def cells(one: Pass) -> list[str]:
        return [_shown(kind, one.identity.get(kind, "")) for kind in kinds]

    if request.method == "POST" and "file" in request.POST:
        passes_of_slot = read_passes(slot=slot, reader=request.user)
        content = pass_list_file("xlsx", passes_of_slot, columns=columns, cells=cells, title=slot_title(slot))
        return attachment("xlsx", f"pass-list-{slot.local_start:%Y-%m-%d-%H%M}", content)
    context = {
        "enterprise": enterprise,
        "slot": slot,
        "columns": columns,
        "rows": None,
        "readings": IdentityReading.objects.filter(slot=slot)
        .select_related("reader")
        .order_by("-read_at", "-pk")[:READINGS_SHOWN],
    }
    if request.method == "POST":
        context["rows"] = [(one, cells(one)) for one in read_passes(slot=slot, reader=request.user)]
    return render(request, "gate/passes.html", context)


def _shown(kind: str, value: str) -> str:
    """What was sealed as a form sent it, as a pass is written: «06.05.1990», «Германия»."""
    match kind:
        case VisitRequirements.PassData.BIRTH_DATE if value:
            return date_format(date.fromisoformat(value), "d.m.Y")
        case VisitRequirements.PassData.CITIZENSHIP:
            return country_name(value)
    return value
