"""The legs of an order one after the other, and the way between them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, zip_longest

from accelerator.base.common.formats import local_time
from tours.booking.models import Booking, Order


def minutes_between(order: Order) -> dict[int, int]:
    """By its tour's id, how many minutes each leg must begin after the one before; of a single tour nothing."""
    return dict(order.route.stops.values_list("tour_id", "minutes_before")) if order.route else {}


@dataclass(frozen=True)
class Stage:
    """A visit on a day, and what lies between it and the one before on that day: the way, and time to spare."""

    leg: Booking
    way_minutes: int = 0  # 0 where a day begins, and where nobody knows
    spare_minutes: int = 0

    @property
    def hours(self) -> str:
        """From when to when, on the site's clock."""
        slot = self.leg.slot
        return f"{local_time(slot.starts_at, slot.zone)}–{local_time(slot.ends_at, slot.zone)}"


def stages_by_day(order: Order) -> list[tuple[date, list[Stage]]]:
    """The visits that somebody is expected at, by the site's days.

    The way is the route's, from stop to stop; where the stop between was cancelled, nobody knows it.
    """
    ways = minutes_between(order)
    legs = sorted((leg for leg in order.legs if leg.is_expected), key=lambda leg: leg.slot.starts_at)
    stages = [_stage(leg, before, ways) for leg, before in zip_longest(legs, [None, *legs[:-1]]) if leg]
    return [(day, list(group)) for day, group in groupby(stages, key=lambda stage: stage.leg.slot.local_date)]


def _stage(leg: Booking, before: Booking | None, ways: dict[int, int]) -> Stage:
    if before is None or before.slot.local_date != leg.slot.local_date or leg.position != before.position + 1:
        return Stage(leg)
    way = ways.get(leg.slot.tour_id, 0)
    gap = (leg.slot.starts_at - before.slot.ends_at) // timedelta(minutes=1)
    return Stage(leg, way, max(0, gap - way) if way else 0)
