"""What the booking services refuse, each with a message for the person who asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import duration
from accelerator.base.common.limits import TooManyRequests, wait_in_words
from tours.models import Slot


class BookingRefused(Refusal):
    """A hold, a confirmation or a change that is not possible."""

    text: Promise | str = ""  # where the class says it all

    def __init__(self, message: Promise | str = "") -> None:
        super().__init__(message or self.text)


class SlotRefused(BookingRefused):
    """A refusal that concerns one slot."""

    def __init__(self, slot: Slot, message: str) -> None:
        super().__init__(message)
        self.slot = slot


class BookingClosed(SlotRefused):
    """The slot is not, or no longer, open to booking."""

    def __init__(self, slot: Slot, message: str | None = None) -> None:
        super().__init__(slot, message or _("“%(tour)s”: booking for this slot has closed.") % {"tour": slot.tour})


class NotEnoughSeats(SlotRefused):
    """Fewer places are free than the party needs."""

    def __init__(self, slot: Slot, free: int) -> None:
        if free > 0:
            message = ngettext(
                "“%(tour)s”: only %(free)d place is left in this slot.",
                "“%(tour)s”: only %(free)d places are left in this slot.",
                free,
            ) % {"tour": slot.tour, "free": free}
        else:
            message = _("“%(tour)s”: this slot is sold out.") % {"tour": slot.tour}
        super().__init__(slot, message)
        self.free = free


class PartyRefused(SlotRefused):
    """The party is too small or too large for the tour."""


class SlotGone(BookingRefused):
    """The enterprise removed the slot while the form was open."""

    text = gettext_lazy("The enterprise no longer offers this slot. Choose another one.")


class CategoryGone(BookingRefused):
    """The enterprise removed a visitor category while the form was open."""

    text = gettext_lazy("The enterprise has changed its prices or who may come. Choose again.")


class LegsOverlap(BookingRefused):
    """Two stops of a route cannot be reached one after the other."""

    def __init__(self, earlier: Slot, later: Slot, minutes: int) -> None:
        names = {"earlier": earlier.tour, "later": later.tour, "time": duration(minutes)}
        if minutes:
            message = _("“%(later)s” starts too early: at least %(time)s is needed after the tour “%(earlier)s”.")
        else:
            message = _("“%(later)s” starts too early: the tour “%(earlier)s” is not over by then.")
        super().__init__(message % names)
        self.earlier, self.later = earlier, later


class RequestKeyReused(BookingRefused):
    """The same form was sent again with other content, or from another browser."""

    text = gettext_lazy("This form has already been used for another booking. Choose the slot again.")


class OrderChanged(BookingRefused):
    """The order is not what its page showed: it was changed in another tab, or the enterprise moved it."""

    text = gettext_lazy(
        "This booking has changed since you opened the page. Check the time and who is coming, then book."
    )


class TooManyHolds(TooManyRequests, BookingRefused):
    """More is held, from one browser or network, than may be without being booked; it passes by itself."""


class ProofNeeded(TooManyHolds):
    """Many want these places: a hold must show so many hashes of work, or that its page has been open long enough."""

    def __init__(self, retry_after: int, work: int, *, is_used: bool = False) -> None:
        message = _(
            "Many people want these places right now. In a few seconds your browser will show that you are "
            "not a robot. Without JavaScript, press the button again in {wait}. Your choices are kept."
        )
        super().__init__(retry_after, message.format(wait=wait_in_words(max(1, retry_after))))
        self.work, self.is_used = work, is_used


class HoldLapsed(BookingRefused):
    """The hold ran out and the places were taken."""

    text = gettext_lazy("Your hold ended, and the places have been taken. Nothing you typed is lost.")

    def __init__(self, slot: Slot, free: int) -> None:
        super().__init__()
        self.slot, self.free = slot, free


@dataclass(frozen=True)
class Problem:
    """What speaks against a visitor or the whole party; `visitor` is the position in the party, None for all of it."""

    visitor: int | None
    field: str
    message: str


class VisitorsRefused(BookingRefused):
    """Visit requirements that the party does not meet, each named."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = list(problems)


class CannotBeCancelled(BookingRefused):
    """The cut-off has passed, or there is nothing to cancel."""


class CannotBeChanged(BookingRefused):
    """The cut-off has passed, or there is nothing to change."""


class CheckInRefused(Refusal):
    """A ticket that does not open the gate now."""


class CapacityBelowTaken(Refusal):
    """A slot cannot shrink under what is taken."""

    def __init__(self, taken: int) -> None:
        super().__init__(
            ngettext(
                "%(taken)d place in this slot is taken, so the number of places cannot be lower.",
                "%(taken)d places in this slot are taken, so the number of places cannot be lower.",
                taken,
            )
            % {"taken": taken}
        )
