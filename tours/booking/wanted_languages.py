"""In which languages the people of a slot want their visit, in words."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tours.booking.models import Booking
from tours.models import Slot, language_names, named_languages


def wanted_languages(slot: Slot, bookings: Iterable[Booking]) -> str:
    """Return how many of these bookings' people want which language: «русский: 5, китайский: 3».

    Empty where nobody comes, and where all want the only language of the slot.
    """
    seats: Counter[str] = Counter()
    for booking in bookings:
        seats[booking.language] += booking.seats
    if not seats or (len(slot.spoken) == 1 and not set(seats) - {"", *slot.spoken}):
        return ""
    codes = named_languages(filter(None, seats))
    named = [f"{name}: {seats[code]}" for name, code in zip(language_names(codes), codes, strict=True)]
    unsaid = [_("language not known: %(count)d") % {"count": seats[""]}] if seats[""] else []
    return ", ".join([*named, *unsaid])
