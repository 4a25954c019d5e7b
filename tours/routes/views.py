"""Pages of routes: for everybody, and for those who make them."""

from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.json_ld import absolute
from accelerator.base.common.kept import kept, next_mark, true_until
from accelerator.base.common.posted import posted, searched
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from regions.country_map import map_point, points_frame
from regions.enterprises.cabinet import member_view
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_TOURS
from regions.enterprises.pictures import covers
from tours.models import Tour
from tours.routes.cards import price_text, public_routes, with_pictures
from tours.routes.forms import RouteForm, stop_formset
from tours.routes.json_ld import route_data
from tours.routes.models import Route
from tours.routes.page import RouteOnPage, find_route
from tours.routes.querysets import RouteQuerySet
from tours.routes.requirements import IMPORTANT_TEXTS, OTHER_TEXTS, combined_requirements, texts_by_stop
from tours.routes.services import delete_route, refusal_to_delete, save_route
from tours.routes.sharing import route_card, route_pictures


@require_safe
@kept(Kind.CONTENT, Kind.OUTLOOK)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every public route."""
    now = clock.now()
    routes = public_routes(now)
    cards = with_pictures(routes, covers(album for card in routes for album in card.albums))
    shown = next((card.picture for card in cards if card.picture), None)
    response = render(request, "routes/catalogue.html", {"cards": cards, "share_picture": shown})
    return true_until(response, next_mark(now), *(card.until for card in cards))


@require_safe
@kept(Kind.CONTENT, Kind.OUTLOOK)
def route_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One route: its stops, the way between them, and what the whole of it requires."""
    now = clock.now()
    route = find_route(request.user, slug, now)
    stops = route.stops
    crumbs = [(reverse("routes:catalogue"), _("Routes"))]
    share = route_card(route, stops)
    context = {
        "route": route,
        "stops": stops,
        "photos": route_pictures(route, stops),
        "crumbs": crumbs,
        "share": share,
        "structured": route_data(
            route, stops, route.bands, crumbs, can_be_booked=route.next_day is not None, image=share.url
        ),
        "next_day": route.next_day,
        "price": price_text(route.categories),
        "is_paid": any(category.price_kopecks for offered in route.categories for category in offered),
        "stations": [
            {
                "name": stop.tour.title,
                "href": stop.tour.get_absolute_url(),
                "place": f"{stop.tour.enterprise.name}, {stop.tour.site.city}",
                "time": _("day {n}").format(n=stop.day) if route.days > 1 else "",
                "minutes": following.minutes_before if following and following.day == stop.day else 0,
            }
            for stop, following in zip_longest(stops, stops[1:])
        ],
        "requirements": combined_requirements(stops),
        "texts_by_stop": texts_by_stop(stops, IMPORTANT_TEXTS + OTHER_TEXTS),
        **_map(route),
        "minutes": sum(stop.tour.duration_minutes for stop in stops),
    }
    return true_until(render(request, "routes/route.html", context), next_mark(now), route.until)


def _map(route: RouteOnPage) -> dict[str, Any]:
    """Where the stops are: dots joined by a line, or points for tiles (see static/js/islands/map.js)."""
    points, dots, sites = [], [], {}
    for tour in (stop.tour for stop in route.stops):
        site = tour.site
        if site.latitude is not None and site.longitude is not None:
            at = [float(site.latitude), float(site.longitude)]
            points.append({"at": at, "name": str(tour), "href": tour.get_absolute_url()})
            sites[site.pk] = site
            dots.append(map_point(site.longitude, site.latitude))
    if not dots:
        return {}
    return {
        "points": points,
        "dots": dots,
        "sites": list(sites.values()),
        "frame": points_frame(dots),
        "outline": route.outline,
        "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
    }


@require_safe
@organizer_required
def organizer(request: HttpRequest) -> HttpResponse:
    """All routes, drafts too; ?q= finds words of the title, ?format= gives the table as a file."""
    query = searched(request)
    routes = Route.objects.managed_by(request.user).titled_like(query).with_stops().by_title()
    if file := _exported(request, "routes", routes):
        return file
    return desk_page(request, "routes/organizer_list.html", routes=routes, words=query)


@require_http_methods(["GET", "POST"])
@organizer_required
def organizer_edit(request: HttpRequest, route_uuid: UUID | None = None) -> HttpResponse:
    """Create a route, or change any."""
    return _edit(request, Route.objects.managed_by(request.user), route_uuid)


@require_http_methods(["GET", "POST"])
@organizer_required
def organizer_delete(request: HttpRequest, route_uuid: UUID) -> HttpResponse:
    """Delete a draft that was never booked, after confirmation; of any other the page says why it stays."""
    return _delete(request, Route.objects.managed_by(request.user), route_uuid)


