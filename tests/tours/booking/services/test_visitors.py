"""Who may come and what is kept of them, called directly."""

import pytest

from accelerator.base.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.errors import VisitorsRefused
from tours.booking.models import Order, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.holds import hold_seats
from tours.booking.services.identities import KEPT_FOR, read_passes
from tours.booking.services.people import check_visitors, save_visitor_details
from tours.models import VisitRequirements

pytestmark = pytest.mark.django_db


def legs_of(order: Order) -> list:
    return list(order.bookings.select_related("slot__tour__requirements").order_by("position"))


def name(order: Order, *people: VisitorDetails) -> None:
    save_visitor_details(list(order.visitors.order_by("position")), people, legs_of(order), now=clock.now())


def refuse(order: Order, *people: VisitorDetails, guardian_consent: bool = False) -> None:
    check_visitors(legs_of(order), people, guardian_consent=guardian_consent, now=clock.now())


def two_visits(**second: object) -> Order:
    """A route whose second visit asks for more than its first."""
    slots = [SlotFactory(days_ahead=8), SlotFactory(days_ahead=10, **second)]
    return hold_seats(legs=[leg(slot) for slot in slots], request=request())


def test_people_who_are_welcome_everywhere_are_not_refused():
    refuse(two_visits(tour__requirements__min_age=12), VisitorDetails("Аня", 12))


def test_refusal_names_the_visit_where_there_are_several_and_not_where_there_is_one():
    order = two_visits(tour__requirements__min_age=12, tour__title={"ru": "Домна"})
    with pytest.raises(VisitorsRefused, match="«Домна»"):
        refuse(order, VisitorDetails("Аня", 11))

    alone = held_order(SlotFactory(tour__requirements__min_age=12, tour__title={"ru": "Домна"}))
    with pytest.raises(VisitorsRefused) as refusal:
        refuse(alone, VisitorDetails("Аня", 11))
    assert "Домна" not in str(refusal.value)


def test_what_both_visits_have_in_common_is_printed_once():
    slots = [SlotFactory(days_ahead=8, tour__requirements__min_age=12)]
    slots.append(SlotFactory(days_ahead=9, tour=slots[0].tour))
    order = hold_seats(legs=[leg(slot) for slot in slots], request=request())

    with pytest.raises(VisitorsRefused) as refusal:
        refuse(order, VisitorDetails("Аня", 11))
    assert len(refusal.value.problems) == 1


def test_guardians_consent_counts_at_every_visit():
    order = two_visits(tour__requirements__guardian_consent=True)

    with pytest.raises(VisitorsRefused):
        refuse(order, VisitorDetails("Аня", 11))
    refuse(order, VisitorDetails("Аня", 11), guardian_consent=True)


@pytest.mark.parametrize(("asked", "kept"), [({}, None), ({"lead_time_days_foreign": 1}, True)])
def test_citizenship_is_kept_only_where_a_visit_asks_for_it(asked: dict, kept: bool | None):
    order = two_visits(**{f"tour__requirements__{name}": value for name, value in asked.items()})

    name(order, VisitorDetails("Ханс", 30, is_foreign=True))

    visitor = order.visitors.get()
    assert (visitor.name, visitor.age, visitor.is_foreign, visitor.named_at is not None) == ("Ханс", 30, kept, True)


@pytest.mark.parametrize(
    ("identity", "kept"),
    [
        ({"document_number": "4510", "birth_date": "1986-05-06"}, {"document_number": "4510"}),
        ({"document_number": "4510", "full_name": "Анна Белова"}, {"document_number": "4510"}),
        ({"document_number": ""}, None),
        ({"birth_date": "1986-05-06"}, None),
        ({}, None),
    ],
)
def test_only_what_a_visit_asks_for_is_sealed(identity: dict, kept: dict | None):
    order = two_visits(tour__requirements__pass_office_data=["full_name", "document_number"])

    name(order, VisitorDetails("Анна Белова", 40, identity=identity))

    found = VisitorIdentity.objects.first()
    assert (found is not None) == (kept is not None)
    if found:
        last = order.bookings.get(position=1).slot
        assert found.erase_at == last.ends_at + KEPT_FOR
        order.bookings.update(status="CONFIRMED", hold_expires_at=None)
        [read] = read_passes(slot=last, reader=UserFactory())
        assert read.identity == kept


def test_identity_of_one_who_comes_to_two_visits_is_kept_until_after_the_later_in_any_order():
    order = confirmed_order(SlotFactory(days_ahead=10))
    VisitRequirements.objects.update(pass_office_data=["document_number"])
    legs = legs_of(order)
    earlier = legs_of(confirmed_order(SlotFactory(days_ahead=2)))
    people = [VisitorDetails("Анна Белова", 40, identity={"document_number": "4510"})]

    save_visitor_details(list(order.visitors.all()), people, [*legs, *earlier], now=clock.now())

    assert VisitorIdentity.objects.get().erase_at == legs[0].slot.ends_at + KEPT_FOR
