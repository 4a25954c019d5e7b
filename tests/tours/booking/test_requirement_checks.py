"""What speaks against a party or a visitor, each check at its boundary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tours.booking.errors import BookingClosed, PartyRefused
from tours.booking.requirement_checks import (
    Person,
    Visit,
    VisitorDetails,
    asks_age,
    asks_citizenship,
    check_enough,
    check_party,
    check_slot,
    party_bounds,
    problems_of_time,
    problems_of_visits,
    unaccompanied,
    visitor_problems,
)
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ADULT, CHILD = VisitorDetails("Анна", 18), VisitorDetails("Маша", 17)


def slot_of(ahead: timedelta = 30 * DAY, *, tour: dict | None = None, status: str = "open", **required: Any) -> Slot:
    """A slot so long after NOW, of a tour with these requirements."""
    of = Tour(title={"ru": "Прокат"}, **{"party_min": 1, "party_max": 10, **(tour or {})})
    of.requirements = VisitRequirements(tour=of, **required)
    return Slot(tour=of, starts_at=NOW + ahead, status=status)


def visit(*visitors: VisitorDetails, ahead: timedelta = 30 * DAY, bounds: Any = None, **required: Any) -> Visit:
    """These people at a slot; `bounds` are the ages of each one's category."""
    slot = slot_of(ahead, **required)
    categories = [VisitorCategory(name={"ru": "Гость"}, min_age=low, max_age=high) for low, high in bounds or ()]
    return Visit(slot, slot.tour.requirements, visitors, categories or [VisitorCategory()] * len(visitors), NOW)


def refusals(found: Visit) -> list[tuple[int | None, str]]:
    return [(problem.visitor, problem.field) for problem in visitor_problems(found)]


# What has to be asked


ANY, CHILDREN, ADULTS = (None, None), (None, 17), (18, None)


@pytest.mark.parametrize(
    ("required", "bounds", "asked"),
    [
        ({}, [ANY, (7, None), CHILDREN], []),  # the category is all that counts, and it was chosen
        ({"guardian_consent": False, "group_min": 5, "lead_time_days": 2}, [ANY], []),
        # Who may be younger than the tour admits, and who may not.
        ({"min_age": 7}, [(7, 17), ADULTS, (6, 17), ANY], [2, 3]),
        ({"min_age": 7}, [(0, 6)], []),  # too young whatever they say
        ({"max_age": 65}, [CHILDREN, (18, 65), (18, 66), ADULTS, (66, None)], [2, 3]),
        ({"max_age": 17}, [CHILDREN, ADULTS], []),
        # Who has to come with the children may be older than the tour admits.
        ({"max_age": 65, "children_per_chaperone": 5}, [CHILDREN, ADULTS], []),
        ({"max_age": 65, "children_per_chaperone": 5}, [ADULTS], [0]),
        ({"max_age": 16, "min_age_unaccompanied": 14}, [CHILDREN, ADULTS], [0]),
        # Who is a child and who an adult.
        *[({name: 14}, [CHILDREN, ADULTS, ANY], [2]) for name in ("children_per_chaperone", "guardian_consent")],
        ({"min_age_unaccompanied": 14}, [CHILDREN, ADULTS, ANY], [2]),
        ({"min_age_unaccompanied": 14}, [CHILDREN, (14, 17), ANY], [0, 2]),  # nobody who is certain to be an adult
        ({"min_age_unaccompanied": 14}, [CHILDREN], [0]),
    ],
)
def test_ages_are_asked_where_a_rule_depends_on_more_than_the_category_says(
    required: dict, bounds: list, asked: list[int]
):
    requirements = VisitRequirements(**required)
    categories = [VisitorCategory(name={"ru": "Гость"}, min_age=low, max_age=high) for low, high in bounds]
    people = [Person.of(category) for category in categories]

    assert [i for i, is_asked in enumerate(asks_age(requirements, people)) if is_asked] == asked
    assert not any(asks_age(requirements, [Person.of(category, 30) for category in categories]))


@pytest.mark.parametrize("known", [False, True])
def test_age_that_a_rule_depends_on_has_to_be_given_by_who_is_new(known: bool):
    people = [replace(one, is_known=known) for one in (VisitorDetails("Маша"), VisitorDetails("Анна"))]

    found = visit(*people, bounds=[(4, 17), ADULTS], min_age=6)

    assert [(problem.visitor, problem.message) for problem in visitor_problems(found)] == (
        [] if known else [(0, "Маша: укажите возраст.")]
    )


