"""Cabinet pages on which an enterprise writes and publishes its tours."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import rubles_amount
from accelerator.base.common.json_ld import absolute
from accelerator.base.common.posted import agreed, posted, searched
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving, VersionedForm
from regions.enterprises.cabinet import member_view
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_TOURS
from tours.forms.requirements import RequirementsForm
from tours.forms.tours import BasicsForm, PricesForm, RulesForm, category_rows
from tours.models import Tour, VisitorCategory
from tours.requirements import requirements_of
from tours.services import (
    archive_tour,
    create_tour,
    duplicate_tour,
    leaves_no_category,
    publication_checklist,
    publish_tour,
    save_categories,
    taken_ahead,
    update_basics,
    update_requirements,
    update_rules,
    withdraw_tour,
)

PAGES = ("tour", "basics", "prices", "requirements", "rules")


@require_safe
@member_view(MANAGE_TOURS)
def tours(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Every tour of the enterprise, by status; ?q= finds words of the title, ?format= gives the table as a file."""
    own = Tour.objects.of(enterprise)
    rows = own.with_slots_ahead(clock.now()).select_related("site").order_by("status", "pk")
    status = request.GET.get("status", "")
    rows = rows.filter(status=status) if status in Tour.Status.values else rows.current()
    if query := searched(request):
        rows = rows.titled_like(query)
    headings = (
        _("Tour"), _("Status"), _("Kind of tour"), _("Duration, minutes"), _("Site"), _("City"), _("Upcoming slots"),
        _("Day of the next slot"), _("Time of the next slot"), _("Price from, rubles"), _("Price to, rubles"),
        _("Page address"),
    )  # fmt: skip
    offered = Prefetch("categories", queryset=VisitorCategory.objects.offered(), to_attr="offered")
    if file := exported(request, f"tours-{enterprise.slug}", headings, _cells(rows.prefetch_related(offered))):
        return file
    counts = dict(own.values_list("status").annotate(Count("pk")).order_by())
    address = reverse("tours:cabinet", args=[enterprise.slug])
    labels = {
        Tour.Status.PUBLISHED: _("Published"), Tour.Status.DRAFT: _("Drafts"), Tour.Status.ARCHIVED: _("Archive"),
    }  # fmt: skip
    tabs = [(address, _("Current"), sum(n for value, n in counts.items() if value != Tour.Status.ARCHIVED))]
    tabs += [(f"{address}?status={value}", label, counts.get(value, 0)) for value, label in labels.items()]
    context = {
        "enterprise": enterprise,
        "tours": rows,
        "tabs": tabs,
        "current": f"{address}?status={status}" if status else address,
        "status": status,
        "words": query,
        "any": bool(counts),
        "has_site": enterprise.sites.exists(),
    }
    return render(request, "tours/cabinet_tours.html", context)


