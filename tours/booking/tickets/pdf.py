"""The ticket as a tagged PDF (PDF/UA-1), set by typst on A4: for several visits a sheet, then a part for each."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common import clock, phones
from accelerator.base.common.formats import dated, dated_slot_time, duration, rubles
from accelerator.base.common.i18n import active_language, portal_name
from regions.enterprises.jpegs import jpeg_svg, scaled_down
from regions.enterprises.models import Photo
from tours.booking.models import Attendance, Order
from tours.booking.tickets.printable import families, plain, printable
from tours.booking.tickets.qr import qr_svg_document
from tours.booking.tickets.visits import Facts, Stage, Visit, absolute, stages_by_day, visit_of

logger = structlog.get_logger(__name__)

SKETCH_PIXELS, SKETCH_BYTES = 1200, 120_000
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
    visits = [visit_of(leg, now) for leg in order.expected_legs]
    can_cancel = any(visit.can_cancel for visit in visits)
    data: dict[str, Any] = {
        "language": active_language(),
        "title": _("Ticket %(code)s") % {"code": order.code},
        "portal": portal_name(),
        "code": order.code,
        "code_label": _("Booking code"),
        "address": absolute(order),
        "address_label": _("View, print, change or cancel") if can_cancel else _("View or print"),
        "gate_hint": _("Show this code at the gate: one scan lets your whole group in."),
        "legs": [_part(visit) for visit in visits],
    }
    _add_sketches(data["legs"], visits)
    if len(visits) > 1:
        data["sheet"] = _route_sheet(order, visits)
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
        return node if key in ("qr", "drawing", "language") else write(node)
    if isinstance(node, dict):
        return {name: _written_as(write, value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_written_as(write, value, key) for value in node]
    return node


def _part(visit: Visit) -> dict[str, Any]:
    """What the ticket of one visit says."""
    leg, slot = visit.booking, visit.slot
    paid = [(_("To pay on site"), rubles(visit.total_kopecks))] if visit.total_kopecks else []
    # A single visitor is named below the code; the line would push the sketch of the way to another sheet.
    people = [(_("Who is coming"), visit.people)] if len(visit.attendances) > 1 else []
    facts = [
        (_("Where"), visit.place),
        (_("Meeting point"), slot.meeting_point),
        *visit.way,
        (_("How long"), duration(slot.duration_minutes)),
        (_("Language of the visit"), visit.language),
        *people,
        (_("Phone"), phones.shown(slot.enterprise.phone)),
        *paid,
        (_("Changes and cancellation"), visit.cancelling),
    ]
    return {
        "tour": str(visit.tour.title),
        "enterprise": " · ".join(filter(None, [str(leg.order.route or ""), str(slot.enterprise.name)])),
        "when": dated_slot_time(slot.starts_at, slot.zone),
        "arrive": visit.arrival,
        "facts": _rows(facts),
        "bring": {"label": _("What to wear and bring"), "rows": _rows(visit.to_bring)},
        "know": {"label": _("Good to know"), "rows": _rows(visit.to_know)},
        "qr": qr_svg_document(leg.uuid),
        "qr_alt": _("QR code for the whole group"),
        "visitors_label": _("Visitors"),
        "visitors": [_visitor(attendance, visit) for attendance in visit.attendances],
    }


def _route_sheet(order: Order, visits: Sequence[Visit]) -> dict[str, Any]:
    """What the sheet before several tickets says: the days with their times, the ways between, and what it costs."""
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
        "hint": _("A ticket for each visit follows, each with its own QR code."),
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
            for line in (visit.place, slot.meeting_point, *(f"{label}: {text}" for label, text in visit.way),
                         phones.shown(slot.enterprise.phone))
            if line
        ],
    }  # fmt: skip


def _way(stage: Stage) -> str:
    if not stage.way_minutes:
        return ""
    times = {"way": duration(stage.way_minutes), "spare": duration(stage.spare_minutes)}
    if not stage.spare_minutes:
        return _("%(way)s travel") % times
    return _("%(way)s travel, %(spare)s to spare") % times


def _add_sketches(parts: Sequence[dict[str, Any]], visits: Sequence[Visit]) -> None:
    """Put the sketches of the ways to the gates into the parts of the visits whose sites have one."""
    albums = {visit.slot.site.album_id for visit in visits} - {None}
    sketches = Photo.objects.sketches_of(albums) if albums else ()
    photos: dict[int | None, Photo] = {photo.album_id: photo for photo in sketches}
    for part, visit in zip(parts, visits, strict=True):
        photo = photos.get(visit.slot.site.album_id)
        jpeg = scaled_down(photo, max_side=SKETCH_PIXELS, max_bytes=SKETCH_BYTES) if photo else None
        if photo and jpeg:
            part["sketch"] = {
                "label": _("How to find the gate"), "alt": str(photo.alt), "drawing": jpeg_svg(jpeg),
            }  # fmt: skip


def _rows(facts: Facts) -> list[list[str]]:
    return [[name, text] for name, text in facts if text]


def _visitor(attendance: Attendance, visit: Visit) -> dict[str, str]:
    # The code of a party of one is the visitor's; where the visit is free, no price is printed.
    with_code = len(visit.attendances) > 1
    price = rubles(attendance.price_kopecks) if visit.total_kopecks else ""
    name = str(attendance.visitor or _("Visitor"))
    return {
        "name": name,
        "category": ", ".join(filter(None, [str(attendance.category.name), price])),
        "qr": qr_svg_document(attendance.uuid) if with_code else "",
        "alt": _("QR code of %(name)s") % {"name": name},
    }
