"""The ticket as a tagged PDF (PDF/UA-1), set by typst: a page a leg, A4."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.common import clock, phones
from accelerator.common.templatetags.portal import dated_slot_time, duration, rubles
from tours.booking.models import Attendance, Booking, Order
from tours.booking.tickets.calendar import absolute
from tours.booking.tickets.printable import families, plain, printable
from tours.booking.tickets.qr import qr_svg_document
from tours.booking.tickets.terms import cancelling
from tours.requirements import TO_BRING, TO_KNOW, known

logger = structlog.get_logger(__name__)

_TEMPLATE = Path(__file__).with_name("ticket.typ")


@cache
def _fonts() -> typst.Fonts:
    vendor = settings.BASE_DIR / "static" / "vendor"
    return typst.Fonts(include_system_fonts=False, font_paths=[vendor / "onest", vendor / "noto"])


def ticket_pdf(order: Order) -> bytes:
    """The order's ticket in the active language, whatever characters stand in it.

    Compiling takes a few milliseconds once the fonts are read.
    """
    now = clock.now()
    can_cancel = any(leg.is_open_to_visitor(now) for leg in order.legs)
    data = {
        "language": get_language() or "ru",
        "title": _("Ticket %(code)s") % {"code": order.code},
        "portal": settings.PORTAL_NAME.get(get_language() or "", settings.PORTAL_NAME["ru"]),
        "code": order.code,
        "code_label": _("Booking code"),
        "address": absolute(order),
        "address_label": _("View, print, change or cancel") if can_cancel else _("View or print"),
        "gate_hint": _("Show this code at the gate: one scan lets the whole party in."),
        "legs": [_leg(leg) for leg in order.legs if leg.is_expected],
    }
    try:
        return _compiled(_written_as(printable, data))
    except typst.TypstError:
        # A character that a font has and still cannot set: poorer letters are better than no ticket.
        logger.exception("ticket_set_plainly", order=str(order.uuid))
        return _compiled(_written_as(plain, data))


def _compiled(data: dict[str, Any]) -> bytes:
    pdf = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps({**data, "fonts": families()}, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - a list comes of formats that have a file a page
    return pdf


def _written_as(write: Callable[[str], str], node: Any, key: str = "") -> Any:
    """The data with every text that is printed or read aloud passed through `write`; drawings stay as they are."""
    if isinstance(node, str):
        return node if key in ("qr", "language") else write(node)
    if isinstance(node, dict):
        return {name: _written_as(write, value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_written_as(write, value, key) for value in node]
    return node


def _leg(leg: Booking) -> dict[str, Any]:
    slot, tour = leg.slot, leg.slot.tour
    attendances = list(leg.attendances.all())
    total = sum(attendance.price_kopecks for attendance in attendances)
    return {
        "tour": str(tour.title),
        "enterprise": " · ".join(filter(None, [str(leg.order.route or ""), str(slot.enterprise.name)])),
        "facts": [
            [_("When"), dated_slot_time(slot.starts_at, slot.zone)],
            [_("How long"), duration(slot.duration_minutes)],
            [_("Where"), ", ".join(filter(None, [str(slot.site.city), str(slot.site.address)]))],
            [_("Meeting point"), slot.meeting_point],
            [_("To pay on site"), rubles(total)],
            [_("Changing and cancelling"), cancelling(leg, clock.now())],
            [_("Phone"), phones.shown(slot.enterprise.phone)],
        ],
        "requirements": [[str(name), str(words)] for name, words in known(tour, TO_BRING + TO_KNOW)],
        "requirements_label": _("Before you come"),
        "qr": qr_svg_document(leg.uuid),
        "qr_alt": _("QR code of the whole party"),
        "visitors_label": _("Visitors"),
        # The code of a party of one is the visitor's.
        "visitors": [_visitor(attendance, with_code=len(attendances) > 1) for attendance in attendances],
    }


def _visitor(attendance: Attendance, *, with_code: bool) -> dict[str, str]:
    name = str(attendance.visitor or _("Visitor"))
    return {
        "name": name,
        "category": f"{attendance.category.name}, {rubles(attendance.price_kopecks)}",
        "qr": qr_svg_document(attendance.uuid) if with_code else "",
        "alt": _("QR code of %(name)s") % {"name": name},
    }