@pytest.mark.parametrize(
    ("required", "bounds", "refused"),
    [
        ({"min_age": 7}, [(0, 6), ADULTS], [(0, "age")]),
        ({"max_age": 65}, [(66, None)], [(0, "age")]),
        ({"min_age_unaccompanied": 14}, [CHILDREN, ADULTS], []),
        ({"min_age_unaccompanied": 14}, [(0, 13)], [(None, "age")]),
        ({"children_per_chaperone": 1}, [CHILDREN, CHILDREN, ADULTS], [(None, "party")]),
        ({"children_per_chaperone": 2}, [CHILDREN, CHILDREN, ADULTS], []),
        ({"guardian_consent": True}, [CHILDREN, ADULTS], [(None, "guardian_consent")]),
        ({"guardian_consent": True}, [ADULTS], []),
    ],
)
def test_category_speaks_for_who_said_no_age(required: dict, bounds: list, refused: list):
    assert refusals(visit(*[VisitorDetails("Гость")] * len(bounds), bounds=bounds, **required)) == refused


@pytest.mark.parametrize(
    ("required", "asked"),
    [
        ({}, False),
        ({"foreigners": "admitted", "lead_time_days_foreign": 0, "pass_office_data": ["full_name"]}, False),
        ({"foreigners": "not_admitted"}, True),
        ({"foreigners": "on_request"}, True),
        ({"lead_time_days_foreign": 1}, True),
        ({"pass_office_data": ["citizenship"]}, True),
    ],
)
def test_citizenship_is_asked_where_something_depends_on_it(required: dict, asked: bool):
    assert asks_citizenship(VisitRequirements(**required)) is asked


# How many, and when


@pytest.mark.parametrize(
    ("tour", "required", "bounds"),
    [
        ((1, 10), {}, (1, 10)),
        ((2, 8), {"group_max": 5}, (2, 5)),
        ((2, 8), {"group_max": 9}, (2, 8)),
        ((2, 8), {"group_min": 5}, (5, 8)),
        ((6, 8), {"group_min": 5, "admission": "groups"}, (6, 8)),
        ((2, 8), {"group_min": 5, "admission": "groups"}, (5, 8)),
        ((2, 8), {"group_min": 5, "admission": "individuals"}, (2, 8)),
        ((2, 8), {"group_min": 5, "admission": "both"}, (2, 8)),
    ],
)
def test_size_of_a_party_is_bounded_by_the_tour_and_for_groups_by_its_requirements(
    tour: tuple[int, int], required: dict, bounds: tuple[int, int]
):
    slot = slot_of(tour={"party_min": tour[0], "party_max": tour[1]}, **required)
    least, most = bounds

    assert party_bounds(slot) == bounds
    for people in (least - 1, most + 1):
        with pytest.raises(PartyRefused):
            check_party(slot, people, NOW)
    for people in bounds:
        check_party(slot, people, NOW)
    with pytest.raises(PartyRefused, match=str(least)):
        check_enough(slot, least - 1, NOW)
    check_enough(slot, most + 1, NOW)  # who has booked may be more than the tour is for now


@pytest.mark.parametrize("days", [None, 0, 1, 3])
def test_party_is_booked_as_many_days_ahead_as_the_pass_office_needs(days: int | None):
    in_time = (days or 0) * DAY

    check_party(slot_of(in_time, lead_time_days=days), 1, NOW)
    with pytest.raises(PartyRefused):
        check_party(slot_of(in_time - SECOND, lead_time_days=days), 1, NOW)


@pytest.mark.parametrize(
    ("status", "ahead", "people", "refusal"),
    [
        ("open", 3 * DAY + SECOND, 2, None),
        ("open", 3 * DAY, 1, PartyRefused),
        ("open", 2 * DAY, 2, PartyRefused),
        ("closed", 3 * DAY, 2, BookingClosed),
        ("closed", 3 * DAY, 1, BookingClosed),
        ("cancelled", 2 * DAY, 2, BookingClosed),
        ("open", 0 * DAY, 2, BookingClosed),
    ],
)
def test_slot_that_cannot_be_had_says_so_before_it_speaks_of_the_party(
    status: str, ahead: timedelta, people: int, refusal: type[Exception] | None
):
    slot = slot_of(ahead, status=status, tour={"party_min": 2}, lead_time_days=3)

    if refusal is None:
        check_slot(slot, people, NOW)
    else:
        with pytest.raises(refusal):
            check_slot(slot, people, NOW)