def _cells(tours: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    """A row of the file for each tour; the next start is by the site's clock."""
    for tour in tours:
        site = tour.site
        start = tour.next_start.astimezone(site.zone) if tour.next_start else None
        prices = [category.price_kopecks for category in tour.offered]
        highest = max(prices, default=None)
        yield (
            tour.title, tour.get_status_display(), tour.get_kind_display(), tour.duration_minutes, site.name,
            site.city, tour.coming, start and start.date(), start and start.time(),
            rubles_amount(min(filter(None, prices), default=highest)), rubles_amount(highest),
            absolute(tour.get_absolute_url()),
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def tour_new(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Create a draft; its prices come next."""
    form = BasicsForm(posted(request), enterprise=enterprise)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            tour = create_tour(enterprise=enterprise, values=form.cleaned_data)
            messages.success(request, _("The draft is ready. Now set the prices."))
            return redirect("tours:cabinet_prices", enterprise.slug, tour.uuid)
    context = {"enterprise": enterprise, "form": form, "has_site": enterprise.sites.exists()}
    return render(request, "tours/cabinet_basics.html", context, status=saving.status)


@require_safe
@member_view(MANAGE_TOURS)
def tour(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """What the tour lacks before it can be published, and what can be done with it."""
    tour = _tour(enterprise, uuid)
    missing = publication_checklist(tour)
    context = _context(tour, "tour") | {
        "blocking": [item for item in missing if item.blocks],
        "advised": [item for item in missing if not item.blocks],
        "coming": tour.slots.open_ahead(clock.now()).count(),
        "waiting": tour.date_alerts.waiting().count(),
        "categories": tour.categories.offered(),
    }
    return render(request, "tours/cabinet_tour.html", context)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def basics(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Texts, site, kind, languages, length."""
    tour = _tour(enterprise, uuid)
    form = BasicsForm(posted(request), instance=copy(tour), enterprise=enterprise)
    return _edit(request, tour, "basics", form, update_basics, enterprise=enterprise)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def prices(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Who pays what; a category that is ticked to go is named first."""
    tour = _tour(enterprise, uuid)
    form = PricesForm(posted(request), initial={"version": tour.prices_version})
    formset = category_rows(tour, posted(request))
    saving = Saving(form, rows=(_("Prices"), lambda: category_rows(tour), formset))
    sent = request.method == "POST" and form.is_valid() and formset.is_valid()
    rows = formset.rows if sent else []
    removing = formset.removing if sent else {}
    asking = not agreed(request, removing) and not leaves_no_category(tour, rows)
    if sent and not asking:
        with saving:
            save_categories(tour=tour, rows=rows, expected_version=form.expected_version)
            return _saved(request, tour, "prices")
    if saving.conflict:
        formset.renew_removed()
    context = _context(tour, "prices") | {
        "form": form, "formset": formset, "removing": removing if asking else {}, **saving.conflict,
    }  # fmt: skip
    return render(request, "tours/cabinet_prices.html", context, status=saving.status)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def requirements(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Visit requirements; what is not stated stays unknown."""
    tour = _tour(enterprise, uuid)
    form = RequirementsForm(posted(request), instance=copy(requirements_of(tour)))
    return _edit(request, tour, "requirements", form, update_requirements)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def rules(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """How the tour is booked, and when visitors are reminded."""
    tour = _tour(enterprise, uuid)
    return _edit(request, tour, "rules", RulesForm(posted(request), instance=copy(tour)), update_rules)


def _edit(
    request: HttpRequest, tour: Tour, page: str, form: VersionedForm, update: Callable[..., object], **kwargs: Any
) -> HttpResponse:
    """One of the tour's forms; `kwargs` are what the form needs besides its data and instance."""
    saving = Saving(form, **kwargs)
    if request.method == "POST" and form.is_valid():
        with saving:
            update(tour=tour, values=form.cleaned_data, expected_version=form.expected_version)
            return _saved(request, tour, page)
    context = _context(tour, page) | {"form": form, "has_site": True, **saving.conflict}
    return render(request, f"tours/cabinet_{page}.html", context, status=saving.status)


_CHANGES = {Tour.Status.PUBLISHED: publish_tour, Tour.Status.DRAFT: withdraw_tour, Tour.Status.ARCHIVED: archive_tour}


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def tour_status(request: HttpRequest, enterprise: Enterprise, uuid: UUID, status: str) -> HttpResponse:
    """Publish, take back into draft or archive, after confirmation."""
    if status not in _CHANGES:
        raise Http404
    tour, refused = _tour(enterprise, uuid), ""
    if request.method == "POST":
        try:
            _CHANGES[Tour.Status(status)](tour=tour)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            done = {
                Tour.Status.PUBLISHED: _("The tour has been published."),
                Tour.Status.DRAFT: _("The tour is back in draft."),
                Tour.Status.ARCHIVED: _("The tour has been archived."),
            }
            messages.success(request, done[Tour.Status(status)])
            return redirect("tours:cabinet_tour", enterprise.slug, tour.uuid)
    context = _context(tour, "tour") | {
        "to": status,
        "refused": refused,
        "coming": tour.slots.open_ahead(clock.now()).count(),
        "taken": taken_ahead(tour),
    }
    return render(request, "tours/cabinet_status.html", context, status=422 if refused else 200)


@require_POST
@member_view(MANAGE_TOURS)
def tour_copy(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Copy the tour as a draft."""
    copied = duplicate_tour(tour=_tour(enterprise, uuid))
    messages.success(request, _("This is the copy. Give it its own title."))
    return redirect("tours:cabinet_basics", enterprise.slug, copied.uuid)


def _tour(enterprise: Enterprise, uuid: UUID) -> Tour:
    rows = Tour.objects.of(enterprise).select_related("site", "enterprise", "requirements")
    return get_object_or_404(rows, uuid=uuid)


def _context(tour: Tour, page: str) -> dict[str, Any]:
    """What every page of one tour has: the tour, and its pages as tabs."""
    labels = (_("Overview"), _("Texts and visit"), _("Prices"), _("Requirements"), _("Booking"))
    args = [tour.enterprise.slug, tour.uuid]
    addresses = [reverse(f"tours:cabinet_{name}", args=args) for name in PAGES]
    return {
        "enterprise": tour.enterprise,
        "tour": tour,
        "tabs": [(address, label, None) for address, label in zip(addresses, labels, strict=True)],
        "current": addresses[PAGES.index(page)],
    }


def _saved(request: HttpRequest, tour: Tour, page: str) -> HttpResponse:
    """Redirect to the page that was saved, or to the next one."""
    messages.success(request, _("Saved."))
    following = PAGES[(PAGES.index(page) + 1) % len(PAGES)] if "next" in request.POST else page
    return redirect(f"tours:cabinet_{following}", tour.enterprise.slug, tour.uuid)
