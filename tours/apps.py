from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToursConfig(AppConfig):
    name = "tours"
    label = "tours"
    verbose_name = _("Tours")

    def ready(self) -> None:
        # Models exist only now.
        from regions.enterprises.cabinet import Section, register_sections
        from regions.enterprises.permissions import MANAGE_TOURS
        from regions.enterprises.registry import tell_what_hides, tell_what_holds
        from regions.enterprises.shelves import Kind, register_kinds
        from tours.models import Tour
        from tours.services.sites import holders_of_site
        from tours.services.visibility import hidden_with

        register_kinds(
            Kind(
                20, "tour", _("Tour"),
                lambda enterprise: Tour.objects.of(enterprise).current().order_by("pk"),
            )
        )  # fmt: skip
        tell_what_hides(hidden_with)
        tell_what_holds(holders_of_site)
        register_sections(Section(30, "tours:cabinet", _("Tours"), "ticket", MANAGE_TOURS))