def test_slot_whose_booking_has_closed_is_closed_though_the_party_fits():
    closing = slot_of(tour={"booking_closes_hours": 1})

    with pytest.raises(BookingClosed):
        check_slot(closing, 1, closing.booking_closes_at)
    check_slot(closing, 1, closing.booking_closes_at - SECOND)


# Who comes


def aged(*ages: int | None) -> list[VisitorDetails]:
    return [VisitorDetails(f"Гость {place}", age) for place, age in enumerate(ages)]


@pytest.mark.parametrize(
    ("required", "ages", "refused"),
    [
        ({"min_age": 12}, [11, 12, None], [0, 2]),
        ({"min_age": None}, [0], []),
        ({"max_age": 65}, [65, 66, None], [1, 2]),
        ({"max_age": 65}, [66, 10], [0]),
        # Who has to come with the children may be older, the children may not.
        ({"max_age": 14, "children_per_chaperone": 5}, [40, 15, 14], [1]),
        ({"max_age": 14, "min_age_unaccompanied": 10}, [40, 15, 14], [1]),
        ({"max_age": 65, "children_per_chaperone": 5}, [66, 17], []),
        ({"max_age": 65, "children_per_chaperone": 5}, [66, 18], [0]),
        ({"max_age": 65, "children_per_chaperone": 5}, [66, None], [0, 1]),
        # Once for the whole party: no one here was to be the adult.
        ({"min_age_unaccompanied": 14}, [13, 12, 17], [None]),
        ({"min_age_unaccompanied": 14}, [13, 18], []),
        ({"min_age_unaccompanied": 14}, [13, None], [1]),
        ({"min_age_unaccompanied": None}, [13], []),
    ],
)
def test_who_is_too_young_or_too_old(required: dict, ages: list[int | None], refused: list[int]):
    assert refusals(visit(*aged(*ages), **required)) == [(place, "age") for place in refused]


@pytest.mark.parametrize(
    ("per_adult", "ages", "lacks"),
    [
        (2, [40, 10, 11], False), (2, [40, 10, 11, 12], True), (2, [40, 30, 10, 11, 12], False), (2, [10], True),
        (2, [40], False), (None, [10], False),
    ],
)  # fmt: skip
def test_children_come_with_enough_adults(per_adult: int | None, ages: list[int], lacks: bool):
    found = refusals(visit(*aged(*ages), children_per_chaperone=per_adult))

    assert found == ([(None, "party")] if lacks else [])


@pytest.mark.parametrize(
    ("required", "counts", "refused"),
    [
        ({"min_age_unaccompanied": 14}, (2, 0, 13), True),
        ({"min_age_unaccompanied": 14}, (2, 0, 14), False),
        ({"min_age_unaccompanied": 14}, (2, 1, 13), False),
        ({"min_age_unaccompanied": 14}, (0, 0, 0), False),
        ({"min_age_unaccompanied": None}, (2, 0, 13), False),
        ({"children_per_chaperone": 2}, (3, 1, 17), True),
        ({"children_per_chaperone": 2}, (4, 2, 17), False),
        ({"children_per_chaperone": 2}, (0, 0, 0), False),
    ],
)
def test_children_are_asked_to_come_with_adults_before_visitors_are_named(
    required: dict, counts: tuple[int, int, int], refused: bool
):
    children, adults, oldest = counts

    message = unaccompanied(VisitRequirements(**required), children=children, adults=adults, oldest_child=oldest)

    assert bool(message) is refused


@pytest.mark.parametrize(
    ("needed", "people", "given", "refused"),
    [(True, [ADULT, CHILD], False, True), (True, [ADULT, CHILD], True, False), (True, [ADULT, ADULT], False, False),
     (False, [CHILD], False, False), (None, [CHILD], False, False)],
)  # fmt: skip
def test_guardian_agrees_to_the_visit_of_children(
    needed: bool | None, people: list[VisitorDetails], given: bool, refused: bool
):
    found = replace(visit(*people, guardian_consent=needed), guardian_consent=given)

    assert refusals(found) == ([(None, "guardian_consent")] if refused else [])


