"""What a visitor can send to others from the ticket's page.

The ticket's own address opens the whole booking: anyone who has it gets in, moves the visit, cancels it and reads who
comes. So the public page with the day is offered first, which is safe with anyone; the ticket itself is for those who
come along, with a sentence that says what its link is.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from accelerator.base.common.formats import dated_slot_time
from tours.booking.models import Booking, Order
from tours.booking.tickets.calendar import absolute


@dataclass(frozen=True)
class Shared:
    """A link with what is said of it."""

    title: str
    text: str
    url: str

    @property
    def mailto(self) -> str:
        """A letter without a recipient, for browsers that cannot share."""
        return f"mailto:?subject={quote(self.title)}&body={quote(self.text)}%0D%0A{quote(self.url)}"


def invitation(order: Order, leg: Booking) -> Shared:
    """The public page of what is booked, on the day of this leg: nothing in it says who comes, or opens the booking."""
    slot = leg.slot
    thing = order.route or slot.tour
    when = dated_slot_time(slot.starts_at, slot.zone)
    text = _("%(title)s: %(when)s, %(city)s. Want to come along?")
    return Shared(
        title=str(thing.title),
        text=text % {"title": thing.title, "when": when, "city": slot.site.city},
        url=f"{settings.BASE_URL}{thing.get_absolute_url()}?date={slot.local_date:%Y-%m-%d}",
    )


def shared_ticket(order: Order, leg: Booking) -> Shared:
    """The ticket itself, for those who come along."""
    title = _("Ticket %(code)s") % {"code": order.code}
    when = dated_slot_time(leg.slot.starts_at, leg.slot.zone)
    text = _("Our ticket: %(title)s, %(when)s. Anyone with the link has the ticket, so please don’t pass it on.")
    return Shared(title, text % {"title": order.route or leg.slot.tour, "when": when}, absolute(order))
