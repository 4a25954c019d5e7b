from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "tours.booking"
    label = "booking"
    verbose_name = _("Booking")

    def ready(self) -> None:
        # Models exist only now; the rooms below are told who counts lapsed holds, and what the cabinet holds.
        from accelerator.accounts.registry import on_email_verified
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections
        from tours.booking.models import Booking
        from tours.booking.services.adoption import adopt_orders
        from tours.querysets import register_lapsed_seats

        on_email_verified(lambda user, email: adopt_orders(user=user, email=email))
        register_lapsed_seats(Booking.objects.all().lapsed_seats_of_slot)
        register_sections(
            Section(10, "booking:today", _("Today"), "calendar-check", permissions.SEE_ROSTER),
            Section(20, "booking:slots", _("Slots"), "calendar-days", permissions.SEE_SLOTS),
        )
