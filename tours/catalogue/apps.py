from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "tours.catalogue"
    label = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        # Models exist only now.
        from accelerator.base.common import sharing
        from tours.catalogue.sharing import find_tour_card

        sharing.register("tour", find_tour_card)
