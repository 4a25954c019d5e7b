from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "tours.booking"
    label = "booking"
    verbose_name = _("Booking")

    def ready(self) -> None:
        # Models exist only now; the rooms below are told who counts lapsed holds, and what the cabinet holds.
        from accelerator.base.accounts.registry import offer_own_data, on_email_verified
        from accelerator.base.common.audit import register_audit_table
        from accelerator.base.common.sealed import register_sealed
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections
        from regions.enterprises.registry import watch_zones
        from tours.booking import letters
        from tours.booking.models import Booking, IdentityReading
        from tours.booking.own import own_places_of
        from tours.booking.own_data import orders_of
        from tours.booking.services import replays, sites
        from tours.booking.services.adoption import adopt_orders
        from tours.booking.services.identities import SEALED_IDENTITIES
        from tours.own_places import register_own_places
        from tours.querysets import register_lapsed_seats

        letters.sign_in()
        offer_own_data(orders_of)
        replays.register_replays()
        register_audit_table(IdentityReading)
        on_email_verified(lambda user, email: adopt_orders(user=user, email=email))
        register_sealed(SEALED_IDENTITIES)
        register_lapsed_seats(Booking.objects.all().lapsed_seats_of_slot)
        register_own_places(own_places_of)
        watch_zones(foresee=sites.foresee_zone_change, follow=sites.follow_zone_change)
        register_sections(
            Section(10, "booking:today", _("Today"), "calendar-check", permissions.SEE_ROSTER),
            Section(20, "booking:slots", _("Slots"), "calendar-days", permissions.SEE_SLOTS),
        )
