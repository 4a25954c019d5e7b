"""Who comes, as the second step takes and refuses it."""

from datetime import date, timedelta

import pytest
from django import forms

from accelerator.base.common import clock
from tests.factories.booking import held_order
from tests.factories.booking import request as hold_request
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.forms.details import CountryField, DetailsForm, age_on
from tours.booking.models import Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.holds import Leg, hold_seats
from tours.party import Party

BASE = {"name": "Мария Петрова", "email": "masha@example.org", "phone": "", "consent": "on"}


def order_of(people: int, *kinds: str) -> Order:
    """A held order at a place whose pass office asks for these things."""
    slot = SlotFactory(tour__requirements__pass_office_data=list(kinds), tour__party_max=20)
    return Order.objects.with_legs().get(pk=held_order(slot, people).pk)


def form_of(order: Order, **typed: str) -> DetailsForm:
    return DetailsForm({**BASE, **typed}, order=order, bookings=order.legs)


@pytest.mark.parametrize(("typed", "is_taken"), [("DE", True), ("", True), (None, True), ("XX", False), ("RU", False)])
def test_country_is_one_of_the_list_or_left_out(typed: str | None, is_taken: bool):
    field = CountryField(choices=[("", "…"), ("DE", "Германия")])

    if is_taken:
        assert field.clean(typed) == (typed or "")
    else:
        with pytest.raises(forms.ValidationError):
            field.clean(typed)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 6, 15), date(2026, 6, 14), 25),
        (date(2000, 6, 15), date(2026, 6, 15), 26),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
    ],
)
def test_age_is_counted_in_full_years(born: date, day: date, age: int):
    assert age_on(day, born=born) == age


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"v1_name": "Иван Орлов"}, set()),  # the first visitor is who books
        ({"v0_name": "Анна Орлова", "v1_name": "Иван Орлов", "name": "Мария"}, set()),
        ({"v0_name": "Анна", "v1_name": "Иван Орлов"}, {"v0_name"}),
        ({"v1_name": "Иван"}, {"v1_name"}),
        ({"v1_name": "Иван", "name": "Мария"}, {"name", "v1_name"}),
        ({"v1_name": "Sukarno –"}, set()),
        ({}, {"v1_name"}),
        ({"v0_name": "Анна Орлова", "name": "Мария"}, {"v1_name"}),  # no one else is taken for who books
        ({"v1_name": "Иван Орлов", "name": ""}, {"name"}),
    ],
)
def test_pass_office_reads_first_and_last_names(typed: dict, fields: set[str]):
    form = form_of(order_of(2, "full_name"), **typed)

    assert set(form.errors) == fields
    assert all(len(problems) == 1 for problems in form.errors.values())


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 2, 11])
def test_nobody_is_named_but_who_books_where_no_pass_office_asks(people: int):
    form = form_of(order_of(people), name="Мария", v1_name="Иван")

    assert form.is_valid(), form.errors
    assert form.details == [VisitorDetails("Мария"), *[VisitorDetails("")] * (people - 1)]
    assert not form.visitor_groups


@pytest.mark.django_db
def test_age_is_asked_of_those_alone_of_whom_it_decides_something():
    tour = TourFactory(published=True, category=None, requirements__min_age=6, requirements__min_age_unaccompanied=14)
    child, adult = (
        VisitorCategoryFactory(tour=tour, name={"ru": name}, min_age=low, max_age=high)
        for name, low, high in (("Ребёнок", 4, 17), ("Взрослый", 18, None))
    )
    party = (child.pk, child.pk, adult.pk)
    held = hold_seats(legs=[Leg(SlotFactory(tour=tour).pk, party)], request=hold_request())
    order = Order.objects.with_legs().get(pk=held.pk)

    form = form_of(order, v0_age="9", v1_age="5")
    assert [[field.name for field in group.fields] for group in form.visitor_groups] == [["v0_age"], ["v1_age"]]
    assert form.is_valid(), form.errors
    assert [visitor.age for visitor in form.details] == [9, 5, None]

    brought = DetailsForm(order=order, bookings=order.legs, party=Party(1, (3, 13, 9, 12)))  # 3 fits nowhere
    assert [brought[f"v{place}_age"].value() for place in (0, 1)] == [13, 9]

    unsaid = form_of(order, v0_age="9")
    assert unsaid.errors == {"v1_age": ["Посетитель 2: укажите возраст."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "fields", "expected"),
    [
        ({"v0_citizen": "yes"}, set(), (False, "RU")),
        ({"v0_citizen": "yes", "v0_citizenship": "DE"}, set(), (False, "RU")),
        ({"v0_citizen": "no", "v0_citizenship": "DE"}, set(), (True, "DE")),
        ({"v0_citizen": "no"}, {"v0_citizenship"}, None),
        ({"v0_citizen": "no", "v0_citizenship": "XX"}, {"v0_citizenship"}, None),
        ({"v0_citizenship": "DE"}, {"v0_citizen"}, None),
        ({}, {"v0_citizen"}, None),
    ],
)
def test_foreign_citizen_tells_the_country(typed: dict, fields: set[str], expected: tuple[bool, str] | None):
    form = form_of(order_of(1, "citizenship"), **typed)

    assert set(form.errors) == fields
    assert all(len(problems) == 1 for problems in form.errors.values())
    if expected:
        [visitor] = form.details
        assert (visitor.is_foreign, visitor.identity["citizenship"]) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_taken"), [(-365 * 40, True), (0, True), (1, False), (-365 * 130, False)])
def test_nobody_comes_who_is_born_after_the_visit_or_too_long_ago(days: int, is_taken: bool):
    slot = SlotFactory(days_ahead=1, tour__requirements__pass_office_data=["birth_date"])
    with clock.at(slot.starts_at - timedelta(hours=3)):  # on its day, and the field takes a day more
        order = Order.objects.with_legs().get(pk=held_order(slot, 2).pk)
        born = slot.local_date + timedelta(days=days)
        form = form_of(order, v1_name="Иван", v0_birth_date="2000-01-01", v1_birth_date=str(born))

        assert set(form.errors) == (set() if is_taken else {"v1_birth_date"})
        assert is_taken or len(form.errors["v1_birth_date"]) == 1


@pytest.mark.django_db
def test_documents_are_asked_of_each_visitor_and_the_car_at_most_once():
    order = order_of(2, "birth_date", "car_number")
    day = order.legs[0].slot.local_date
    born = date(day.year - 30, day.month, 1)
    documents = {f"v{place}_birth_date": str(born) for place in (0, 1)}
    identity = {"birth_date": str(born)}

    on_foot = form_of(order, **documents)
    by_car = form_of(order, v0_car_number="А001АА", **documents)

    assert on_foot.is_valid(), on_foot.errors
    assert on_foot.details == [VisitorDetails(name, 30, identity=identity) for name in (BASE["name"], "")]
    assert by_car.is_valid(), by_car.errors
    assert [visitor.identity for visitor in by_car.details] == [{**identity, "car_number": "А001АА"}, identity]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("  Коляска\r\nбез орехов ", "Коляска\nбез орехов"), ("н" * 500, "н" * 500), ("н" * 501, None),
     ("\u200b", "")],
)  # fmt: skip
def test_needs_are_kept_as_typed_in_lines(typed: str, kept: str | None):
    form = form_of(order_of(1), needs=typed)

    assert set(form.errors) == ({"needs"} if kept is None else set())
    assert kept is None or form.contact.needs == kept
