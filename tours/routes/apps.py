from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutesConfig(AppConfig):
    name = "tours.routes"
    label = "routes"
    verbose_name = _("Routes")

    def ready(self) -> None:
        # The cabinet and the desk are told of this room's pages.
        from accelerator.accounts.desk import Room, register_rooms
        from accelerator.common import sharing
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections
        from tours.routes.sharing import find_route_card

        register_rooms(Room(20, "routes:organizer", _("Routes"), "route", _("Tours in order, booked as one.")))
        register_sections(Section(35, "routes:cabinet", _("Routes"), "waypoints", permissions.MANAGE_TOURS))
        sharing.register("route", find_route_card)
