"""What routes answer to the hooks of the accounts, the enterprises and the search."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.desk import DeskSection
from accelerator.base.accounts.hooks import desk_sections
from accelerator.base.common.hooks import share_cards
from accelerator.base.search.hooks import dependents, documents
from regions.enterprises.albums import AlbumKind
from regions.enterprises.cabinet import Section
from regions.enterprises.hooks import album_kinds, cabinet_sections
from regions.enterprises.permissions import MANAGE_TOURS
from tours.routes.models import Route
from tours.routes.search_texts import route_texts, routes_naming
from tours.routes.sharing import find_route_card

share_cards("route")(find_route_card)
documents("route")(route_texts)
dependents(order=30)(routes_naming)


@desk_sections(order=20)
def routes_of_organizers() -> tuple[DeskSection, ...]:
    return (DeskSection("routes:organizer", _("Routes"), "route", _("Tours in order, booked all at once.")),)


@cabinet_sections(order=35)
def routes_of_enterprise() -> tuple[Section, ...]:
    return (Section("routes:cabinet", _("Routes"), "waypoints", MANAGE_TOURS),)


@album_kinds(order=40)
def route_albums() -> AlbumKind:
    return AlbumKind(
        "route", _("Route"), lambda enterprise: Route.objects.of(enterprise).by_title(),
        managed_by=lambda user: Route.objects.managed_by(user).by_title(),
        desk_page=lambda route: reverse("routes:organizer_edit", args=[route.uuid]),
    )  # fmt: skip
