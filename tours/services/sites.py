"""What of the tours keeps a site from being removed."""

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common.formats import local_date
from accelerator.base.common.holders import Holder
from regions.enterprises.models import Site
from tours.models import Slot, Tour


def holders_of_site(site: Site) -> list[Holder]:
    """The tours that take place there, and those whose slots do or once did: a slot keeps its site."""
    slug = site.enterprise.slug
    tours = Tour.objects.filter(site=site).order_by("status", "pk")
    held = [
        Holder(tour.title, reverse("tours:cabinet_basics", args=[slug, tour.uuid]), tour.get_status_display())
        for tour in tours
    ]
    slots = Slot.objects.filter(site=site).order_by("tour")
    counted = slots.values_list("tour").annotate(count=Count("pk"), last=Max("local_date"))
    known = Tour.objects.in_bulk([tour for tour, _count, _last in counted])
    for tour, count, last in counted:
        words = ngettext("%(tour)s: %(count)d slot here", "%(tour)s: %(count)d slots here", count)
        held.append(
            Holder(
                words % {"tour": known[tour].title, "count": count},
                reverse("tours:cabinet_tour", args=[slug, known[tour].uuid]),
                _("the last one %(day)s; slots keep their site") % {"day": local_date(last)},
            )
        )
    return held
