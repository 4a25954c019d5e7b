"""What a ticket says of cancelling, on its page, on paper and in letters."""

from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.base.common.formats import dated_slot_time
from tours.booking.models import Booking


def cancelling(leg: Booking, now: datetime) -> str:
    """Until when the visitor can cancel this leg, in the site's zone; after that, how it is still possible."""
    if not leg.is_open_to_visitor(now):
        return _("by phone only")
    return _("until {moment}").format(moment=dated_slot_time(leg.cancel_until, leg.slot.zone))
