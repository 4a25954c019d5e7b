"""The letters about bookings; composed from the present state when they are sent, so nothing in them is stale."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.notifications.hooks import message
from accelerator.base.notifications.rendering import Attachment, Files, Mail, absolute_url, make_files, render_mail
from regions.enterprises.jpegs import cropped
from regions.enterprises.models import Photo
from tours.booking.models import Booking, Order
from tours.booking.services.reminders import (
    CANCELLED,
    CHANGED,
    CONFIRMED,
    MOVED,
    NEWS,
    REMINDER,
    UPDATED,
    KnownStart,
    people_in_last_letter,
    postpone_reminder,
)
from tours.booking.tickets.calendar import order_calendar
from tours.booking.tickets.pdf import ticket_pdf
from tours.booking.tickets.qr import qr_png
from tours.booking.tickets.visits import Visit, visit_of

MOST_FILES = 10  # calendar files of one letter
HEAD_SIZE, HEAD_BYTES = (1104, 368), 25_000  # twice the size at which it is shown


@message(CONFIRMED, label=_("Confirmation"))
def compose_confirmation(params: dict[str, Any]) -> Mail | None:
    """The ticket of the visits that are not over, with its PDF and calendar file; None when there is none of them."""
    order = Order.objects.with_legs().filter(uuid=params["order"]).first()
    now = clock.now()
    legs = [leg for leg in order.expected_legs if leg.slot.ends_at > now] if order else []
    if order is None or not legs:
        return None
    visits = [visit_of(leg, now) for leg in legs]
    context = _context(order) | {"visits": visits, "first": visits[0]}
    context["again"] = params.get("again", False)
    context["running"] = legs[0].slot.starts_at <= now
    files = _files(order, ticket=True)._asdict()
    head = _head_of(order, visits[0])
    return render_mail(
        "booking/mail/confirmed", context | head.context, pictures=(*_codes(visits), *head.pictures), **files
    )


@message(UPDATED, label=_("Change of visitors"), folds_into=NEWS)
def compose_updated(params: dict[str, Any]) -> Mail | None:
    """The ticket with its people as they are now; None when they are again those of the contact's last letter."""
    order = Order.objects.filter(uuid=params["order"]).select_related("contact").first()
    if order is None or params.get("knew") == people_in_last_letter(order):
        return None
    return compose_confirmation({**params, "again": True})


@message(REMINDER, label=_("Reminder"), postpone_until=postpone_reminder, folds_into=NEWS)
def compose_reminder(params: dict[str, Any]) -> Mail | None:
    """What to remember before the visit; None when the leg is not expected any more, or no reminder is wanted."""
    leg = _expected(params)
    if leg is None or not leg.order.wants_reminders:
        return None
    stop = absolute_url(reverse("booking:reminders", args=[leg.order.token]))
    return _render_of_leg("reminder", leg, params, {"stop_url": stop}, unsubscribe=stop)


@message(MOVED, label=_("New time"))
def compose_moved(params: dict[str, Any]) -> Mail | None:
    """The slot's old and new time, with a calendar file that moves the event; None when it is the old one again."""
    leg = _expected(params)
    if leg is None or KnownStart.from_params(params) == KnownStart.of(leg.slot):
        return None
    return _render_of_leg("moved", leg, params, **_files(leg.order)._asdict())


@message(CHANGED, label=_("Another time"), folds_into=NEWS)
def compose_changed(params: dict[str, Any]) -> Mail | None:
    """The time that the visitor has chosen instead, with the ticket for it and a calendar file that moves the event;
    None when it is the one that they had."""
    leg = _expected(params)
    if leg is None or KnownStart.from_params(params) == KnownStart.of(leg.slot):
        return None
    return _render_of_leg("changed", leg, params, **_files(leg.order, ticket=True)._asdict())


def _is_visitors_wish(params: Mapping[str, Any]) -> bool:
    """Whether the visitor cancelled: an enterprise's cancellation is never held back."""
    return params.get("by") == Booking.CancelledBy.VISITOR


@message(CANCELLED, label=_("Cancellation"), folds_into=NEWS, may_fold=_is_visitors_wish)
def compose_cancelled(params: dict[str, Any]) -> Mail | None:
    """That legs are cancelled, by whom and why, with a calendar file that cancels their events."""
    named = params.get("bookings") or [params["booking"]]
    order = Order.objects.with_legs().filter(bookings__uuid=named[0]).first()
    legs = [leg for leg in order.legs if str(leg.uuid) in named and not leg.is_expected] if order else []
    if order is None or not legs:
        return None
    tour = legs[0].slot.tour
    context = _context(order) | {"legs": legs, "leg": legs[0], "tour": tour, "slot": legs[0].slot}
    context["kept"] = order.expected_legs
    # As the letter with the ticket was titled, so that both stand together in a mail program.
    context["booked"] = order.route.title if order.route and not context["kept"] else tour.title
    context["other_days_url"] = absolute_url((order.route or tour).get_absolute_url())
    return render_mail("booking/mail/cancelled", context, **_files(order, legs)._asdict())


