"""The sheet of a route: its days with their times, the ways between, and what it costs."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common import phones
from accelerator.base.common.formats import dated, duration, rubles
from tours.booking.itinerary import Stage, stages_by_day
from tours.booking.models import Order
from tours.booking.tickets.visits import Visit


def route_sheet(order: Order, visits: Sequence[Visit]) -> dict[str, Any]:
    """What the sheet before the tickets of several visits says."""
    by_leg = {visit.booking.pk: visit for visit in visits}
    people = ngettext("%(count)d visitor", "%(count)d visitors", order.party_size) % {"count": order.party_size}
    return {
        "label": _("Route") if order.route else "",
        "title": str(order.route.title) if order.route else _("Your visits"),
        "people": people,
        "days": [
            {"label": dated(day), "stops": [_stop(stage, by_leg[stage.leg.pk]) for stage in stages]}
            for day, stages in stages_by_day(order)
        ],
        "total_label": _("Total to pay on site"),
        "total": rubles(order.total_kopecks) if order.total_kopecks else "",
        "hint": _("The ticket of each visit follows: each has a QR code of its own."),
    }


def _stop(stage: Stage, visit: Visit) -> dict[str, Any]:
    slot = visit.slot
    return {
        "time": stage.hours,
        "tour": str(visit.tour.title),
        "arrive": visit.arrival,
        "price": rubles(visit.total_kopecks) if visit.total_kopecks else "",
        "way": _way(stage),
        "lines": [
            line
            for line in (visit.place, slot.meeting_point, *(f"{label}: {words}" for label, words in visit.way),
                         phones.shown(slot.enterprise.phone))
            if line
        ],
    }  # fmt: skip


def _way(stage: Stage) -> str:
    if not stage.way_minutes:
        return ""
    words = {"way": duration(stage.way_minutes), "spare": duration(stage.spare_minutes)}
    if not stage.spare_minutes:
        return _("%(way)s travel") % words
    return _("%(way)s travel, %(spare)s to spare") % words
