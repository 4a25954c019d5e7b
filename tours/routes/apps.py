from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RoutesConfig(AppConfig):
    name = "tours.routes"
    label = "routes"
    verbose_name = _("Routes")

    def ready(self) -> None:
        # The cabinet and the desk are told of this room's pages.
        from accelerator.base.accounts.desk import Room, register_rooms
        from accelerator.base.common import sharing
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections
        from regions.enterprises.shelves import Kind, register_kinds
        from tours.routes.models import Route
        from tours.routes.sharing import find_route_card

        register_kinds(
            Kind(
                30, "route", _("Route"), lambda enterprise: Route.objects.of(enterprise).by_title(),
                managed_by=lambda user: Route.objects.managed_by(user).by_title(),
                desk_page=lambda route: reverse("routes:organizer_edit", args=[route.uuid]),
            )
        )  # fmt: skip
        register_rooms(Room(20, "routes:organizer", _("Routes"), "route", _("Tours in order, booked as one.")))
        register_sections(Section(35, "routes:cabinet", _("Routes"), "waypoints", permissions.MANAGE_TOURS))
        sharing.register("route", find_route_card)
