from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "accelerator.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        # Models exist only now.
        from django.urls import reverse

        from accelerator.base.accounts.desk import Room, register_rooms
        from accelerator.base.accounts.permissions import is_organizer
        from accelerator.base.accounts.registry import offer_landing
        from accelerator.base.common.sharing import register
        from accelerator.portal.sharing.pages import find_page_card, find_region_card, find_text_card

        offer_landing(lambda user: reverse("portal:organizer") if is_organizer(user) else None)
        register("page", find_page_card)
        register("region", find_region_card)
        register("text", find_text_card)
        what = _("About the portal, contacts, help, terms, and pages of your own.")
        register_rooms(Room(70, "portal:desk_pages", _("Pages"), "file-text", what))
