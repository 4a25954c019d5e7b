"""Other people on a booked order, called directly: every way out of it."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.common.models import Erasure
from tests.factories.booking import confirm_order, confirmed_order, consent_text, held_order, leg, request
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.errors import CannotBeChanged, PartyRefused, VisitorsRefused
from tours.booking.models import Attendance, Order, Visitor, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.erasure import remove_again
from tours.booking.services.holds import Leg, hold_seats
from tours.booking.services.people import (
    VISITOR_REMOVED,
    VISITOR_REPLACED,
    Contact,
    change_people,
    passes_close_at,
    people_can_change,
)
from tours.booking.services.seats import audit_capacity
from tours.gate.services import check_in
from tours.models import VisitRequirements

pytestmark = pytest.mark.django_db
ANNA = Contact("Анна Орлова", "", "+79000000007")
PETER = VisitorDetails("Пётр Иванов", 41)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def known(visitor: Visitor) -> VisitorDetails:
    return VisitorDetails(visitor.name, visitor.age, is_known=True)


def change(order: Order, **instead: VisitorDetails | None) -> Order:
    """`v0` is the first visitor; None: they do not come after all. Everybody else stays."""
    rows = list(order.visitors.order_by("position"))
    people = {row.uuid: instead.get(f"v{place}", known(row)) for place, row in enumerate(rows)}
    return change_people(order=Order.objects.get(pk=order.pk), contact=ANNA, visitors=people)


def as_it_is(order: Order) -> tuple:
    fresh = Order.objects.with_legs().get(pk=order.pk)
    legs = [(row.status, row.seats, row.slot.seats_taken) for row in fresh.legs]
    paid = list(Attendance.objects.filter(booking__order=order).order_by("pk").values_list("pk", "price_kopecks"))
    people = list(order.visitors.order_by("position").values_list("uuid", "name", "age", "role"))
    return legs, paid, people, fresh.party_size, fresh.contact.name, Erasure.objects.count()


@pytest.fixture
def two_visits() -> Order:
    """Two people on a route of two days, eight and ten days ahead."""
    slots = [SlotFactory(days_ahead=days) for days in (8, 10)]
    return confirm_order(hold_seats(legs=[leg(slot, 2) for slot in slots], request=request()))


@pytest.fixture
def family() -> Order:
    """One who comes free with children, one adult who pays, and two children."""
    tour = TourFactory(published=True, category=None, cancel_until_hours=0)
    adult = VisitorCategoryFactory(tour=tour, min_age=18, price_kopecks=90_000)
    child = VisitorCategoryFactory(tour=tour, max_age=17, price_kopecks=40_000)
    VisitRequirements.objects.filter(tour=tour).update(free_chaperones=1, children_per_chaperone=2)
    slot = SlotFactory(tour=tour)
    held = hold_seats(legs=[Leg(slot.pk, (adult.pk, adult.pk, child.pk, child.pk))], request=request())
    people = [VisitorDetails(f"Гость {n}", age) for n, age in enumerate((40, 38, 10, 12))]
    return confirm(
        order=held, contact=Contact("Мария", "masha@example.org"), visitors=people,
        consent=ConsentGiven(consent_text(), None),
    )  # fmt: skip


# Whether it can be done


def test_people_can_change_until_the_cut_off_of_the_first_visit(two_visits: Order):
    first = two_visits.bookings.get(position=0)

    assert people_can_change(two_visits, first.cancel_until - SECOND)
    assert not people_can_change(two_visits, first.cancel_until)


def test_visit_that_was_cancelled_bars_nothing_and_is_nothing(two_visits: Order):
    first, last = two_visits.bookings.order_by("position")
    cancel_by_visitor(order=two_visits, booking_uuids=[first.uuid])
    order = Order.objects.get(pk=two_visits.pk)
    assert people_can_change(order, first.cancel_until)

    with clock.at(first.cancel_until):
        change(order, v0=None)
    assert order.bookings.get(position=1).seats == 1

    cancel_by_visitor(order=order, booking_uuids=[last.uuid])
    assert not people_can_change(Order.objects.get(pk=order.pk), clock.now())
    with pytest.raises(CannotBeChanged):
        change(order, v0=PETER)


@pytest.mark.parametrize(
    ("required", "hours"),
    [({}, 0), ({"lead_time_days": 3}, 72), ({"list_freeze_hours": 5}, 5)]
    + [({"lead_time_days": 1, "list_freeze_hours": hours}, max(24, hours)) for hours in (5, 30)],
)
def test_pass_list_closes_at_the_earlier_of_its_two_rules(required: dict, hours: int):
    slot = SlotFactory(**{f"tour__requirements__{name}": value for name, value in required.items()})

    assert passes_close_at(slot) == slot.starts_at - timedelta(hours=hours)


# Refusals change nothing


@pytest.mark.parametrize("position", [0, 1])
def test_change_at_the_cut_off_of_any_visit_is_refused(two_visits: Order, position: int):
    two_visits.bookings.filter(position=0).update(cancel_until_hours=0 if position else 24)
    two_visits.bookings.filter(position=1).update(cancel_until_hours=24 * 9)
    for booking in two_visits.bookings.all():
        type(booking.slot.tour).objects.filter(pk=booking.slot.tour_id).update(cancel_until_hours=24 * 9)
    cut_off = two_visits.bookings.get(position=position).cancel_until
    before = as_it_is(two_visits)

    with clock.at(cut_off), pytest.raises(CannotBeChanged, match="уже нельзя"):
        change(two_visits, v0=None)
    assert as_it_is(two_visits) == before


def test_change_once_somebody_has_come_is_refused():
    order = confirmed_order(SlotFactory(tour__cancel_until_hours=0), people=2)
    booking = order.bookings.get()
    with clock.at(booking.slot.starts_at - HOUR):
        check_in(booking=booking, by=None, attendances=list(booking.attendances.all()[:1]))
        before = as_it_is(order)
        with pytest.raises(CannotBeChanged, match="уже нельзя"):
            change(order, v1=None)
    assert as_it_is(order) == before


def test_change_of_an_order_that_is_only_held_is_refused():
    order = held_order(SlotFactory(), people=2)

    with pytest.raises(CannotBeChanged):
        change(order, v0=None)
    assert order.visitors.count() == 2


def test_nobody_left_is_a_cancellation_and_no_change():
    order = confirmed_order(SlotFactory(), people=2)
    before = as_it_is(order)

    with pytest.raises(CannotBeChanged, match="Отмените бронирование целиком"):
        change(order, v0=None, v1=None)
    assert as_it_is(order) == before


def test_page_that_showed_others_is_refused_and_a_second_click_is_not():
    order = confirmed_order(SlotFactory(), people=3)
    rows = list(order.visitors.order_by("position"))
    shown = {row.uuid: known(row) for row in rows}
    first = {**shown, rows[0].uuid: None}
    change_people(order=order, contact=ANNA, visitors=first)
    before = as_it_is(order)

    again = change_people(order=order, contact=Contact("Кто-то", ""), visitors=first)
    assert (again, as_it_is(order)) == (order, before)

    for other in (shown, {**first, rows[1].uuid: None}, {rows[1].uuid: PETER}):
        with pytest.raises(CannotBeChanged, match="состав изменили"):
            change_people(order=order, contact=ANNA, visitors=other)
        assert as_it_is(order) == before


def test_fewer_than_the_tour_is_for_are_refused_and_exactly_as_many_are_not():
    order = confirmed_order(SlotFactory(tour__party_min=2), people=3)
    change(order, v0=None)
    before = as_it_is(order)

    with pytest.raises(PartyRefused):
        change(order, v0=None)
    assert as_it_is(order) == before


def test_new_names_are_taken_until_the_pass_list_closes_and_not_after():
    order = confirmed_order(SlotFactory(), people=2)
    slot = order.bookings.get().slot
    VisitRequirements.objects.update(list_freeze_hours=96)

    with clock.at(slot.starts_at - 96 * HOUR):
        change(order, v0=PETER)
    before = as_it_is(order)
    with clock.at(slot.starts_at - 96 * HOUR + SECOND):
        with pytest.raises(CannotBeChanged, match="список на пропуск"):
            change(order, v1=VisitorDetails("Павел Иванов", 30))
        assert as_it_is(order) == before
        change(order, v0=None)  # the remaining visitor is on the list


def test_person_who_is_not_admitted_is_named_by_their_place_among_all_who_were_booked():
    order = confirmed_order(SlotFactory(tour__requirements__min_age=12), people=3)
    before = as_it_is(order)

    with pytest.raises(VisitorsRefused) as refusal:
        change(order, v0=None, v2=VisitorDetails("Ваня", 11))

    assert [problem.visitor for problem in refusal.value.problems] == [2]
    assert as_it_is(order) == before


def test_problem_of_the_whole_party_has_no_place(family: Order):
    VisitRequirements.objects.update(children_per_chaperone=1)

    with pytest.raises(VisitorsRefused) as refusal:
        change(family, v0=None)
    assert [problem.visitor for problem in refusal.value.problems] == [None]


# What is written


def test_one_who_stays_away_frees_a_place_at_each_visit_and_stands_in_the_ledger(two_visits: Order):
    gone = two_visits.visitors.get(position=0)

    changed = change(two_visits, v0=None)

    assert (changed.party_size, changed.contact.name, str(changed.contact.phone)) == (1, "Анна Орлова", ANNA.phone)
    assert changed.contact.email == "masha@example.org"
    assert [(row.seats, row.slot.seats_taken, row.attendances.count()) for row in changed.bookings.all()] == [
        (1, 1, 1),
        (1, 1, 1),
    ]
    assert list(Erasure.objects.values_list("what", "subject")) == [(VISITOR_REMOVED, gone.uuid)]
    assert audit_capacity() == []


def test_replacement_visitor_is_named_and_the_former_one_is_in_the_ledger():
    slot = SlotFactory(tour__requirements__pass_office_data=["full_name", "document_number"])
    order = confirm(
        order=held_order(slot, 2), contact=Contact("Мария", "masha@example.org"),
        visitors=[VisitorDetails(f"Гость {n}", 30, identity={"document_number": f"{n}"}) for n in (1, 2)],
        consent=ConsentGiven(consent_text(), None),
    )  # fmt: skip
    first, second = order.visitors.order_by("position")
    kept = VisitorIdentity.objects.get(visitor=second).wrapped_key

    change(order, v0=VisitorDetails("Пётр Иванов", 41, identity={"document_number": "3"}))
    change(order)  # no one is new: no one was erased

    assert list(order.visitors.order_by("position").values_list("name", "age")) == [
        ("Пётр Иванов", 41),
        ("Гость 2", 30),
    ]
    assert list(Erasure.objects.values_list("what", "subject")) == [(VISITOR_REPLACED, first.uuid)]
    assert VisitorIdentity.objects.get(visitor=second).wrapped_key == kept
    assert VisitorIdentity.objects.count() == 2


def test_price_changes_only_for_those_who_accompany_or_do_not_any_more(family: Order):
    attendances = family.bookings.get().attendances.order_by("position")
    family.bookings.get().slot.tour.categories.update(price_kopecks=1)  # applies to no one who has booked

    change(family, v3=None)
    assert list(attendances.values_list("price_kopecks", flat=True)) == [0, 90_000, 40_000]
    change(family, v0=None)
    assert list(attendances.values_list("price_kopecks", flat=True)) == [0, 40_000]
    assert family.visitors.get(position=1).role == Visitor.Role.CHAPERONE
    change(family, v1=None)
    assert list(attendances.values_list("price_kopecks", flat=True)) == [1]  # what it costs now, without children
    assert family.visitors.get().role == Visitor.Role.VISITOR


def test_who_comes_instead_pays_what_was_agreed_whatever_the_tours_rules_are_by_now(family: Order):
    attendances = family.bookings.get().attendances.order_by("position")
    VisitRequirements.objects.update(free_chaperones=0)

    change(family, v0=PETER)

    assert list(attendances.values_list("price_kopecks", flat=True)) == [0, 90_000, 40_000, 40_000]
    assert family.visitors.get(name="Пётр Иванов").role == Visitor.Role.CHAPERONE


def test_who_accompanies_children_at_one_visit_goes_on_paying_at_another(family: Order):
    other = SlotFactory(days_ahead=9)
    category = other.tour.categories.get()
    first = family.bookings.get()
    people = tuple(first.attendances.order_by("position").values_list("category", flat=True))
    legs = [Leg(first.slot_id, people), Leg(other.pk, (category.pk,) * 4)]
    order = confirm(
        order=hold_seats(legs=legs, request=request()), contact=Contact("Мария", "masha@example.org"),
        visitors=[VisitorDetails(f"Гость {n}", age) for n, age in enumerate((40, 38, 10, 12))],
        consent=ConsentGiven(consent_text(), None),
    )  # fmt: skip
    type(category).objects.filter(pk=category.pk).update(price_kopecks=1)

    change(order, v3=None)

    paid = Attendance.objects.filter(booking__order=order).order_by("booking__position", "position")
    assert list(paid.values_list("price_kopecks", flat=True)) == [0, 90_000, 40_000, 50_000, 50_000, 50_000]


def test_adult_whom_the_enterprise_charged_nothing_goes_on_paying_nothing(family: Order):
    attendances = family.bookings.get().attendances.order_by("position")
    attendances.filter(position=1).update(price_kopecks=0)

    change(family, v2=None)

    assert list(attendances.values_list("price_kopecks", flat=True)) == [0, 0, 40_000]


@pytest.mark.parametrize(("place", "leaves"), [(0, "v2"), (1, "v2"), (3, "v1")])
def test_people_can_be_changed_beside_one_whom_the_ledger_erased_again(family: Order, place: int, leaves: str):
    """A restored backup had them; their place stays taken, and the others go on being who they are."""
    remove_again(family.visitors.get(position=place).uuid, clock.now())

    change(family, v0=PETER)

    assert family.visitors.filter(name="Пётр Иванов").count() == 1
    assert family.bookings.get().seats == 4
    change(family, **{leaves: None})
    assert (family.bookings.get().seats, family.bookings.get().attendances.count()) == (3, 3)
    assert family.visitors.filter(role=Visitor.Role.CHAPERONE).count() == 1
    assert audit_capacity() == []
