"""Answers of the tours to the hooks of the enterprises."""

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.base.common import clock
from accelerator.base.common.errors import Blocker
from accelerator.base.common.formats import local_date
from accelerator.base.search.hooks import dependents, documents
from regions.enterprises.albums import AlbumKind
from regions.enterprises.cabinet import Section
from regions.enterprises.hooks import album_kinds, cabinet_sections, site_deletion_blockers, unpublish_effects
from regions.enterprises.models import Enterprise, Site
from regions.enterprises.permissions import MANAGE_TOURS
from tours.models import Slot, Tour
from tours.search_texts import tour_texts, tours_naming

documents("tour")(tour_texts)
dependents(order=20)(tours_naming)


@cabinet_sections(order=30)
def tours() -> tuple[Section, ...]:
    return (Section("tours:cabinet", gettext_lazy("Tours"), "ticket", MANAGE_TOURS),)


@album_kinds(order=30)
def tour_albums() -> AlbumKind:
    return AlbumKind("tour", gettext_lazy("Tour"), lambda one: Tour.objects.of(one).current().order_by("pk"))


@site_deletion_blockers(order=10)
def tours_and_slots_of_site(site: Site) -> list[Blocker]:
    """The tours of the site, and those with slots there, past ones too: a slot keeps its site."""
    slug = site.enterprise.slug
    tours = Tour.objects.filter(site=site).order_by("status", "pk")
    blockers = [
        Blocker(tour.title, reverse("tours:cabinet_basics", args=[slug, tour.uuid]), tour.get_status_display())
        for tour in tours
    ]
    slots = Slot.objects.filter(site=site).order_by("tour")
    counted = slots.values_list("tour").annotate(count=Count("pk"), last=Max("local_date"))
    by_id = Tour.objects.in_bulk([tour for tour, _count, _last in counted])
    for pk, count, last in counted:
        tour = by_id[pk]
        text = ngettext("%(tour)s: %(count)d slot here", "%(tour)s: %(count)d slots here", count)
        reason = _("the last one %(day)s; slots stay at their site") % {"day": local_date(last)}
        address = reverse("tours:cabinet_tour", args=[slug, tour.uuid])
        blockers.append(Blocker(text % {"tour": tour.title, "count": count}, address, reason))
    return blockers


@unpublish_effects(order=10)
def tours_out_of_sight(enterprise: Enterprise) -> list[str]:
    """Say how many published tours and coming slots the public stops seeing, and that bookings stay."""
    tours = Tour.objects.of(enterprise).published().count()
    if not tours:
        return []
    coming = Slot.objects.of(enterprise).public().open_ahead(clock.now())
    starts, taken = coming.count(), coming.filter(seats_taken__gt=0).count()
    first = ngettext(
        "%(count)d published tour will be hidden with it.",
        "%(count)d published tours will be hidden with it.",
        tours,
    ) % {"count": tours}
    second = ngettext(
        "%(count)d upcoming slot can no longer be booked.", "%(count)d upcoming slots can no longer be booked.", starts
    ) % {"count": starts}  # fmt: skip
    third = ngettext(
        "%(count)d of them has bookings: these stay, and no one will be notified.",
        "%(count)d of them have bookings: these stay, and no one will be notified.",
        taken,
    ) % {"count": taken}  # fmt: skip
    return [first, *([second] if starts else []), *([third] if taken else [])]
