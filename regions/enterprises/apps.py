from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    name = "regions.enterprises"
    label = "enterprises"
    verbose_name = _("Enterprises")

    def ready(self) -> None:
        # Models exist only now.
        from accelerator.base.accounts import registry as accounts
        from accelerator.base.accounts.desk import Room, register_rooms
        from accelerator.base.accounts.letters import stored_mail
        from accelerator.base.common import erasures, sharing
        from accelerator.base.notifications.registry import register
        from regions.enterprises import people, permissions
        from regions.enterprises.cabinet import Section, register_sections
        from regions.enterprises.models import Enterprise, Site
        from regions.enterprises.services.people import MEMBER_REMOVED, remove_member_again
        from regions.enterprises.services.photos import PHOTO_REMOVED, delete_photo_again
        from regions.enterprises.sharing import find_enterprise_card
        from regions.enterprises.shelves import Kind, register_kinds

        register_kinds(
            Kind(0, "enterprise", _("Enterprise"), lambda one: Enterprise.objects.filter(pk=one.pk)),
            Kind(10, "site", _("Site"), lambda one: Site.objects.filter(enterprise=one).order_by("pk")),
        )
        erasures.register(MEMBER_REMOVED, remove_member_again)
        erasures.register(PHOTO_REMOVED, delete_photo_again)
        sharing.register("enterprise", find_enterprise_card)
        what = _("Their cabinets and their owners.")
        register_rooms(Room(10, "enterprises:desk", _("Enterprises"), "factory", what))
        what = _("What tours are found by, and what their covers show.")
        register_rooms(Room(15, "enterprises:subjects", _("Themes and subjects"), "tag", what))
        accounts.before_deletion(people.refuse_deletion_of_last_owner)
        accounts.tell_what_holds(people.holders)
        accounts.offer_landing(people.landing)
        accounts.offer_workplaces(people.workplaces)
        accounts.offer_own_data(people.own_data)
        # The row holds the mail whole, with the link that stands nowhere else; a second one does no harm.
        register(people.INVITATION, stored_mail, again_if_unknown=True, label=_("invitation"))
        register_sections(
            Section(40, "enterprises:profile", _("Enterprise"), "factory", permissions.MANAGE_ENTERPRISE),
            Section(50, "enterprises:sites", _("Sites"), "map-pin", permissions.MANAGE_ENTERPRISE),
            Section(60, "enterprises:photos", _("Photos"), "image", permissions.MANAGE_ENTERPRISE),
            Section(70, "enterprises:people", _("People"), "users", permissions.MANAGE_PEOPLE),
        )
