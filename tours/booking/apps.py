from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "tours.booking"
    label = "booking"
    verbose_name = _("Booking")

    def ready(self) -> None:
        # Models exist only now.
        from accelerator.base.accounts.registry import offer_own_data, on_email_verified
        from accelerator.base.common.audit import register_audit_table
        from accelerator.base.common.sealed import register_sealed
        from tours.booking import letters
        from tours.booking.models import IdentityReading
        from tours.booking.own_data import orders_of
        from tours.booking.services import replays
        from tours.booking.services.adoption import adopt_orders
        from tours.booking.services.identities import SEALED_IDENTITIES

        letters.sign_in()
        offer_own_data(orders_of)
        replays.register_replays()
        register_audit_table(IdentityReading)
        on_email_verified(lambda user, email: adopt_orders(user=user, email=email))
        register_sealed(SEALED_IDENTITIES)
