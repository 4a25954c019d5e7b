"""A portal in use, small: what an upgrade has to carry over."""

from __future__ import annotations

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.access.world import World
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.models import Attendance, Booking, Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.erasure import withdraw_consent
from tours.booking.services.people import Contact
from tours.booking.services.reminders import choose_reminders


def furnish() -> None:
    """Fill an empty database."""
    world = World.build()
    tour = TourFactory(published=True, site=world.own.site)
    slot = SlotFactory(tour=tour)
    for _one in range(3):
        confirmed_order(slot, people=2)
    cancel_by_visitor(order=confirmed_order(SlotFactory(tour=tour)))
    cancel_by_staff(booking=confirmed_order(SlotFactory(tour=tour)).bookings.get(), reason="Ремонт в цехе")
    withdraw_consent(order=confirmed_order(SlotFactory(tour=tour), email="forgotten@example.org"))
    choose_reminders(order=confirmed_order(SlotFactory(tour=tour), email="quiet@example.org"), wanted=False)
    held_order(SlotFactory(tour=tour), people=2)
    came = confirmed_order(SlotFactory(tour=tour), email="came@example.org")
    Booking.objects.filter(order=came).update(status=Booking.Status.REDEEMED)
    Attendance.objects.filter(booking__order=came).update(checked_in_at=clock.now())
    _with_passport(SlotFactory(tour=world.own.tour), world)
    _in_every_state()


def _with_passport(slot, world) -> Order:
    order = held_order(slot)
    details = VisitorDetails(name="Пётр Сидоров", age=40, identity={"document_number": "4500 123456"})
    text = world.own.order.consent.text
    return confirm(
        order=order, contact=Contact(name="Пётр Сидоров", email="petr@example.org"), visitors=[details],
        consent=ConsentGiven(text=text, ip_address="192.0.2.1"),
    )  # fmt: skip


def _in_every_state() -> None:
    """One message of those that are there in each state that a message can have."""
    now = clock.now()
    ended = {"sent": {"sent_at": now}, "failed": {"last_error": "rcpt 550"}, "unknown": {}, "cancelled": {}}
    for message, (state, columns) in zip(Message.objects.filter(state="queued").order_by("pk"), ended.items()):  # noqa: B905
        Message.objects.filter(pk=message.pk).update(state=state, **columns)