@message(NEWS, label=_("Booking updates"))
def compose_news(values: dict[str, Any]) -> Mail | None:
    """How orders stand about which more letters were due than may be sent; None when all their visits are over."""
    named = [params for _kind, params in values.get("folded", [])]
    bookings = {uuid for params in named for uuid in [*params.get("bookings", []), params.get("booking")] if uuid}
    orders = {params["order"] for params in named if "order" in params}
    rows = Order.objects.with_legs().filter(
        Q(uuid__in=orders) | Q(pk__in=Booking.objects.filter(uuid__in=bookings).values("order"))
    )
    standings = [one for order in rows.order_by("pk") if (one := _standing(order, bookings))]
    if not standings:
        return None
    shown = standings[:MOST_FILES]
    files = make_files(*((_("calendar file"), partial(_calendar, one["order"], None)) for one in shown))
    return render_mail("booking/mail/news", {"name": standings[0]["name"], "standings": standings}, **files._asdict())


def _standing(order: Order, named: Collection[str]) -> dict[str, Any] | None:
    """An order's visits that are not over, and those whose cancellation was to be announced; None without any."""
    now = clock.now()
    legs = [leg for leg in order.legs if leg.slot.ends_at > now or (not leg.is_expected and str(leg.uuid) in named)]
    expected = [leg for leg in legs if leg.is_expected]
    cancelled = [leg for leg in legs if not leg.is_expected]
    return _context(order) | {"expected": expected, "cancelled": cancelled} if legs else None


def _expected(params: dict[str, Any]) -> Booking | None:
    """The leg that the message is about, with its whole order; None when it is no longer expected."""
    order = Order.objects.with_legs().filter(bookings__uuid=params["booking"]).first()
    legs = order.expected_legs if order else []
    leg = next((leg for leg in legs if str(leg.uuid) == params["booking"]), None)
    if order and leg:
        leg.order = order
    return leg


def _render_of_leg(
    name: str, leg: Booking, params: dict[str, Any], more: Mapping[str, Any] | None = None, **mail: Any
) -> Mail:
    """A letter about one visit ahead, with its code."""
    visit = visit_of(leg, clock.now())
    context = _context(leg.order) | {"visit": visit, "tour": visit.tour, "slot": visit.slot, **(more or {})}
    was = KnownStart.from_params(params)
    if was is not None and was.moment != leg.slot.starts_at:
        context["was"] = was
    head = _head_of(leg.order, visit)
    context |= head.context
    return render_mail(f"booking/mail/{name}", context, pictures=(*_codes([visit]), *head.pictures), **mail)


def _codes(visits: Sequence[Visit]) -> tuple[Attachment, ...]:
    """The codes that the gate reads, which stand in the letter itself."""
    return tuple(Attachment(visit.cid, qr_png(visit.booking.uuid), "image/png") for visit in visits)


def _files(order: Order, legs: Sequence[Booking] | None = None, *, ticket: bool = False) -> Files:
    """The calendar file, and the ticket as PDF if it is wanted; what cannot be made is left out and named."""
    pdf = (_("ticket (PDF)"), lambda: Attachment(f"ticket-{order.code}.pdf", ticket_pdf(order), "application/pdf"))
    ics = (_("calendar file"), lambda: _calendar(order, legs))
    return make_files(*([pdf, ics] if ticket else [ics]))


def _calendar(order: Order, legs: Sequence[Booking] | None) -> Attachment:
    file = order_calendar(order, legs)
    return Attachment(f"{order.code}.ics", file.content, file.media_type)


def _context(order: Order) -> dict[str, Any]:
    return {"order": order, "name": order.contact.name, "ticket_url": absolute_url(order.get_absolute_url())}


class Head(NamedTuple):
    """The picture at the head of a letter, and what its templates need to show it; neither where there is none."""

    pictures: tuple[Attachment, ...] = ()
    context: dict[str, Any] = {}


def _head_of(order: Order, visit: Visit) -> Head:
    """Return the cover of the route, or else of the visit's tour, small, and inside the letter.

    A picture on a server would tell that server who reads the letter, and when.
    """
    albums = [order.route.album_id if order.route else None, visit.tour.album_id]
    known = [album for album in albums if album is not None]
    if not known:
        return Head()
    covers = {photo.album_id: photo for photo in Photo.objects.covers_of(known)}
    photo = next((covers[album] for album in known if album in covers), None)
    jpeg = cropped(photo, size=HEAD_SIZE, max_bytes=HEAD_BYTES) if photo else None
    if photo is None or jpeg is None:
        return Head()
    cid = f"head.{visit.cid}"
    return Head((Attachment(cid, jpeg, "image/jpeg"),), {"head": {"cid": cid, "alt": str(photo.alt)}})
