"""What the public stops seeing when an enterprise is taken back into draft."""

from django.utils.translation import ngettext

from accelerator.base.common import clock
from regions.enterprises.models import Enterprise
from tours.models import Slot, Tour


def hidden_with(enterprise: Enterprise) -> list[str]:
    """Says how many published tours and coming starts go out of sight, and that bookings stay."""
    tours = Tour.objects.of(enterprise).published().count()
    if not tours:
        return []
    coming = Slot.objects.of(enterprise).public().open_ahead(clock.now())
    starts, taken = coming.count(), coming.filter(seats_taken__gt=0).count()
    first = ngettext(
        "%(count)d published tour goes out of sight with it.",
        "%(count)d published tours go out of sight with it.",
        tours,
    ) % {"count": tours}
    second = ngettext(
        "%(count)d coming start can no longer be booked.", "%(count)d coming starts can no longer be booked.", starts
    ) % {"count": starts}  # fmt: skip
    third = ngettext(
        "On %(count)d of them places are taken: these bookings stay, and nobody is told.",
        "On %(count)d of them places are taken: these bookings stay, and nobody is told.",
        taken,
    ) % {"count": taken}  # fmt: skip
    return [first, *([second] if starts else []), *([third] if taken else [])]
