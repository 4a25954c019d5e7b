"""What was promised when a place was taken stays promised: the cut-off, the price, the language."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, confirmed_order, consent_text, held_order, leg, request
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.errors import CannotBeCancelled, PartyRefused, VisitorsRefused
from tours.booking.messages import compose_confirmation, compose_reminder
from tours.booking.models import Booking, Order, Visitor
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import HOLD_FOR, Leg, hold_seats
from tours.booking.services.people import Contact
from tours.booking.tickets.pdf import _part
from tours.booking.tickets.visits import visit_of
from tours.models import Slot
from tours.schedule.services.slots import move_slot

pytestmark = pytest.mark.django_db


def status_after_cancelling(order: Order, slot: Slot, before: timedelta) -> str:
    with time_machine.travel(slot.starts_at - before, tick=False):
        try:
            cancel_by_visitor(order=Order.objects.get(pk=order.pk))
        except CannotBeCancelled:
            return "refused"
    return order.bookings.get().status


def test_cut_off_is_the_one_that_was_promised():
    slot = SlotFactory(days_ahead=40, tour__cancel_until_hours=24)
    order = confirmed_order(slot)
    slot.tour.cancel_until_hours = 720
    slot.tour.save()

    assert status_after_cancelling(order, slot, timedelta(hours=25)) == "CANCELLED"


def test_cut_off_that_became_kinder_holds_for_old_bookings():
    slot = SlotFactory(days_ahead=40, tour__cancel_until_hours=24)
    strict, kind = confirmed_order(slot), confirmed_order(slot)

    assert status_after_cancelling(strict, slot, timedelta(hours=3)) == "refused"
    slot.tour.cancel_until_hours = 2
    slot.tour.save()
    assert status_after_cancelling(kind, slot, timedelta(hours=3)) == "CANCELLED"


def test_tours_own_meeting_point_stands_in_the_place_of_the_sites():
    slot = SlotFactory(tour__site__gate={"ru": "Проходная № 1"})
    assert slot.meeting_point == "Проходная № 1"
    RequirementsFactory._meta.model.objects.filter(tour=slot.tour).update(meeting_point={"ru": "Южная проходная"})
    order = confirmed_order(Slot.objects.get(pk=slot.pk))

    [booking] = order.legs
    letter = compose_confirmation({"order": str(order.uuid)})

    for text in (letter.text, letter.html, str(_part(visit_of(booking, clock.now())))):
        assert text.count("Южная проходная") == 1
        assert "Проходная № 1" not in text


def test_moved_visitor_may_cancel_until_the_new_start():
    slot = SlotFactory(days_ahead=10, tour__cancel_until_hours=48)
    order = confirmed_order(slot)

    moved = move_slot(slot=slot, local_start=slot.local_start + timedelta(hours=1))

    assert status_after_cancelling(order, moved, timedelta(minutes=1)) == "CANCELLED"


@pytest.mark.parametrize(
    ("hours", "expected", "hint"), [(25, "до ", "отмените бронирование"), (23, "только по телефону", "позвоните")]
)
def test_letters_ticket_and_paper_promise_no_cancelling_that_is_over(client, hours, expected, hint):
    slot = SlotFactory(days_ahead=40, tour__cancel_until_hours=24)
    order = confirmed_order(slot)
    booking = order.bookings.get()

    with time_machine.travel(slot.starts_at - timedelta(hours=hours), tick=False):
        confirmation = compose_confirmation({"order": str(order.uuid)})
        reminder = compose_reminder({"booking": str(booking.uuid)})
        page = unescape(client.get(order.get_absolute_url()).content.decode())
        [leg_of_order] = Order.objects.with_legs().get(pk=order.pk).legs
        paper = dict(_part(visit_of(leg_of_order, clock.now()))["facts"])["Перенос и отмена"]

    assert paper.startswith(expected)
    assert f">{paper}<" in re.sub(r"\s*([<>])\s*", r"\1", page)
    for letter in (confirmation, reminder):
        assert f"Перенос и отмена: {paper}" in letter.text
        assert paper in unescape(letter.html)
    assert hint in reminder.text
    assert hint in reminder.html


def test_staff_cancel_nothing_that_has_begun():
    slot = SlotFactory(days_ahead=2)
    order = confirmed_order(slot)

    with time_machine.travel(slot.starts_at, tick=False), pytest.raises(CannotBeCancelled):
        cancel_by_staff(booking=order.bookings.get(), reason="Ремонт")


def test_language_of_the_second_step_is_the_one_in_which_one_is_written_to():
    order = held_order(language="ru")

    confirm(
        order=order,
        contact=Contact("Ann", "ann@example.org"),
        visitors=[VisitorDetails("Ann", 30)],
        consent=ConsentGiven(consent_text(), None),
        language="en",
    )

    assert Order.objects.get(pk=order.pk).language == "en"
    assert set(Message.objects.values_list("language", flat=True)) == {"en"}


def test_lapsed_hold_still_says_what_it_costs():
    order = held_order(people=2)
    with time_machine.travel(order.created_at + HOLD_FOR, tick=False):
        Booking.objects.filter(order=order).update(status=Booking.Status.EXPIRED, hold_expires_at=None)

    assert Order.objects.with_legs().get(pk=order.pk).total_kopecks == 100_000


@pytest.fixture
def family_tour():
    """Adults 600, children 300; one chaperone comes free."""
    tour = TourFactory(published=True, category=None, requirements=None)
    tour.adult = VisitorCategoryFactory(tour=tour, min_age=18, price_kopecks=60_000)
    tour.child = VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, max_age=17, price_kopecks=30_000)
    RequirementsFactory(tour=tour, free_chaperones=1)
    return tour


@pytest.mark.parametrize(
    ("adults", "children", "kopecks"), [(1, 1, [0, 30_000]), (2, 1, [0, 60_000, 30_000]), (2, 0, [60_000, 60_000])]
)
def test_as_many_chaperones_as_promised_come_free_with_children(family_tour, adults, children, kopecks):
    slot = SlotFactory(tour=family_tour)
    people = (family_tour.adult.pk,) * adults + (family_tour.child.pk,) * children

    order = hold_seats(legs=[Leg(slot.pk, people)], request=request())

    rows = order.bookings.get().attendances.order_by("position")
    assert list(rows.values_list("price_kopecks", flat=True)) == kopecks
    assert Visitor.objects.filter(role=Visitor.Role.CHAPERONE).count() == (1 if children else 0)


@pytest.mark.parametrize(
    ("admission", "refused"), [("", True), ("groups", True), ("individuals", False), ("both", False)]
)
def test_smallest_group_is_asked_for_unless_one_may_come_alone(admission: str, refused: bool):
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, group_min=5, admission=admission)
    slot = SlotFactory(tour=tour)

    if refused:
        with pytest.raises(PartyRefused):
            hold_seats(legs=[leg(slot)], request=request())
    else:
        assert hold_seats(legs=[leg(slot)], request=request())
    assert hold_seats(legs=[leg(slot, 5)], request=request())


def test_accompanying_adult_may_be_over_the_age_limit():
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, max_age=14, children_per_chaperone=5)

    def details(*visitors: VisitorDetails) -> Order:
        return confirm(
            order=held_order(SlotFactory(tour=tour), len(visitors)),
            contact=Contact("Ольга", "olga@example.org"),
            visitors=visitors,
            consent=ConsentGiven(consent_text(), None),
        )

    assert details(VisitorDetails("Ольга", 40), VisitorDetails("Маша", 9)).confirmed_at
    with pytest.raises(VisitorsRefused, match="Ольга, 40"):
        details(VisitorDetails("Ольга", 40))


def test_age_is_refused_once_in_one_sentence():
    tour = TourFactory(published=True, category=None, requirements=None)
    VisitorCategoryFactory(tour=tour, min_age=12)
    RequirementsFactory(tour=tour, min_age=12)

    with pytest.raises(VisitorsRefused) as caught:
        confirm_order(held_order(SlotFactory(tour=tour)), age=9)

    assert len(caught.value.problems) == 1


def test_leg_that_is_cancelled_is_not_expected():
    order = confirmed_order(SlotFactory())
    assert len(Order.objects.with_legs().get(pk=order.pk).expected_legs) == 1
    cancel_by_visitor(order=order)
    assert Order.objects.with_legs().get(pk=order.pk).expected_legs == []