FOREIGN, KNOWN = VisitorDetails("Ann", 30, is_foreign=True), VisitorDetails("Li", 30, is_foreign=True, is_known=True)


@pytest.mark.parametrize(
    ("required", "ahead", "refused"),
    [
        ({}, DAY, []),
        ({"foreigners": "admitted"}, DAY, []),
        ({"foreigners": "not_admitted"}, DAY, [1, 2]),
        ({"foreigners": "on_request"}, DAY, [1, 2]),
        ({"lead_time_days_foreign": 3}, 3 * DAY, []),
        ({"lead_time_days_foreign": 3}, 3 * DAY - SECOND, [1]),  # of the one who is known they were told in time
    ],
)
def test_foreign_citizens_are_admitted_and_in_time(required: dict, ahead: timedelta, refused: list[int]):
    found = visit(ADULT, FOREIGN, KNOWN, ahead=ahead, **required)

    assert refusals(found) == [(place, "is_foreign") for place in refused]
    late = [problem.visitor for problem in problems_of_time(found)]
    assert late == (refused if "lead_time_days_foreign" in required else [])


def test_pass_office_needs_what_it_asks_for_of_everybody_who_is_new():
    asked = ["full_name", "birth_date", "document_number", "car_number"]
    people = [
        VisitorDetails("Анна", 30, identity={"birth_date": "1996-01-01", "document_number": ""}),
        VisitorDetails("Пётр", 30, identity={"birth_date": "1996-01-01", "document_number": "1"}),
        VisitorDetails("Павел", 30, is_known=True),
    ]

    assert refusals(visit(*people, pass_office_data=asked)) == [(0, "document_number")]


@pytest.mark.parametrize(
    ("ages", "refused"), [([6, 7], [0]), ([18, 17], [0]), ([7, 17], []), ([None, 7], []), ([5, 5], [0])]
)
def test_age_belongs_to_the_category(ages: list[int | None], refused: list[int]):
    found = visit(*aged(*ages), bounds=[(7, 17), (None, None)])

    assert refusals(found) == [(place, "age") for place in refused]


def test_one_mistake_is_reported_once():
    """A child of three is too young, and the adult's age is mistyped: that no one is of age is no third mistake."""
    people = [VisitorDetails("Маша", 9), VisitorDetails("Петя", 3), VisitorDetails("Анна", 17)]

    found = visit(
        *people, bounds=[(4, 17), (4, 17), (18, None)], min_age=4, min_age_unaccompanied=14, children_per_chaperone=3
    )

    assert [(problem.visitor, problem.message) for problem in visitor_problems(found)] == [
        (1, "Петя, 3 года: сюда пускают с 4\u00a0лет."), (2, "Нужен взрослый: вы не указали никого от 18 лет."),
    ]  # fmt: skip


def test_who_is_refused_for_their_age_does_not_hear_of_the_category_and_the_others_do():
    people = [VisitorDetails("Маша", 5), VisitorDetails("Ann", 20, is_foreign=True), VisitorDetails("Пётр", 20)]

    problems = visitor_problems(
        visit(*people, bounds=[(7, 17), (7, 17), (7, 17)], min_age=6, foreigners="not_admitted")
    )

    assert [(problem.visitor, problem.field) for problem in problems] == [
        (0, "age"), (1, "is_foreign"), (1, "age"), (2, "age"),
    ]  # fmt: skip
    assert "7–17 лет" in problems[-1].message


@pytest.mark.parametrize(
    ("visitor", "who"),
    [(VisitorDetails("Маша", 5), "Маша, 5 лет: "), (VisitorDetails("", 5), "Посетитель 1, 5 лет: "),
     (VisitorDetails("Ann", is_foreign=True, is_known=True), "Ann: ")],
)  # fmt: skip
def test_refusal_names_the_visitor_and_of_many_visits_the_tour(visitor: VisitorDetails, who: str):
    found = visit(visitor, min_age=6, foreigners="not_admitted")

    [alone] = problems_of_visits([found])
    [of_many] = problems_of_visits([found, visit(visitor)])
    [of_all] = problems_of_visits([found, found])

    assert alone.message.startswith(who)
    assert of_many == replace(alone, message=f"«Прокат»: {alone.message}")
    assert of_all == alone  # said once, of whichever leg
