from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutesConfig(AppConfig):
    name = "tours.routes"
    label = "routes"
    verbose_name = _("Routes")

    def ready(self) -> None:
        # The cabinet is told of this room's page.
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections

        register_sections(Section(35, "routes:cabinet", _("Routes"), "waypoints", permissions.MANAGE_TOURS))