@require_safe
@member_view(MANAGE_TOURS)
def cabinet(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """The enterprise's own routes; ?q= finds words of the title, ?format= gives the table as a file."""
    query = searched(request)
    routes = Route.objects.of(enterprise).titled_like(query).with_stops().by_title()
    if file := _exported(request, f"routes-{enterprise.slug}", routes):
        return file
    context = {"routes": routes, "words": query, "enterprise": enterprise}
    return render(request, "routes/cabinet_list.html", context)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def cabinet_edit(request: HttpRequest, enterprise: Enterprise, route_uuid: UUID | None = None) -> HttpResponse:
    """Create a route of this enterprise, or change one; its stops may be tours of others."""
    return _edit(request, Route.objects.of(enterprise), route_uuid, enterprise)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_TOURS)
def cabinet_delete(request: HttpRequest, enterprise: Enterprise, route_uuid: UUID) -> HttpResponse:
    """Delete a draft of this enterprise as `organizer_delete` does."""
    return _delete(request, Route.objects.of(enterprise), route_uuid, enterprise)


def _exported(request: HttpRequest, name: str, routes: RouteQuerySet) -> HttpResponse | None:
    headings = (
        _("Route"), _("Theme"), pgettext("route", "Days"), _("Stops"), _("State"), _("Page address"),
    )  # fmt: skip
    rows = (
        (
            route.title, route.theme, route.days, " → ".join(str(stop.tour.title) for stop in route.stops.all()),
            route.get_status_display(), absolute(route.get_absolute_url()),
        )
        for route in routes
    )  # fmt: skip
    return exported(request, name, headings, rows)


def _edit(
    request: HttpRequest, routes: RouteQuerySet, route_uuid: UUID | None, enterprise: Enterprise | None = None
) -> HttpResponse:
    """Create a route, or change one of these: in the cabinet, or without an enterprise at the organizers' desk."""
    route = get_object_or_404(routes, uuid=route_uuid) if route_uuid else None
    data = posted(request)
    title = route.title if route else ""  # as it is stored: the form writes what was typed into the route
    form = RouteForm(data, instance=route)
    tours = Tour.objects.visible_to(request.user).current()
    tours = tours.select_related("enterprise", "site").order_by("title__ru", "pk")
    stops = stop_formset(data, route=route, tours=tours)
    saving = Saving(form, rows=(_("Stops"), lambda: stop_formset(None, route=route, tours=tours), stops))
    if data is not None and form.is_valid() and stops.is_valid():
        with saving:
            save_route(
                route=route, enterprise=enterprise, values=form.cleaned_data, stops=stops.stops,
                publish={"publish": True, "withdraw": False}.get(data.get("do", "")),
                expected_version=form.expected_version,
            )  # fmt: skip
            messages.success(request, _("The route has been saved."))
            return redirect(_address("", enterprise))
    context: dict[str, Any] = {
        "route": route,
        "title": title,
        "form": form,
        "stops": stops,
        "back": _address("", enterprise),
        "delete": _address("_delete", enterprise, route) if route else "",
        "photos": _album_address(enterprise, route) if route else "",
        "frame": "enterprises/cabinet.html" if enterprise else "accounts/desk.html",
        **saving.conflict,
    }
    return render(request, "routes/edit.html", context, status=saving.status)


def _delete(
    request: HttpRequest, routes: RouteQuerySet, route_uuid: UUID, enterprise: Enterprise | None = None
) -> HttpResponse:
    route = get_object_or_404(routes.with_stops(), uuid=route_uuid)
    status = 200
    if request.method == "POST":
        try:
            delete_route(route=route)
        except Refusal:
            status = 422
        else:
            messages.success(request, _("The route “%(title)s” has been deleted.") % {"title": nested(route.title)})
            return redirect(_address("", enterprise))
    edit = _address("_edit", enterprise, route)
    context = {"route": route, "edit": edit, "refusal": refusal_to_delete(route)}
    return render(request, "routes/delete.html", context, status=status)


def _address(page: str, enterprise: Enterprise | None, route: Route | None = None) -> str:
    """Return the address of a page of the cabinet, or of the organizers' desk without an enterprise."""
    args = [*([enterprise.slug] if enterprise else []), *([route.uuid] if route else [])]
    return reverse(f"routes:{'cabinet' if enterprise else 'organizer'}{page}", args=args)


def _album_address(enterprise: Enterprise | None, route: Route) -> str:
    if enterprise:
        return reverse("enterprises:album", args=[enterprise.slug, "route", route.uuid])
    return reverse("enterprises:desk_album", args=["route", route.uuid])
