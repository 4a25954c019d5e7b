"""Who comes after all, as the form of a booked order takes and refuses it."""

from typing import Any

import pytest

from tests.factories.booking import consent_text, held_order
from tests.factories.tours import SlotFactory
from tours.booking.forms.people import PeopleForm
from tours.booking.models import Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.people import Contact

pytestmark = pytest.mark.django_db
ANNA, IVAN = "Анна Орлова", "Иван Орлов"


def booked(*kinds: str, is_foreign: bool = False, **required: Any) -> Order:
    """An order of Anna and Ivan, at a place whose pass office asks for these things."""
    slot = SlotFactory(
        tour__requirements__pass_office_data=list(kinds),
        **{f"tour__requirements__{name}": value for name, value in required.items()},
    )
    identity = {kind: {"citizenship": "RU", "birth_date": "1986-01-01"}.get(kind, "1") for kind in kinds}
    people = [VisitorDetails(name, 40, is_foreign=is_foreign, identity=identity) for name in (ANNA, IVAN)]
    order = confirm(
        order=held_order(slot, 2), contact=Contact("Анна", "anna@example.org"), visitors=people,
        consent=ConsentGiven(consent_text(), None),
    )  # fmt: skip
    return Order.objects.with_legs().get(pk=order.pk)


def form_of(order: Order, **typed: str) -> PeopleForm:
    """The form as it is sent back, with these changes."""
    blank = PeopleForm(order=order, bookings=order.legs)
    shown = {name: blank.initial.get(name) for name in blank.fields if blank.initial.get(name) not in (None, "", False)}
    return PeopleForm({**shown, **typed}, order=order, bookings=order.legs)


def test_those_who_stay_are_known_and_asked_nothing_of():
    order = booked("full_name", "document_number")
    form = form_of(order)

    assert form.is_valid(), form.errors
    assert list(form.people_by_visitor.values()) == [
        VisitorDetails(name, 40, is_foreign=False, is_known=True) for name in (ANNA, IVAN)
    ]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"v0_name": "Пётр Орлов"}, {"v0_document_number"}),
        ({"v0_name": "Пётр Орлов", "v1_name": "Павел Орлов"}, {"v0_document_number", "v1_document_number"}),
        ({"v0_name": "Пётр Орлов", "v0_document_number": "2"}, set()),
        ({"v0_name": "Пётр Орлов", "v0_leaves": "on"}, set()),
        ({"v0_name": f"  {ANNA}  "}, set()),
        ({"v0_document_number": "2" * 61}, {"v0_document_number"}),
        ({"v0_name": "Пётр Орлов", "v0_document_number": "2" * 61}, {"v0_document_number"}),
    ],
)
def test_pass_office_data_is_asked_of_a_replacement_visitor(typed: dict, fields: set[str]):
    form = form_of(booked("full_name", "document_number"), **typed)

    assert set(form.errors) == fields
    assert all(len(problems) == 1 for problems in form.errors.values())


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"v0_age": "x", "v1_age": "y", "name": ""}, {"v0_age", "v1_age", "name"}),
        ({"v0_age": "x", "v1_age": "y", "name": "", "v0_leaves": "on"}, {"v1_age", "name"}),
        ({"v0_age": "x", "v0_name": "", "v0_leaves": "on"}, set()),
        ({"v0_age": "x", "v1_leaves": "on"}, {"v0_age"}),
    ],
)
def test_mistakes_in_a_removed_visitor_do_not_matter(typed: dict, fields: set[str]):
    form = form_of(booked(min_age=6), **typed)

    assert set(form.errors) == fields


def test_removed_visitor_counts_as_none():
    order = booked(min_age=6)
    form = form_of(order, v0_leaves="on", v1_age="41")

    assert form.is_valid(), form.errors
    assert list(form.people_by_visitor.values()) == [None, VisitorDetails(IVAN, 41, is_known=True)]


@pytest.mark.parametrize(
    ("was", "typed", "is_known"), [(False, {}, True), (False, {"v0_is_foreign": "on"}, False), (True, {}, True)]
)
def test_citizen_of_another_country_is_somebody_else(was: bool, typed: dict, is_known: bool):
    form = form_of(booked(lead_time_days_foreign=3, is_foreign=was), **typed)

    assert form.is_valid(), form.errors
    first = next(iter(form.people_by_visitor.values()))
    assert first is not None
    assert (first.is_known, first.is_foreign) == (is_known, was or bool(typed))


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"v0_name": "Пётр"}, {"v0_citizen"}),
        ({"v0_name": "Пётр", "v0_citizen": "yes"}, set()),
        ({"v0_name": "Пётр", "v0_citizen": "no"}, {"v0_citizenship"}),
        ({"v0_name": "Пётр", "v0_citizen": "no", "v0_citizenship": "DE"}, set()),
        ({}, set()),
    ],
)
def test_somebody_else_tells_their_citizenship(typed: dict, fields: set[str]):
    assert set(form_of(booked("citizenship"), **typed).errors) == fields


@pytest.mark.parametrize("is_foreign", [False, True])
def test_remaining_visitor_keeps_their_citizenship(is_foreign: bool):
    form = form_of(booked("citizenship", is_foreign=is_foreign))

    assert form.is_valid(), form.errors
    assert [(one.is_known, one.is_foreign) for one in form.people_by_visitor.values() if one] == [
        (True, is_foreign)
    ] * 2


def test_document_entered_again_is_saved():
    form = form_of(booked("full_name", "document_number"), v0_document_number="2")

    assert form.is_valid(), form.errors
    first, second = form.people_by_visitor.values()
    assert first == VisitorDetails(ANNA, identity={"document_number": "2"})
    assert second is not None
    assert second.is_known


def test_page_of_other_visitors_is_recognized():
    order = booked()
    gone = form_of(order, v0_leaves="on")
    second = order.visitors.get(position=1).uuid.hex

    assert not PeopleForm(order=order, bookings=order.legs).is_outdated
    assert not form_of(order).is_outdated
    assert form_of(order, people=second).is_outdated
    assert form_of(order).keep_unchanged
    assert not gone.keep_unchanged
    order.visitors.get(position=0).delete()
    order = Order.objects.with_legs().get(pk=order.pk)
    assert PeopleForm(gone.data, order=order, bookings=order.legs).keep_unchanged


def test_who_was_never_named_is_not_asked_for_a_name_and_a_name_from_before_stays():
    order = booked()
    child = order.visitors.get(position=1)
    child.name = ""
    child.save()
    order = Order.objects.with_legs().get(pk=order.pk)

    form = form_of(order)
    assert "v0_name" in form.fields
    assert "v1_name" not in form.fields
    assert form.is_valid(), form.errors
    assert list(form.people_by_visitor.values()) == [
        VisitorDetails(ANNA, 40, is_known=True), VisitorDetails("", 40, is_known=True)
    ]  # fmt: skip
    form = form_of(order, v0_name="Пётр", v1_leaves="on")
    assert form.is_valid(), form.errors
    assert list(form.people_by_visitor.values()) == [VisitorDetails("Пётр"), None]


def test_needs_are_shown_as_they_are_and_changed():
    order = booked()
    order.contact.needs = "Коляска"

    assert form_of(order).initial["needs"] == "Коляска"
    form = form_of(order, needs="")
    assert form.is_valid(), form.errors
    assert form.contact.needs == ""
