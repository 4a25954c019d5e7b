"""For how many a booking is, as the form takes and refuses it."""

import uuid
from dataclasses import dataclass

import pytest

from accelerator.base.common import clock
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.forms.party import ChangePartyForm, Kind, PartyForm
from tours.booking.reads import with_offer
from tours.models import Slot, VisitorCategory


def offered(slot: Slot) -> Slot:
    """The slot as step one reads it."""
    return with_offer(Slot.objects.filter(pk=slot.pk), clock.now(), None).get()


@dataclass
class Family:
    """A slot of a tour for adults, for children up to six and for children from seven."""

    slot: Slot
    adult: VisitorCategory
    small: VisitorCategory
    big: VisitorCategory

    def form(self, **counts: str) -> PartyForm:
        typed = {f"count_{getattr(self, name).uuid.hex}": count for name, count in counts.items()}
        return PartyForm({"key": str(uuid.uuid4()), **typed}, slot=offered(self.slot))


@pytest.fixture
def family(db: None) -> Family:
    required = {"requirements__min_age_unaccompanied": 14, "requirements__children_per_chaperone": 2}
    tour = TourFactory(published=True, category=None, party_max=6, **required)
    categories = [
        VisitorCategoryFactory(tour=tour, min_age=low, max_age=high) for low, high in ((18, None), (None, 6), (7, 17))
    ]
    return Family(SlotFactory(tour=tour), *categories)


def test_party_is_each_seats_category(family: Family):
    form = family.form(adult="1", small="", big="2")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["category_ids"] == (family.adult.pk, family.big.pk, family.big.pk)
    assert form.people == 3


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"small": "1"}, "14\u00a0лет"),  # the older children whom no one has chosen accompany no one
        ({"adult": "1", "big": "3"}, "Нужны 2"),
    ],
)
def test_party_that_cannot_come_is_refused_as_a_whole(family: Family, counts: dict, message: str):
    form = family.form(**counts)

    assert set(form.errors) == {"__all__"}
    assert message in str(form.errors)


def test_tour_whose_last_category_was_retired_during_booking_takes_no_visitors(db: None):
    form = PartyForm(
        {"key": str(uuid.uuid4())}, slot=offered(SlotFactory(tour=TourFactory(published=True, category=None)))
    )

    assert form.errors == {"__all__": ["Укажите хотя бы одного посетителя."]}


@pytest.mark.parametrize("counts", [{}, {"adult": "0", "big": "0"}])
def test_party_of_nobody_is_refused_at_its_first_field(family: Family, counts: dict):
    form = family.form(**counts)

    assert form.errors == {f"count_{family.adult.uuid.hex}": ["Укажите хотя бы одного посетителя."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("required", "counts", "is_taken"),
    [
        ({"min_age_unaccompanied": 14}, [1, 0], False),
        ({"min_age_unaccompanied": 14}, [1, 1], True),
        ({"children_per_chaperone": 2}, [1, 1], True),
        ({"children_per_chaperone": 2}, [3, 1], False),
    ],
)
@pytest.mark.parametrize("oldest", [18, 65])
def test_category_that_an_adult_may_belong_to_is_of_adults(
    required: dict, counts: list[int], is_taken: bool, oldest: int
):
    tour = TourFactory(
        published=True, category=None, **{f"requirements__{name}": value for name, value in required.items()}
    )
    rows = [VisitorCategoryFactory(tour=tour, min_age=low, max_age=high) for low, high in ((0, 6), (7, oldest))]
    typed = {f"count_{row.uuid.hex}": str(count) for row, count in zip(rows, counts, strict=True)}

    assert PartyForm({"key": str(uuid.uuid4()), **typed}, slot=offered(SlotFactory(tour=tour))).is_valid() is is_taken


@pytest.mark.django_db
def test_children_come_alone_where_the_oldest_of_them_may():
    tour = TourFactory(published=True, category=None, requirements__min_age_unaccompanied=14)
    rows = [VisitorCategoryFactory(tour=tour, min_age=low, max_age=high) for low, high in ((0, 6), (7, 17))]
    typed = {f"count_{row.uuid.hex}": "1" for row in rows}

    assert PartyForm({"key": str(uuid.uuid4()), **typed}, slot=offered(SlotFactory(tour=tour))).is_valid()


@pytest.mark.parametrize(
    "counts", [{"adult": "-1"}, {"adult": "7"}, {"adult": "two"}, {"adult": "x", "small": "1"}, {"big": "1.5"}]
)
def test_invalid_count_is_the_only_error(family: Family, counts: dict):
    form = family.form(**counts)

    assert len(form.errors) == 1
    assert form.non_field_errors() == []
    assert form.people == counts.get("small", "").count("1")


def kinds() -> list[Kind]:
    return [Kind(label, "", (VisitorCategory(pk=one), VisitorCategory(pk=other))) for label, one, other in
            (("Взрослый", 1, 3), ("Ребёнок", 2, 4))]  # fmt: skip


def changed(**typed: str) -> ChangePartyForm:
    return ChangePartyForm(typed, kinds=kinds(), counts=[1, 1], most=5)


def test_changed_party_is_each_persons_categories_at_every_leg():
    form = changed(kind0="1", kind1="2")

    assert form.is_valid(), form.errors
    assert form.counts == [1, 2]
    assert form.people == [(1, 3), (2, 4), (2, 4)]
    assert changed(kind0="", kind1="1").is_valid()


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({}, {"__all__"}),
        ({"kind0": "0", "kind1": ""}, {"__all__"}),
        ({"kind0": "6"}, {"kind0"}),
        ({"kind0": "-1", "kind1": "x"}, {"kind0", "kind1"}),
    ],
)
def test_changed_party_without_visitors_is_refused_and_a_wrong_count_is_the_only_error(typed: dict, fields: set[str]):
    assert set(changed(**typed).errors) == fields
